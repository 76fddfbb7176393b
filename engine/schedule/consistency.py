"""Checks across a schedule case: names that exist, links that come round to no task."""

from collections.abc import Mapping

from engine import checks
from engine.quantity import Profile, ThreePoint
from engine.refusal import InvalidCase, quoted
from engine.schedule import case as parts


def check_schedule(case: parts.ScheduleCase) -> None:
    """Refuse a case whose parts do not fit together, naming the place."""
    checks.sequence(case.tasks, "tasks", parts.Task, least=1, most=parts.MOST_TASKS)
    checks.sequence(
        case.resources, "resources", parts.Resource, most=parts.MOST_RESOURCES
    )
    checks.distinct([task.id for task in case.tasks], "tasks", "id")
    checks.distinct([entry.id for entry in case.resources], "resources", "id")
    most = {entry.id: largest(entry.capacity) for entry in case.resources}
    names = {task.id: index for index, task in enumerate(case.tasks)}
    for index, task in enumerate(case.tasks):
        check_needs(task, f"tasks[{index}]", most)
        check_links(task, f"tasks[{index}]", names)
    check_length(case)
    check_circles(case, names)


def largest(capacity: Profile) -> float:
    """Return the most that a resource ever has."""
    return max(capacity) if isinstance(capacity, tuple) else capacity


def check_needs(task: parts.Task, place: str, most: Mapping[str, float]) -> None:
    """Check that what a task needs exists, and that there is ever enough of it."""
    for order, need in enumerate(task.needs):
        where = f"{place}.needs[{order}]"
        if need.resource not in most:
            raise InvalidCase(
                f"{where}.resource", f"no resource {quoted(need.resource)}"
            )
        if need.units > most[need.resource]:
            raise InvalidCase(
                f"{where}.units",
                f"{need.units:g} are never free of {quoted(need.resource)}: "
                f"at most {most[need.resource]:g}",
            )


def check_links(task: parts.Task, place: str, names: Mapping[str, int]) -> None:
    """Check that a task waits for others that exist."""
    for order, link in enumerate(task.after):
        where = f"{place}.after[{order}].task"
        if link.task not in names:
            raise InvalidCase(where, f"no task {quoted(link.task)}")
        if link.task == task.id:
            raise InvalidCase(where, "waits for itself")


def check_length(case: parts.ScheduleCase) -> None:
    """Refuse a project that could reach further than can be looked at."""
    length = max(task.earliest for task in case.tasks)
    for task in case.tasks:
        length += longest(task.duration)
        length += sum(max(link.lag, 0) for link in task.after)
    if length > parts.LONGEST_SCHEDULE:
        raise InvalidCase(
            "tasks", f"reach over more than {parts.LONGEST_SCHEDULE:,} periods"
        )


def longest(duration: int | ThreePoint) -> int:
    """Return the longest that a task can take, in whole periods."""
    if isinstance(duration, ThreePoint):
        assert isinstance(duration.high, int | float)  # noqa: S101 - checked before
        return int(duration.high) + 1
    return duration


def check_circles(case: parts.ScheduleCase, names: Mapping[str, int]) -> None:
    """Refuse links that come round to the task they began at."""
    state = [0] * len(case.tasks)
    for first in range(len(case.tasks)):
        path = [(first, 0)] if not state[first] else []
        while path:
            task, order = path.pop()
            state[task] = 1
            links = case.tasks[task].after
            if order == len(links):
                state[task] = 2
                continue
            path.append((task, order + 1))
            earlier = names[links[order].task]
            if state[earlier] == 1:
                raise InvalidCase(
                    f"tasks[{task}].after[{order}].task",
                    f"{quoted(links[order].task)} waits for "
                    f"{quoted(case.tasks[task].id)} itself, by way of its own links",
                )
            if not state[earlier]:
                path.append((earlier, 0))
