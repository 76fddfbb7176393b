"""What waits for a decision, what was decided, and what is under way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)

from accounts.models import User
from planner.decisions.models import Condition, Decision, Review, SignOff
from planner.decisions.queries.conditions import awaited, in_review
from planner.plans.models import Plan, PlanState, PlanVersion
from planner.scores.models import Score
from promises.models import Promise, PromiseState


@dataclass(frozen=True, kw_only=True)
class WaitingPlan:
    """A submitted plan on the CEO's desk, with its newest score if there is one."""

    version: PlanVersion
    score: Score | None
    dissents: int


@dataclass(frozen=True, kw_only=True)
class Board:
    plans: list[WaitingPlan]
    promises: list[Promise]
    in_review: list[Decision]
    conditions: list[Condition]
    reviews: list[Decision]
    recent: list[Decision]

    @property
    def waiting(self) -> int:
        return len(self.plans) + len(self.promises) + len(self.in_review)


def undecided(user: User) -> QuerySet[PlanVersion]:
    """Return the submitted versions that wait, oldest first."""
    return (
        PlanVersion.objects.filter(
            plan__in=Plan.objects.visible_to(user),
            plan__state=PlanState.SUBMITTED,
            plan_revision=F("plan__revision"),
            decisions__isnull=True,
        )
        .select_related("plan", "author")
        .order_by("submitted_at", "pk")
    )


def decided(user: User) -> QuerySet[Decision]:
    """Return the decisions this person may see, newest first."""
    plans = Q(version__plan__in=Plan.objects.visible_to(user))
    promises = Q(promise__in=Promise.objects.visible_to(user))
    return (
        Decision.objects.filter(plans | promises)
        .select_related("version__plan", "promise", "decided_by", "standing_in__ceo")
        .defer("evidence")
        .order_by("-decided_at", "-pk")
    )


def due_for_review(user: User, *, by: date) -> QuerySet[Decision]:
    """Return the decisions to be looked at again by a day, the longest due first.

    ``due_on`` is the day of the decision, or that which its last review has set; what
    a review has closed is never due.
    """
    last = Review.objects.filter(decision=OuterRef("pk")).order_by("-at", "-pk")
    due_on = Case(
        When(Exists(last), then=Subquery(last.values("next_on")[:1])),
        default=F("review_on"),
    )
    found = decided(user).annotate(due_on=due_on).filter(due_on__lte=by)
    return found.order_by("due_on", "pk")


def newest_scores(versions: Iterable[PlanVersion]) -> dict[int, Score]:
    """Return each version's newest score, by the version's key, in one query."""
    newest = (
        Score.objects.filter(version=OuterRef("version"))
        .order_by("-scored_at", "-pk")
        .values("pk")[:1]
    )
    found = Score.objects.filter(version__in=versions, pk=Subquery(newest))
    return {score.version_id: score for score in found.defer("case")}


def board(user: User, *, today: date) -> Board:
    """Return the desk: what waits, what is due for review, what was decided."""
    versions = list(
        undecided(user).prefetch_related(
            Prefetch("sign_offs", SignOff.objects.order_by("at", "pk"))
        )[:100]
    )
    scores = newest_scores(versions)
    plans = [
        WaitingPlan(
            version=version,
            score=scores.get(version.pk),
            dissents=_dissents(version),
        )
        for version in versions
    ]
    studied = Promise.objects.visible_to(user).filter(state=PromiseState.STUDIED)
    past = decided(user)
    return Board(
        plans=plans,
        promises=list(
            studied.select_related("owner", "segment").order_by("changed_at")
        ),
        in_review=list(in_review(user)[:50]),
        conditions=list(awaited(user)[:100]),
        reviews=list(due_for_review(user, by=today)[:50]),
        recent=list(past[:10]),
    )


def _dissents(version: PlanVersion) -> int:
    """Count the departments whose latest word is a dissent."""
    latest = {given.department: given.stance for given in version.sign_offs.all()}
    return sum(stance == SignOff.Stance.DISSENTS for stance in latest.values())
