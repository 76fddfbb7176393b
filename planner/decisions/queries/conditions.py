"""Conditions as they stand, and the plans that came back because of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from accounts.policy import Act, allows, may_decide
from planner.decisions.models import Condition, ConditionStep, Decision, Recall
from planner.plans.models import Plan, PlanState

STEPS = Prefetch(
    "steps",
    ConditionStep.objects.select_related("by", "standing_in__ceo").order_by("at", "pk"),
)
RELATED = ("owner", "decision__version__plan", "decision__promise")


def conditions_of(decision: Decision, user: User) -> list[Condition]:
    """Return a decision's conditions that this person may see, with their steps."""
    seen = Condition.objects.visible_to(user).filter(decision=decision)
    rows = seen.select_related("owner").prefetch_related(STEPS).order_by("number")
    return list(rows)


def recalls_of(decision: Decision, user: User) -> list[Recall]:
    """Return the refuted assumptions that brought an approval back, the first first."""
    seen = Recall.objects.visible_to(user).filter(decision=decision)
    rows = seen.select_related(
        "test__concluded_by", "test__owner", "settled_by", "standing_in__ceo"
    )
    return list(rows.order_by("at", "pk"))


def recalled(user: User) -> QuerySet[Recall]:
    """Return what the CEO has not settled yet of plans in review, the oldest first."""
    seen = Recall.objects.visible_to(user).unsettled()
    return (
        seen.filter(decision__version__plan__state=PlanState.REVIEW)
        .select_related("decision__version__plan", "test__concluded_by")
        .defer("decision__evidence", "decision__version__content")
        .order_by("at", "pk")
    )


def awaited(user: User) -> QuerySet[Condition]:
    """Return what is open or missed of what this person may see, the first due first."""
    states = [Condition.State.OPEN, Condition.State.MISSED]
    seen = Condition.objects.visible_to(user).filter(state__in=states)
    held = seen.filter(decision__version__isnull=True) | seen.filter(
        decision__version__plan__state__in=[PlanState.APPROVED, PlanState.REVIEW]
    )
    return (
        held.exclude(decision__version__decisions__outcome="withdrawn")
        .select_related(*RELATED)
        .defer("decision__evidence", "decision__version__content")
        .order_by("due_on", "pk")
    )


def owed_by(user: User) -> QuerySet[Condition]:
    """Return what this person is to meet, the first due first."""
    return awaited(user).filter(owner=user, state=Condition.State.OPEN)


def in_review(user: User) -> QuerySet[Decision]:
    """Return the approvals whose plans are back for review, the oldest first."""
    return (
        Decision.objects.filter(
            Q(obligations__state=Condition.State.MISSED)
            | Q(recalls__isnull=False, recalls__settled_at__isnull=True),
            version__plan__in=Plan.objects.visible_to(user),
            version__plan__state=PlanState.REVIEW,
        )
        .select_related("version__plan", "decided_by", "standing_in__ceo")
        .defer("evidence", "version__content")
        .distinct()
        .order_by("decided_at", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class FollowedUp:
    """What became of an approval, and what this reader may do about it."""

    decision: Decision
    conditions: list[Condition]
    recalls: list[Recall]
    decides: bool
    opens: bool

    @property
    def plan(self) -> Plan | None:
        return self.decision.version.plan if self.decision.version else None

    @property
    def is_in_review(self) -> bool:
        return self.plan is not None and self.plan.state == PlanState.REVIEW

    @property
    def is_over(self) -> bool:
        """Tell whether the approval that asked for them does not stand any more."""
        running = {PlanState.APPROVED, PlanState.REVIEW}
        return self.plan is not None and self.plan.state not in running

    @property
    def missed(self) -> list[Condition]:
        return [one for one in self.conditions if one.state == Condition.State.MISSED]

    @property
    def unsettled(self) -> list[Recall]:
        return [one for one in self.recalls if one.settled_at is None]

    @property
    def verdict(self) -> str:
        """Say in a sentence how far the conditions are."""
        if not self.conditions:
            return "without conditions"
        many = len(self.conditions)
        settled = sum(one.state in {"met", "waived"} for one in self.conditions)
        if self.missed:
            return f"{len(self.missed)} of {many} missed"
        return "all settled" if settled == many else f"{settled} of {many} settled"


def followed_up(decision: Decision, user: User, *, now: datetime) -> FollowedUp:
    """Read a decision's conditions for one reader."""
    version = decision.version
    own = version is not None and user.pk in {
        version.author_id,
        version.submitted_by_id,
    }
    return FollowedUp(
        decision=decision,
        conditions=conditions_of(decision, user),
        recalls=recalls_of(decision, user),
        decides=may_decide(user, now) and not own,
        opens=allows(user, Act.SEE_DECISIONS),
    )
