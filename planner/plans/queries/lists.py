"""Lists: plans, and what is promised already."""

from django.db.models import (
    Count,
    DecimalField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from planner.plans.models import Commitment, Plan, Tactic

# Each with its tie-break in the direction that an index has.
SORTS = {
    "-changed_at": ("-changed_at", "-pk"),
    "title": ("title", "pk"),
    "starts_on": ("starts_on", "pk"),
    "-budget_in_all": ("-budget_in_all", "-pk"),
    "state": ("state", "-changed_at", "-pk"),
}


def _of_plan(total: Sum | Count, output: DecimalField) -> Coalesce:  # type: ignore[type-arg]
    tactics = (
        Tactic.objects.filter(plan=OuterRef("pk"))
        .order_by()
        .values("plan")
        .annotate(total=total)
        .values("total")
    )
    return Coalesce(
        Subquery(tactics, output_field=output), Value(0), output_field=output
    )


def listed(
    user: User,
    *,
    q: str = "",
    state: str = "",
    department: str = "",
    author: User | None = None,
    sort: str = "",
) -> QuerySet[Plan]:
    """Return the plans a person may see, with their budget and number of tactics."""
    plans = Plan.objects.visible_to(user).select_related("author")
    if q:
        plans = plans.filter(Q(title__icontains=q) | Q(objective__icontains=q))
    if state:
        plans = plans.filter(state=state)
    if department:
        plans = plans.filter(department=department)
    if author is not None:
        plans = plans.filter(author=author)
    money = DecimalField(max_digits=18, decimal_places=2)
    number = DecimalField(max_digits=6, decimal_places=0)
    plans = plans.annotate(
        budget_in_all=_of_plan(Sum("budget"), money),
        tactic_count=_of_plan(Count("pk"), number),
    )
    return plans.order_by(*SORTS.get(sort, SORTS["-changed_at"]))


def standing() -> QuerySet[Commitment]:
    """Return what existing customers are promised, week after week."""
    return (
        Commitment.objects.holding()
        .filter(kind=Commitment.Kind.STANDING)
        .select_related("promise")
        .order_by("promise__statement", "pk")
    )


def commitments(user: User) -> QuerySet[Commitment]:
    """Return what plans hold now: approved ones for good, others until a day."""
    return (
        Commitment.objects.visible_to(user)
        .holding()
        .exclude(kind=Commitment.Kind.STANDING)
        .select_related("promise", "version__plan__author")
        .order_by("starts_on", "pk")
    )
