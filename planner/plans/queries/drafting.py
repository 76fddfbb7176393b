"""What a draft may name, read once for the whole form."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef

from core.pages import Tone
from customers.models import Segment
from operations.models import Capability
from planner.plans.content import Known
from planner.plans.models import RUNNING, Tactic
from promises.models import Evidence, Promise, PromiseState


@dataclass(frozen=True)
class PromiseChoice:
    """A promise as it is offered to a tactic."""

    code: str
    statement: str
    state: str
    state_text: str
    tone: Tone
    is_heard: bool  # customers were asked about it


@dataclass(frozen=True)
class Choices:
    """What a draft may name, read once for all of its rows."""

    promises: tuple[PromiseChoice, ...]
    segments: tuple[tuple[str, str], ...]
    capabilities: tuple[tuple[str, str], ...]
    strategies: tuple[str, ...] = ()  # of plans that run

    @property
    def known(self) -> Known:
        return Known(
            promises=frozenset(promise.code for promise in self.promises),
            segments=frozenset(code for code, _ in self.segments),
            capabilities=frozenset(code for code, _ in self.capabilities),
        )


MOST_STRATEGIES: Final = 100
PROMISE_TONES: dict[str, Tone] = {
    PromiseState.IDEA: "at-risk",
    PromiseState.STUDIED: "accent",
    PromiseState.APPROVED: "kept",
    PromiseState.LIVE: "kept",
    PromiseState.RETIRED: "not-kept",
}


def choices() -> Choices:
    """Return what a draft may name; those a plan can be submitted with come first."""
    cited = Evidence.objects.of_customers().filter(promise=OuterRef("pk"))
    rows = (
        Promise.objects.annotate(is_heard=Exists(cited))
        .order_by("statement")
        .only("code", "statement", "state")
    )
    promises = [
        PromiseChoice(
            code=row.code,
            statement=row.statement,
            state=row.state,
            state_text=PromiseState(row.state).label.partition(":")[0],
            tone=PROMISE_TONES[row.state],
            is_heard=row.is_heard,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    tactics = Tactic.objects.filter(plan__state__in=RUNNING).exclude(strategy="")
    running = tactics.values_list("strategy", flat=True)
    unready = {PromiseState.IDEA: 1, PromiseState.RETIRED: 2}
    promises.sort(key=lambda promise: unready.get(PromiseState(promise.state), 0))
    return Choices(
        promises=tuple(promises),
        segments=tuple(Segment.objects.order_by("name").values_list("code", "name")),
        capabilities=tuple(
            Capability.objects.order_by("name").values_list("code", "name")
        ),
        strategies=tuple(running.order_by("strategy").distinct()[:MOST_STRATEGIES]),
    )
