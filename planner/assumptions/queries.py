"""What is read of tests: lists, single ones, and what an assumption is worth testing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from operations.models import Capability
from planner.execution.models import Task
from planner.plans.models import (
    Assumption,
    AssumptionTest,
    Finding,
    Plan,
    PlanState,
)
from planner.scores.models import Score
from planner.scores.queries.beliefs import Supposition, suppose_plan, suppose_score
from planner.scores.queries.tab import full_scores
from promises.models import Promise

SOON = timedelta(weeks=2)
MOST_WEIGHED = 500  # of one list; each takes a look into its plan's score
FINDINGS = Prefetch(
    "findings", Finding.objects.select_related("by").order_by("-on", "-pk")
)
RELATED = ("plan__author", "owner", "concluded_by", "created_by")
# A plan that was ended or turned down has nothing to be found out for.
OVER = (PlanState.REJECTED, PlanState.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What a plan leans on, by a score: the live one of a draft, or one that is stored."""

    supposition: Supposition
    live: bool
    version: int | None
    scored_at: datetime | None
    is_older: bool


def weighed(
    plan: Plan, beliefs: Mapping[str, bool], *, now: datetime
) -> Weighed | None:
    """Return the newest score that says what each assumption is worth, if there is one.

    Where what was submitted last has no score yet, an older version's says it.
    """
    found = suppose_plan(plan, beliefs, now=now)
    if found is not None:
        document = found.believed
        return Weighed(
            supposition=found,
            live=plan.is_editable,
            version=document.get("version"),
            scored_at=_moment(document.get("scored_at")),
            is_older=False,
        )
    older = full_scores().filter(version__plan=plan)
    score = older.order_by("-version__number", "-scored_at", "-pk").first()
    if score is None:
        return None
    known = {row["id"] for row in score.case["plan"]["assumptions"]}
    asked = {name: holds for name, holds in beliefs.items() if name in known}
    return Weighed(
        supposition=suppose_score(score, asked),
        live=False,
        version=score.version.number,
        scored_at=score.scored_at,
        is_older=True,
    )


def _moment(text: Any) -> datetime | None:  # noqa: ANN401  # JSON
    return datetime.fromisoformat(text) if text else None


# --- Tests -----------------------------------------------------------------------


def visible(user: User) -> QuerySet[AssumptionTest]:
    """Return the tests that this person may see, with what a line of them shows."""
    return AssumptionTest.objects.visible_to(user).select_related(*RELATED)


def of_plan(plan: Plan) -> list[AssumptionTest]:
    """Return a plan's tests with their findings, the newest first; two queries."""
    rows = AssumptionTest.objects.filter(plan=plan).select_related(*RELATED)
    return list(rows.prefetch_related(FINDINGS).order_by("-created_at", "-pk"))


def with_reading(tests: QuerySet[AssumptionTest]) -> QuerySet[AssumptionTest]:
    """Add the figure that was measured last (``reading``)."""
    measured = Finding.objects.filter(test=OuterRef("pk"), figure__isnull=False)
    newest = measured.order_by("-on", "-pk").values("figure")[:1]
    return tests.annotate(reading=Subquery(newest))


WHICH = ("open", "soon", "overdue", "refuted", "concluded", "all")


def listed(
    user: User,
    *,
    which: str = "open",
    today: date,
    q: str = "",
    owner: User | None = None,
    plan: int | None = None,
) -> QuerySet[AssumptionTest]:
    """Return the tests of all plans that this person may see, the first due first."""
    rows = with_reading(visible(user))
    narrowed = {
        "open": Q(state__in=["planned", "running"]),
        "soon": Q(state__in=["planned", "running"], due_on__lte=today + SOON),
        "overdue": Q(state__in=["planned", "running"], due_on__lt=today),
        "refuted": Q(state="refuted"),
        "concluded": Q(state__in=["supported", "refuted", "expired", "dropped"]),
    }
    rows = rows.filter(narrowed.get(which, Q()))
    if q:
        rows = rows.filter(Q(statement__icontains=q) | Q(plan__title__icontains=q))
    if owner is not None:
        rows = rows.filter(owner=owner)
    if plan is not None:
        rows = rows.filter(plan_id=plan)
    if which in {"refuted", "concluded"}:
        return rows.order_by("-concluded_at", "-pk")
    return rows.order_by("due_on", "pk")


def worths(plans: Iterable[int]) -> dict[tuple[int, str], float]:
    """Return what testing each assumption first is worth by its plan's newest score."""
    newest = (
        Score.objects.filter(version__plan=OuterRef("version__plan"))
        .order_by("-version__number", "-scored_at", "-pk")
        .values("pk")[:1]
    )
    rows = Score.objects.filter(version__plan__in=set(plans), pk=Subquery(newest))
    found = {}
    for plan, assumptions in rows.values_list(
        "version__plan_id", "result__assumptions"
    ):
        for row in assumptions or ():
            found[plan, row["id"]] = float(row["value_of_testing"])
    return found


