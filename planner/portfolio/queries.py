"""What pages and endpoints read of what hangs together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.policy import Act, allows
from core.pages import Tone
from operations.models import Initiative
from planner.plans.models import Commitment, Plan, PlanState
from planner.portfolio.models import (
    Candidate,
    Exclusion,
    MustHave,
    Prerequisite,
    PromiseWorth,
)
from promises.models import Criterion, Evidence, Promise, PromiseState

# What a form offers to choose from: the latest of each kind. REST takes any.
MOST_CHOICES = 300
Choice = tuple[str, str]
Grouped = list[tuple[str, list[Choice]]]


@dataclass(frozen=True, kw_only=True)
class End:
    """One side of a relation: what it is called, where it stands, how far it is."""

    code: str
    name: str
    url: str
    state: str
    tone: Tone
    settled: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """A relation as a row: who is in it, why, and who said so."""

    key: int
    ends: tuple[End, ...]
    reason: str
    by: str
    at: datetime
    may_remove: bool

    @property
    def one(self) -> End:
        return self.ends[0]

    @property
    def other(self) -> End:
        """Return what is required; only of a prerequisite."""
        return self.ends[1]


@dataclass(frozen=True, kw_only=True)
class RelationsPage:
    prerequisites: tuple[Told, ...]
    exclusions: tuple[Told, ...]
    musts: tuple[Told, ...]
    may_relate: bool
    may_shape: bool

    @property
    def count(self) -> int:
        return len(self.prerequisites) + len(self.exclusions) + len(self.musts)


@dataclass(frozen=True, kw_only=True)
class Relations:
    """What one plan or promise hangs together with; of an exclusion the others."""

    requires: tuple[Told, ...]
    required_by: tuple[Told, ...]
    exclusions: tuple[Told, ...]
    musts: tuple[Told, ...]

    @property
    def missing(self) -> tuple[End, ...]:
        """Name what it requires that the company has not approved."""
        return tuple(row.ends[1] for row in self.requires if not row.ends[1].settled)

    @property
    def instead(self) -> tuple[End, ...]:
        """Name what is approved already and excludes it."""
        ends = (end for row in self.exclusions for end in row.ends)
        return tuple(end for end in ends if end.settled)

    @property
    def count(self) -> int:
        rows = (self.requires, self.required_by, self.exclusions, self.musts)
        return sum(len(part) for part in rows)


def end_of(candidate: Candidate) -> End:
    """Return a candidate, loaded with its name, as one side of a relation."""
    thing = candidate.plan or candidate.initiative or candidate.promise
    assert thing is not None  # noqa: S101 - a constraint says so
    state = str(thing.get_state_display()).partition(":")[0].lower()
    waiting = state in {"submitted", "candidate", "studied"}
    tone: Tone = "kept" if candidate.is_settled else "accent" if waiting else "neutral"
    return End(
        code=candidate.code,
        name=str(thing),
        url=_url(candidate),
        state=state,
        tone=tone,
        settled=candidate.is_settled,
    )


def _url(candidate: Candidate) -> str:
    if candidate.plan_id is not None:
        return reverse("plans:detail", args=[candidate.plan_id])
    if candidate.promise_id is not None:
        return reverse("promises:detail", args=[candidate.promise_id])
    return reverse("operations:initiatives")


def may_relate(user: User, candidate: Candidate) -> bool:
    """Tell whether this person says what a candidate requires.

    Of a plan that is approved only the CEO does: it was decided on as it stood.
    """
    if allows(user, Act.SHAPE_CHOICE):
        return True
    if not allows(user, Act.RELATE_PLANS):
        return False
    if candidate.plan is not None:
        return candidate.plan.is_workable_by(user) and not candidate.is_settled
    if candidate.initiative is not None:
        return allows(user, Act.EDIT_OPERATIONS)
    return candidate.promise is not None and candidate.promise.owner_id == user.pk


# --- Lists -----------------------------------------------------------------------


def prerequisites(user: User) -> QuerySet[Prerequisite]:
    """Return what requires what, as far as this person may see both sides."""
    return Prerequisite.objects.visible_to(user).named().order_by("pk")


def exclusions(user: User) -> QuerySet[Exclusion]:
    """Return the alternatives; none of them was ever a mere draft."""
    rows = Exclusion.objects.select_related("by").prefetch_related(
        "members__plan", "members__initiative", "members__promise"
    )
    seen = allows(user, Act.SEE_DECISIONS)
    return rows.order_by("pk") if seen else rows.none()


def musts(user: User) -> QuerySet[MustHave]:
    """Return what every set has to hold."""
    ends = (f"candidate__{end}" for end in ("plan", "initiative", "promise"))
    rows = MustHave.objects.select_related("by", *ends)
    seen = allows(user, Act.SEE_DECISIONS)
    return rows.order_by("pk") if seen else rows.none()


def relations_page(user: User) -> RelationsPage:
    """Return all relations that this person may see: a fixed number of queries."""
    shapes = allows(user, Act.SHAPE_CHOICE)
    return RelationsPage(
        prerequisites=tuple(prerequisite(row, user) for row in prerequisites(user)),
        exclusions=tuple(
            told(row, tuple(row.listed), may_remove=shapes) for row in exclusions(user)
        ),
        musts=tuple(
            told(row, (row.candidate,), may_remove=shapes) for row in musts(user)
        ),
        may_relate=allows(user, Act.RELATE_PLANS),
        may_shape=shapes,
    )


def prerequisite(row: Prerequisite, user: User) -> Told:
    ends = (row.candidate, row.requires)
    return told(row, ends, may_remove=may_relate(user, row.candidate))


def told(
    row: Prerequisite | Exclusion | MustHave,
    candidates: tuple[Candidate, ...],
    *,
    may_remove: bool = False,
) -> Told:
    return Told(
        key=row.pk,
        ends=tuple(end_of(each) for each in candidates),
        reason=row.reason,
        by=row.by.name,
        at=row.at,
        may_remove=may_remove,
    )


def relations_of(thing: Plan | Promise, user: User) -> Relations:
    """Return what it requires, what requires it, and what else it is held to."""
    kind = "plan" if isinstance(thing, Plan) else "promise"
    own = Candidate.objects.filter(**{kind: thing})
    seen = prerequisites(user)
    return Relations(
        requires=tuple(
            prerequisite(row, user) for row in seen.filter(candidate__in=own)
        ),
        required_by=tuple(
            prerequisite(row, user) for row in seen.filter(requires__in=own)
        ),
        exclusions=tuple(
            told(
                row,
                tuple(m for m in row.listed if getattr(m, f"{kind}_id") != thing.pk),
            )
            for row in exclusions(user).filter(members__in=own)
        ),
        musts=tuple(
            told(row, (row.candidate,)) for row in musts(user).filter(candidate__in=own)
        ),
    )


# --- What a form offers --------------------------------------------------------------


def can_be_required(user: User) -> Grouped:
    """Return what can be named at all."""
    plans = Plan.objects.visible_to(user).exclude(
        state__in=[PlanState.REJECTED, PlanState.WITHDRAWN]
    )
    return _grouped(
        plans.order_by("-pk")[:MOST_CHOICES],
        Initiative.objects.visible_to(user)
        .exclude(state=Initiative.State.DROPPED)
        .order_by("-pk")[:MOST_CHOICES],
        Promise.objects.visible_to(user)
        .exclude(state=PromiseState.RETIRED)
        .order_by("-pk")[:MOST_CHOICES],
    )


def can_require(user: User) -> Grouped:
    """Return what this person may say a prerequisite of."""
    plans = [
        plan
        for plan in Plan.objects.visible_to(user)
        .exclude(state__in=[PlanState.REJECTED, PlanState.WITHDRAWN])
        .order_by("-pk")[:MOST_CHOICES]
        if may_relate(user, Candidate(plan=plan))
    ]
    ideas = [
        idea
        for idea in Initiative.objects.visible_to(user).candidates().order_by("-pk")
        if may_relate(user, Candidate(initiative=idea))
    ]
    open_ = Promise.objects.visible_to(user).filter(
        state__in=[PromiseState.IDEA, PromiseState.STUDIED]
    )
    promises = [
        promise
        for promise in open_.order_by("-pk")[:MOST_CHOICES]
        if may_relate(user, Candidate(promise=promise))
    ]
    return _grouped(plans, ideas[:MOST_CHOICES], promises)


def can_be_shaped(user: User) -> Grouped:
    """Return what the CEO may ask to be in, or let exclude each other."""
    plans = Plan.objects.visible_to(user).filter(
        state__in=[PlanState.SUBMITTED, PlanState.RETURNED]
    )
    return _grouped(
        plans.order_by("-pk")[:MOST_CHOICES],
        Initiative.objects.visible_to(user).candidates().order_by("-pk"),
        Promise.objects.visible_to(user)
        .filter(state__in=[PromiseState.IDEA, PromiseState.STUDIED])
        .order_by("-pk")[:MOST_CHOICES],
    )


def _grouped(
    plans: Iterable[Plan], ideas: Iterable[Initiative], promises: Iterable[Promise]
) -> Grouped:
    groups = (
        ("Plans", [(f"plan-{row.pk}", row.title) for row in plans]),
        ("Initiatives", [(f"initiative-{row.code}", row.name) for row in ideas]),
        ("Promises", [(f"promise-{row.code}", row.statement) for row in promises]),
    )
    return [(label, rows) for label, rows in groups if rows]


# --- What promises are worth -----------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class WorthOf:
    """A promise, and what somebody has put on it, if anybody has."""

    promise: Promise
    worth: PromiseWorth | None
    standing: Decimal | None

    @property
    def is_open(self) -> bool:
        return not self.promise.is_made


def worths(user: User) -> QuerySet[PromiseWorth]:
    """Return the figures that somebody has put on promises."""
    rows = PromiseWorth.objects.select_related("promise", "by").order_by("pk")
    return rows if allows(user, Act.SEE_DECISIONS) else rows.none()


def worth_rows(user: User) -> list[WorthOf]:
    """Return every promise that is not retired, with what it is worth."""
    known = {row.promise_id: row for row in worths(user)}
    held = Commitment.objects.holding().filter(kind=Commitment.Kind.STANDING)
    standing = dict(held.values_list("promise", "likely"))
    promises = Promise.objects.visible_to(user).exclude(state=PromiseState.RETIRED)
    return [
        WorthOf(promise=row, worth=known.get(row.pk), standing=standing.get(row.pk))
        for row in promises.order_by("code")
    ]


def set_apart_by(promise: Promise) -> QuerySet[Evidence]:
    """Return the evidence that a promise sets the company apart, the newest first."""
    found = promise.evidence.filter(criterion=Criterion.DIFFERENTIATION)
    return found.order_by("-found_on", "-pk")
