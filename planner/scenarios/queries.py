"""What pages and endpoints read of scenarios and comparisons."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from planner.scenarios.assembly import read_world
from planner.scenarios.models import (
    Change,
    Column,
    Comparison,
    Scenario,
    ScenarioState,
)

EVERY = "all"  # of the states a scenario can be in
CHANGES = Prefetch(
    "changes",
    Change.objects.select_related(
        "plan", "initiative__capability", "capability", "promise"
    )
    .prefetch_related("plan__tactics")
    .order_by("kind", "pk"),
)


def listed(
    user: User, *, q: str = "", state: str = "", author: int | None = None
) -> QuerySet[Scenario]:
    """Return the scenarios that somebody sees, newest first; discarded ones if asked."""
    found = Scenario.objects.visible_to(user).select_related("author")
    found = found.annotate(change_count=Count("changes"))
    if q:
        found = found.filter(Q(name__icontains=q) | Q(question__icontains=q))
    if author:
        found = found.filter(author=author)
    if state in ScenarioState.values:
        found = found.filter(state=state)
    elif state != EVERY:
        found = found.exclude(state=ScenarioState.DISCARDED)
    return found.order_by("-changed_at", "-pk")


def with_changes(scenarios: QuerySet[Scenario]) -> QuerySet[Scenario]:
    """Load what a scenario consists of, for sentences and for the engine."""
    return scenarios.select_related("author").prefetch_related(CHANGES)


def in_order(user: User, keys: Iterable[int]) -> list[Scenario]:
    """Return the scenarios with these keys that somebody sees, in this order."""
    wanted = list(dict.fromkeys(keys))
    seen = with_changes(Scenario.objects.visible_to(user).filter(pk__in=wanted))
    found = {scenario.pk: scenario for scenario in seen}
    return [found[key] for key in wanted if key in found]


def comparisons(user: User) -> QuerySet[Comparison]:
    """Return the comparisons that somebody sees, with their columns."""
    columns = Column.objects.select_related("scenario").order_by("position")
    found = Comparison.objects.visible_to(user).select_related("asked_by")
    return found.prefetch_related(Prefetch("columns", columns)).order_by("-pk")


def fresh(user: User, scenarios: Iterable[Scenario]) -> Comparison | None:
    """Return the newest comparison of exactly these scenarios as they are now."""
    wanted = [(s.pk, s.revision) for s in scenarios]
    first = Subquery(
        Column.objects.filter(comparison=OuterRef("pk"), position=1).values("scenario")[
            :1
        ]
    )
    found = comparisons(user).annotate(first=first).defer("result")
    for one in found.filter(first=wanted[0][0])[:20]:
        if [(c.scenario_id, c.revision) for c in one.columns.all()] == wanted:
            return one
    return None


def has_moved(comparison: Comparison, *, as_of: date) -> bool:
    """Tell whether the same comparison would meet another company today."""
    keys = comparison.columns.values("scenario")
    rows = Change.objects.filter(scenario__in=keys).select_related(
        "initiative", "capability", "promise"
    )
    return read_world(list(rows), as_of=as_of).fingerprint != comparison.world_hash


def changed_since(comparison: Comparison) -> list[str]:
    """Name the scenarios that were changed after they were compared."""
    moved = comparison.columns.exclude(revision=F("scenario__revision"))
    return list(moved.order_by("position").values_list("scenario__name", flat=True))
