"""What stands in the way of a plan, in words, where no change helps.

The codes and their numbers are the engine's (``engine.offers.blocks``).
"""

from core.pages import Phrase, Tone
from planner.scores.pages import words
from planner.scores.pages.evidence import Evidence
from planner.scores.pages.sentences import (
    METHOD,
    PROMISES,
    Finding,
    Phrases,
    Sentence,
    Write,
)


def block_sentence(finding: Finding, evidence: Evidence) -> Sentence:
    """Put into words what blocks."""
    tone, write = BLOCKS[finding["code"]]
    return Sentence(finding["code"], write(finding, evidence), tone)


def _reliability(found: Finding, evidence: Evidence) -> Phrases:
    kept, target = words.against(found["reliability"], found["target"])
    return (
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(" is kept in "),
        Phrase(f"{kept} of what is on time", METHOD),
        Phrase(
            f" and promised to {target}: even if nothing were ever late it would reach "
            f"that in {words.outcomes(found['best_keep_probability'])} only, so no "
            "capacity helps. Make it more reliable, or promise less."
        ),
    )


def _together(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase("Each promise is reliable enough by itself, but "),
        Phrase("all together", PROMISES),
        Phrase(
            " they would be kept in "
            f"{words.outcomes(found['best_keep_probability'])}, even if nothing were "
            "ever late. Make fewer promises at once, or more reliable ones."
        ),
    )


def _no_room(found: Finding, evidence: Evidence) -> Phrases:
    late = found["too_late"]
    helped = "No initiative would bring more."
    if found["initiatives"]:
        helped = "The initiatives that would bring more do not bring enough."
    if found["initiatives"] and late == found["initiatives"]:
        helped = "The initiatives that would bring more come too late."
    return (
        Phrase(
            f"{evidence.capability(found['capability'])} has no room in "
            f"{words.week(found['period'])}, not for a thousandth of the plan, for "
        ),
        Phrase(evidence.statement(found["promise"]), PROMISES),
        Phrase(f". {helped}"),
    )


def _more(found: Finding, evidence: Evidence) -> Phrases:
    changes = words.counted(found["changes"], "change")
    return (
        Phrase(
            f"There is a smaller plan that is keepable, but it takes more than "
            f"{changes} at once: draft it anew, with fewer tactics."
        ),
    )


def _ended(found: Finding, evidence: Evidence) -> Phrases:
    return (
        Phrase(
            "The search ended before everything was tried, so there may be a way that "
            "is not shown."
        ),
    )


BLOCKS: dict[str, tuple[Tone, Write]] = {
    "reliability-blocks": ("not-kept", _reliability),
    "joint-reliability-blocks": ("not-kept", _together),
    "no-room": ("not-kept", _no_room),
    "more-changes-needed": ("at-risk", _more),
    "search-ended": ("neutral", _ended),
}
