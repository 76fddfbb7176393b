"""Which tasks a tactic waits for: those that prepare it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from planner.execution.models import Task, TaskState
from planner.plans.models import Plan


def holds_start(task: Task, first_day: date) -> bool:
    """Tell whether a tactic that should start on a day cannot before the task is done.

    The task says so itself; if it does not, a deadline before the day says that it
    prepares the tactic. Adopted dates do not: a schedule puts first what can be first.
    """
    if task.holds_start is not None:
        return task.holds_start
    return task.deadline is not None and task.deadline < first_day


def holding_back(plan: Plan) -> Iterator[tuple[str, date, Sequence[Task]]]:
    """Yield each tactic, its planned first day and the tasks it waits for; two queries."""
    names = ("name", "tactic_code", "deadline", "holds_start")
    tasks = plan.tasks.exclude(state=TaskState.DROPPED).exclude(tactic_code="")
    by_tactic: dict[str, list[Task]] = {}
    for task in tasks.order_by("position", "pk").only("plan_id", *names):
        by_tactic.setdefault(task.tactic_code, []).append(task)
    if not by_tactic:
        return
    for tactic in plan.tactics.order_by("position", "pk"):
        first = plan.first_day_of(tactic.starts)
        rows = by_tactic.get(tactic.code, [])
        held = [task for task in rows if holds_start(task, first)]
        if held:
            yield tactic.code, first, held


def capabilities_of(plan: Plan, tactics: Collection[str]) -> set[int]:
    """Return what the promises of some tactics take of operations."""
    if not tactics:
        return set()
    rows = plan.tactics.filter(code__in=tactics, promises__requirements__isnull=False)
    return set(rows.values_list("promises__requirements__capability", flat=True))
