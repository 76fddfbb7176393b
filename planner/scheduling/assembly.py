"""Rows to facts: the tasks of a plan, and what is left of the capabilities they need."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from math import ceil
from typing import Final

import engine
from core.weeks import WEEK, monday_of
from core.workdays import DAYS_A_WEEK, day_of, days_off, due, weeks_from, workday
from operations.models import Capability
from planner.execution.models import OPEN, Task, TaskLink, TaskNeed, TaskState
from planner.plans.models import Plan
from planner.plans.models.states import RUNNING
from planner.scheduling.facts import CapabilityFacts, Days, PlanFacts, TaskFacts
from planner.scheduling.models import PeopleRule
from planner.scores.assembly import build_load_case

# So far ahead load and capacity are looked at; what comes later is as in the freest week.
WEEKS: Final = 52
DRAWS: Final = 256


def read_plan(plan: Plan, *, as_of: date) -> PlanFacts:
    """Return what a plan's schedule is worked out from; a fixed number of queries."""
    tasks = list(
        Task.objects.filter(plan=plan)
        .exclude(state=TaskState.DROPPED)
        .select_related("initiative")
        .prefetch_related("responsible", "needs", "links_before")
        .order_by("position", "pk")
    )
    rule = PeopleRule.objects.filter(plan=plan).first()
    capabilities = {need.capability_id for task in tasks for need in task.needs.all()}
    people = {person.pk: person.name for t in tasks for person in t.responsible.all()}
    built = {t.initiative.pk: t.initiative.name for t in tasks if t.initiative}
    return PlanFacts(
        plan=plan.pk,
        as_of=as_of,
        starts_on=plan.starts_on,
        weeks=plan.weeks,
        one_at_a_time=rule is None or rule.one_at_a_time,
        tasks=tuple(_task(task) for task in tasks),
        capabilities=capabilities_left(capabilities, plan=plan, as_of=as_of),
        people=tuple(sorted(people.items())),
        tactics=tuple(
            plan.tactics.order_by("position", "pk").values_list("code", "name")
        ),
        initiatives=tuple(sorted(built.items())),
        days_off=tuple(day for day in days_off() if day >= as_of),
    )


def _task(task: Task) -> TaskFacts:
    planned = None
    if task.planned_starts_on is not None and task.planned_ends_on is not None:
        planned = (task.planned_starts_on, task.planned_ends_on)
    return TaskFacts(
        pk=task.pk,
        code=task.code,
        name=task.name,
        tactic=task.tactic_code,
        initiative=task.initiative_id,
        days=_days(task),
        not_before=task.not_before,
        deadline=task.deadline,
        state=task.state,
        progress=task.progress,
        started_on=task.started_on,
        finished_on=task.finished_on,
        planned=planned,
        people=tuple(sorted(person.pk for person in task.responsible.all())),
        needs=tuple(
            sorted(
                (need.capability_id, float(need.amount)) for need in task.needs.all()
            )
        ),
        after=tuple(sorted(_link(link) for link in task.links_before.all())),
        budget=float(task.budget or 0),
    )


def _days(task: Task) -> Days | None:
    if task.low is None or task.likely is None or task.high is None:
        return None
    return float(task.low), float(task.likely), float(task.high)


def _link(link: TaskLink) -> tuple[int, str, int]:
    """Return a link in whole days: part of a day counts as one."""
    return link.before_id, link.kind, ceil(link.lag)


# --- What is left ---------------------------------------------------------------


def capabilities_left(
    only: Collection[int],
    *,
    plan: Plan | None,
    as_of: date,
    with_tasks: bool = True,
) -> tuple[CapabilityFacts, ...]:
    """Return what is left of capabilities in the weeks to come.

    That is the expected capacity less all that is committed, reserved and approved,
    and, ``with_tasks``, less what the adopted tasks of other running plans take.
    """
    if not only:
        return ()
    start = monday_of(day_of(workday(as_of)))
    rows = {row.code: row for row in Capability.objects.filter(pk__in=only)}
    case = engine.parse_case(build_load_case(start, WEEKS, with_tasks=False))
    score = engine.score(case, draws=DRAWS, sensitivities=False)
    taken = _taken_elsewhere(only if with_tasks else (), plan, start, as_of)
    return tuple(
        CapabilityFacts(
            pk=rows[found.id].pk,
            name=rows[found.id].name,
            units=rows[found.id].units,
            left=tuple(
                round(max(0.0, capacity - committed - approved - other), 3)
                for capacity, committed, approved, other in zip(
                    found.capacity,
                    found.committed,
                    found.approved,
                    taken[rows[found.id].pk],
                    strict=True,
                )
            ),
        )
        for found in score.capabilities
        if found.id in rows
    )


def _taken_elsewhere(
    only: Collection[int], plan: Plan | None, start: date, as_of: date
) -> Mapping[int, list[float]]:
    """Return what tasks of other plans take by week, where their dates are adopted.

    What is late takes from today on what is left of it.
    """
    taken: dict[int, list[float]] = defaultdict(lambda: [0.0] * WEEKS)
    needs = TaskNeed.objects.filter(
        capability__in=only,
        task__plan__state__in=RUNNING,
        task__state__in=OPEN,
        task__planned_starts_on__lt=start + WEEK * WEEKS,
    )
    if plan is not None:
        needs = needs.exclude(task__plan=plan)
    for need in needs.select_related("task").order_by("pk"):
        for week, amount in spread(need, workday(start), workday(as_of)):
            taken[need.capability_id][week] += amount
    return taken


def planned_days(task: Task, today: int) -> range | None:
    """Return the working days of an open task as adopted; None without a baseline.

    One that should be over goes on from today, as long as is left of it.
    """
    if task.planned_starts_on is None or task.planned_ends_on is None:
        return None
    begins = workday(task.planned_starts_on)
    ends = max(due(task.planned_ends_on), begins + 1)
    if ends > today:
        return range(begins, ends)
    rest = ceil((ends - begins) * (100 - task.progress) / 100)
    return range(today, today + max(1, rest))


def spread(need: TaskNeed, first: int, today: int) -> Iterable[tuple[int, float]]:
    """Return what is left to take of a need by week, evenly over the days from today on.

    Weeks are counted from that of ``first``, and no more than ``WEEKS`` of them.
    """
    found = planned_days(need.task, today)
    if found is None:
        return
    days = range(max(found.start, today), found.stop)
    share = float(need.amount) * (1 - need.task.progress / 100) / len(days)
    for day in days[: DAYS_A_WEEK * WEEKS]:
        if (week := weeks_from(first, day)) < WEEKS:
            yield week, share
