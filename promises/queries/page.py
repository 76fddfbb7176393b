"""What a promise's page shows beside its record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import AuditEvent
from core.pages import Step
from promises.models import Criterion, Evidence, Promise, PromiseState, ServedNeed

HISTORY = 50
TAKEN_BACK = "promise.objection-taken-back"
# The minute would tell who was on shift.
OF_THE_TEAM = {"promise.objected-to", "promise.objection-explained"}

WORDS: dict[str, str] = {
    "promise.drafted": "Written down",
    "promise.edited": "Changed",
    "promise.standard-drafted": "Drafted with another standard",
    "promise.requirements-changed": "Requirements changed",
    "promise.needs-changed": "The needs it serves changed",
    "promise.break-cost-taken": "What breaking it costs taken from the ledger",
    "promise.evidence-added": "Evidence added",
    "promise.evidence-removed": "Evidence removed",
    "promise.put-up": "Put up for approval",
    "promise.taken-back": "Taken back",
    "promise.approved": "Approved by the CEO",
    "promise.returned": "Returned by the CEO",
    "promise.live": "Live: the company makes it now",
    "promise.retired": "Retired by the CEO",
    "promise.objected-to": "“We can't keep this”",
    "promise.objection-explained": "Words added to “We can't keep this”",
    "promise.objection-answered": "Answered to the frontline",
    "promise.objection-escalated": "Not answered in time: brought before the CEO",
    "ledger.reported": "Outcomes reported",
    "ledger.recounted": "Ledger counted by another clock",
}


@dataclass(frozen=True)
class CriterionEvidence:
    """The findings on one of the three criteria."""

    value: str
    label: str
    findings: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the history; of some only the ``day`` is told."""

    title: str
    who: str
    at: datetime
    text: str
    day_only: bool = False
    tone: str = ""
    url: str = ""


def for_page(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    """Load all that a promise's page shows of its own tables; five queries."""
    return rows.select_related("owner", "segment").prefetch_related(
        "requirements__capability",
        "evidence__added_by",
        Prefetch("served", ServedNeed.objects.select_related("need__segment")),
    )


def by_criterion(promise: Promise) -> list[CriterionEvidence]:
    """Group the findings, the latest first."""
    findings = sorted(
        promise.evidence.all(), key=lambda e: (e.found_on, e.pk), reverse=True
    )
    return [
        CriterionEvidence(
            str(value), str(label), tuple(e for e in findings if e.criterion == value)
        )
        for value, label in Criterion.choices
    ]


def life(promise: Promise) -> list[Step]:
    """Mark how far the promise has come."""
    states = list(PromiseState)
    here = states.index(PromiseState(promise.state))
    retired = promise.state == PromiseState.RETIRED
    return [
        Step(
            title=str(state.label).partition(":")[0],
            done=number < here or retired,
            current=number == here,
        )
        for number, state in enumerate(states)
        if state != PromiseState.RETIRED or retired
    ]


def history(promise: Promise) -> list[Event]:
    """Return what happened to the promise, the latest first; one query."""
    events = AuditEvent.objects.filter(
        subject_type="promise", subject_id=str(promise.pk)
    ).order_by("-pk")[:HISTORY]
    unsaid = {
        event.changes.get("number") for event in events if event.action == TAKEN_BACK
    }
    return [
        Event(
            title=WORDS.get(event.action, event.action),
            who=event.actor_name,
            at=event.at,
            text=_told(event.action, event.changes),
            day_only=event.action in OF_THE_TEAM,
        )
        for event in events
        if event.action not in OF_THE_TEAM | {TAKEN_BACK}
        or event.changes.get("number") not in unsaid
    ]


def _told(action: str, changes: dict[str, Any]) -> str:
    """Say in one line what an event changed."""
    if action == "promise.edited":
        names = [name.replace("_", " ") for name in changes]
        return f"Changed: {', '.join(names)}." if names else ""
    if action == "promise.standard-drafted":
        before, after = changes.get("standard", ["", ""])
        return f"{changes['code'][0]} promises “{before}”, this “{after}”."
    if action in {"promise.requirements-changed", "promise.needs-changed"}:
        before, after = changes.get(action.split(".")[1].split("-")[0], [[], []])
        return f"{'; '.join(before) or 'none'} became {'; '.join(after) or 'none'}."
    if action == "ledger.reported":
        return f"{changes.get('outcomes', 0):,} occasions."
    if action == "ledger.recounted":
        before, after = changes["time_zone"]
        return f"Its days are those of {after} now; they were those of {before}."
    if action.startswith("promise.objec"):
        return ": ".join(str(v) for name, v in changes.items() if name != "number")
    if action.startswith("promise.evidence"):
        pairs = [value for value in changes.get("finding", []) if value]
        return str(pairs[0]) if pairs else ""
    return ""
