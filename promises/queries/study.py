"""What a promise still lacks before the CEO can be asked to make it."""

from dataclasses import dataclass

from promises.models import STUDIED_ON, Promise


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, and the field or criterion that would fill it."""

    place: str
    words: str

    @property
    def is_evidence(self) -> bool:
        return self.place in STUDIED_ON


TERMS: tuple[tuple[str, str], ...] = (
    ("statement", "Say the promise in the customer's words."),
    ("feature", "Say what it is: the feature."),
    ("advantage", "Say what it does: the advantage."),
    ("benefit", "Say what the customer has of it: the benefit."),
    ("segment", "Choose the segment it is made to."),
    ("measure", "Say what is measured."),
    ("standard", "Say what counts as kept: the standard."),
    ("target", "Set the target: the share of occasions that is promised."),
    ("window_weeks", "Set the weeks over which the share is counted."),
    ("break_cost", "Say what one broken promise costs."),
)


def missing(promise: Promise) -> list[Gap]:
    """Return what keeps this promise from being put up for approval.

    Takes two queries, or none where requirements and evidence are prefetched.
    """
    gaps = [
        Gap(field, words)
        for field, words in TERMS
        if getattr(promise, field) in (None, "")
    ]
    if not promise.owner.is_active:
        gaps.append(Gap("owner", "Its owner has left: choose another owner."))
    if not promise.needs_no_capability and not promise.requirements.all():
        words = (
            "Say which capabilities one occasion takes, "
            "or tick that it needs none that operations count."
        )
        gaps.append(Gap("requirements", words))
    found = {evidence.criterion for evidence in promise.evidence.all()}
    gaps += [
        Gap(str(each), f"Add evidence that it builds {each.label.lower()}.")
        for each in STUDIED_ON
        if each not in found
    ]
    return gaps