def by_worth(rows: QuerySet[AssumptionTest]) -> list[int]:
    """Return the keys of tests, what is worth most less its cost first.

    What no stored score weighs follows in the order it came in.
    """
    found = list(rows.values_list("pk", "plan_id", "assumption", "cost"))
    weighed_, rest = found[:MOST_WEIGHED], found[MOST_WEIGHED:]
    worth = worths(row[1] for row in weighed_)
    nets = {
        pk: net_worth(worth.get((plan, code)), cost) for pk, plan, code, cost in found
    }
    known = [row[0] for row in weighed_ if nets[row[0]] is not None]
    known.sort(key=lambda pk: -(nets[pk] or 0.0))
    unknown = [row[0] for row in weighed_ if nets[row[0]] is None]
    return [*known, *unknown, *(row[0] for row in rest)]


def due_for(user: User, *, by: date) -> QuerySet[AssumptionTest]:
    """Return the tests to be concluded by a day that this person owns or planned."""
    mine = Q(owner=user) | Q(plan__author=user)
    rows = visible(user).filter(mine, state__in=["planned", "running"], due_on__lte=by)
    return with_reading(rows).exclude(plan__state__in=OVER).order_by("due_on", "pk")


def _told() -> QuerySet[AssumptionTest]:
    """Return the tests that are open, or say something, of an assumption's words."""
    return AssumptionTest.objects.filter(
        plan=OuterRef("plan"),
        assumption=OuterRef("code"),
        statement=OuterRef("statement"),
        state__in=["planned", "running", "supported", "refuted"],
    )


def untested(user: User) -> QuerySet[Assumption]:
    """Return what the plans of an author believe and nobody tests, least likely first."""
    rows = Assumption.objects.filter(
        ~Exists(_told()),
        plan__in=Plan.objects.visible_to(user).filter(author=user),
    )
    rows = rows.exclude(plan__state__in=OVER).select_related("plan")
    return rows.order_by("probability", "pk")


def leaning_on(
    user: User, *, promise: Promise | None = None, capability: Capability | None = None
) -> QuerySet[Assumption]:
    """Return what plans believe of a promise or a capability, the least likely first."""
    rows = Assumption.objects.filter(plan__in=Plan.objects.visible_to(user))
    rows = rows.exclude(plan__state__in=OVER).select_related("plan")
    if promise is not None:
        rows = rows.filter(promise=promise)
    if capability is not None:
        rows = rows.filter(capability=capability)
    return rows.order_by(F("probability"), "pk")


def without_test(plan: Plan) -> list[Assumption]:
    """Return what a plan believes, untested, and with no test under way."""
    rows = plan.assumptions.filter(~Exists(_told()))
    return list(rows.order_by("probability", "pk"))


def net_worth(worth: float | None, cost: Decimal | None) -> float | None:
    """Return what testing is worth less what the test costs, where that is known."""
    return None if worth is None else worth - float(cost or 0)


def with_tests(
    rows: Iterable[Assumption],
) -> list[tuple[Assumption, AssumptionTest | None]]:
    """Pair assumptions with the newest test of their words; one query."""
    found = list(rows)
    tests = AssumptionTest.objects.select_related("owner").filter(
        plan__in={row.plan_id for row in found}
    )
    newest = {
        (test.plan_id, test.assumption, test.statement): test
        for test in tests.exclude(state="dropped").order_by("created_at", "pk")
    }
    return [(row, newest.get((row.plan_id, row.code, row.statement))) for row in found]


def tasks_to_hold(test: AssumptionTest) -> list[Task]:
    """Return the open tasks that count on what a test refuted, and are not held yet.

    They serve the tactic that the assumption moves, or one that makes the promise or
    needs the capability that it moves.
    """
    row = test.plan.assumptions.filter(code=test.assumption).first()
    if test.state != "refuted" or row is None:
        return []
    tactics = test.plan.tactics.all()
    if row.tactic_id:
        tactics = tactics.filter(pk=row.tactic_id)
    elif row.promise_id:
        tactics = tactics.filter(promises=row.promise_id)
    else:
        tactics = tactics.filter(promises__requirements__capability=row.capability_id)
    codes = set(tactics.values_list("code", flat=True))
    tasks = Task.objects.filter(
        plan=test.plan_id, tactic_code__in=codes, state__in=["planned", "under_way"]
    )
    return list(tasks.order_by("position", "pk"))
