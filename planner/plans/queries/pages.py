"""What the pages of one plan show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import AuditEvent, User
from core.pages import Figure, Tone
from core.templatetags.shares import amount, money, percent
from planner.plans.models import (
    Assumption,
    Audience,
    Commitment,
    Plan,
    PlanState,
    PlanVersion,
    Tactic,
)
from planner.plans.queries.documents import with_parts
from planner.plans.queries.drafting import PROMISE_TONES
from planner.plans.queries.tested import results_of
from promises.models import Evidence, Promise


@dataclass(frozen=True)
class StandsOn:
    """A promise that the plan makes, and how far it has come."""

    promise: Promise
    tone: Tone
    tactics: tuple[str, ...]
    cited: tuple[Evidence, ...]


@dataclass(frozen=True)
class PlanPage:
    """A plan with everything that its page tells of it."""

    plan: Plan
    tactics: tuple[Tactic, ...]
    assumptions: tuple[Assumption, ...]
    stands_on: tuple[StandsOn, ...]
    versions: tuple[PlanVersion, ...]
    budget: Decimal
    on_existing: Decimal
    reserved_until: datetime | None
    workable: bool
    own: bool

    @property
    def on_new(self) -> Decimal:
        return self.budget - self.on_existing

    @property
    def share_on_existing(self) -> float | None:
        """Lapsed customers were customers: their share counts as existing."""
        return float(self.on_existing / self.budget) if self.budget else None

    @property
    def weekly(self) -> tuple[Decimal, Decimal, Decimal]:
        """Occasions in the fullest week: low, likely, high, all tactics together."""
        weeks = range(1, self.plan.weeks + 1)
        fullest = max(weeks, key=self._likely)
        at = [t for t in self.tactics if t.starts <= fullest <= t.ends]
        zero = Decimal(0)
        return (
            sum((t.low for t in at), zero),
            sum((t.likely for t in at), zero),
            sum((t.high for t in at), zero),
        )

    def figures(self, currency: str) -> list[Figure]:
        """Return the four figures at the head of the page."""
        low, likely, high = self.weekly
        count = len(self.tactics)
        tactics = "1 tactic" if count == 1 else f"{count} tactics"
        return [
            Figure(
                label="Budget",
                value=money(self.budget, currency),
                meaning=f"for {tactics} in {self.plan.weeks} weeks",
            ),
            Figure(
                label="On existing customers",
                value=percent(self.share_on_existing),
                meaning=f"{money(self.on_existing, currency)}; "
                f"{money(self.on_new, currency)} on new ones",
                tone="at-risk" if self.budget and not self.on_existing else "",
            ),
            Figure(
                label="Promises made",
                value=str(len(self.stands_on)),
                meaning="each time a tactic works",
            ),
            Figure(
                label="In the fullest week",
                value=amount(likely),
                meaning=f"occasions, between {amount(low)} and {amount(high)}",
            ),
        ]

    @property
    def unheard(self) -> tuple[StandsOn, ...]:
        """The promises for which no evidence refers to customers yet."""
        return tuple(row for row in self.stands_on if not row.cited)

    def _likely(self, week: int) -> Decimal:
        at = (t.likely for t in self.tactics if t.starts <= week <= t.ends)
        return sum(at, Decimal(0))


def _stands_on(tactics: tuple[Tactic, ...]) -> tuple[StandsOn, ...]:
    names: dict[Promise, list[str]] = {}
    for tactic in tactics:
        for promise in tactic.promises.all():
            names.setdefault(promise, []).append(tactic.name)
    cited: dict[int, list[Evidence]] = {}
    found = Evidence.objects.of_customers().filter(promise__in=names)
    for row in found.order_by("-found_on", "-pk"):
        cited.setdefault(row.promise_id, []).append(row)
    return tuple(
        StandsOn(
            promise=promise,
            tone=PROMISE_TONES[promise.state],
            tactics=tuple(made_by),
            cited=tuple(cited.get(promise.pk, ())),
        )
        for promise, made_by in names.items()
    )


def _reserved_until(plan: Plan, newest: PlanVersion | None) -> datetime | None:
    if plan.state != PlanState.SUBMITTED or newest is None:
        return None
    held = newest.commitments.holding().filter(kind=Commitment.Kind.RESERVED)
    return held.values_list("reserved_until", flat=True).first()


def _tested(row: Assumption, results: Mapping[str, tuple[str, str]]) -> Assumption:
    """Let an assumption say what its test said, where its words are those tested."""
    words, status = results.get(row.code, ("", ""))
    tested = bool(words) and words == row.statement
    row.status = status if tested else Assumption.Status.UNTESTED
    return row


def plan_page(plan: Plan, user: User) -> PlanPage:
    """Read the plan and everything on its page, in a fixed number of queries."""
    row = with_parts(Plan.objects.filter(pk=plan.pk)).get()
    tactics = tuple(row.tactics.all())
    results = results_of([row.pk], as_of=date.min).get(row.pk, {})
    versions = tuple(
        PlanVersion.objects.visible_to(user)
        .filter(plan=row)
        .select_related("submitted_by")
        .defer("content")
        .order_by("-number")
    )
    existing = {Audience.EXISTING, Audience.LAPSED}
    zero = Decimal(0)
    return PlanPage(
        plan=row,
        tactics=tactics,
        assumptions=tuple(_tested(one, results) for one in row.assumptions.all()),
        stands_on=_stands_on(tactics),
        versions=versions,
        budget=sum((t.budget for t in tactics), zero),
        on_existing=sum((t.budget for t in tactics if t.audience in existing), zero),
        reserved_until=_reserved_until(row, versions[0] if versions else None),
        workable=row.is_workable_by(user),
        own=row.is_of(user),
    )


@dataclass(frozen=True)
class Event:
    """One thing that happened, as a timeline shows it."""

    title: str
    at: datetime
    who: str
    text: str
    tone: Tone
    url: str = ""


ACTION_TONES: dict[str, Tone] = {
    "submitted": "accent",
    "approved": "kept",
    "returned": "at-risk",
    "expired": "at-risk",
    "rejected": "not-kept",
    "called back for review": "at-risk",
    "approved again": "kept",
    "took the approval back": "not-kept",
    "missed a condition": "not-kept",
    "supported an assumption": "kept",
    "refuted an assumption": "not-kept",
    "let the result of a test run out": "at-risk",
    "dissented": "at-risk",
    "met a condition": "kept",
    "waived a condition": "at-risk",
    "gave a condition more time": "at-risk",
}
HIDDEN = {"revision"}
LONGEST = 120
RESERVED = "reserved until"


def shown(value: Any) -> str:  # noqa: ANN401  # any JSON value
    text = "nothing" if value in (None, "") else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def told(changes: Mapping[str, Any]) -> str:
    """Tell the changes of one event: "tactic spring: budget 20000.00 → 18000.00"."""
    told = []
    for name, change in changes.items():
        if name in HIDDEN or not isinstance(change, list) or len(change) != 2:
            continue
        before, after = change
        if name == RESERVED:
            after = date_format(localtime(datetime.fromisoformat(after)), "j F Y")
        if before is None:
            told.append(f"{name}: {shown(after)}")
        elif after is None:
            told.append(f"{name} taken out: {shown(before)}")
        else:
            told.append(f"{name}: {shown(before)} → {shown(after)}")
    return "; ".join(told)


def history(plan: Plan) -> list[Event]:
    """Return what happened to a plan, newest first."""
    events = AuditEvent.objects.filter(
        subject_type="plan", subject_id=str(plan.pk)
    ).order_by("-pk")
    return [
        Event(
            title=event.action.capitalize(),
            at=event.at,
            who=event.actor_name,
            text=told(event.changes),
            tone=ACTION_TONES.get(event.action, ""),
        )
        for event in events[:500]
    ]
