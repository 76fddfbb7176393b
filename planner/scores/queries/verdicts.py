"""The latest score of each of some plans."""

from collections.abc import Collection

from django.db.models import OuterRef, Subquery

from accounts.models import User
from planner.plans.models import Plan
from planner.scores.models import Score


def latest_scores(user: User, plans: Collection[int]) -> list[tuple[int, Score | None]]:
    """Return, by plan, the latest score of what was submitted last; two queries."""
    newest = (
        Score.objects.filter(version__plan=OuterRef("pk"))
        .order_by("-version__number", "-scored_at", "-pk")
        .values("pk")[:1]
    )
    found = dict(
        Plan.objects.visible_to(user)
        .filter(pk__in=plans)
        .values_list("pk", Subquery(newest))
    )
    scores = (
        Score.objects.filter(pk__in=[key for key in found.values() if key])
        .defer("case", "result")
        .in_bulk()
    )
    return [(plan, scores.get(key)) for plan, key in found.items()]
