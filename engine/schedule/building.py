"""A schedule case as the whole numbers that are calculated with."""

from collections.abc import Sequence
from math import ceil, floor

from engine.quantity import Profile, ThreePoint, at
from engine.schedule.case import Link, ScheduleCase, Task
from engine.schedule.problem import Links, Problem

# Units that are not whole are counted in thousandths: needs rounded up, capacity down.
THOUSANDTHS = 1_000
ROUNDING = 1e-6


def build_problem(
    case: ScheduleCase, durations: Sequence[int] | None = None
) -> Problem:
    """Return a case's problem, with the expected durations if none (n,) are given."""
    if durations is None:
        durations = [expected(task.duration) for task in case.tasks]
    before = starts_after(case.tasks, durations)
    scale = scale_of(case)
    index = {resource.id: n for n, resource in enumerate(case.resources)}
    return Problem(
        durations=tuple(durations),
        needs=tuple(
            tuple(
                (index[need.resource], ceil(need.units * scale - ROUNDING))
                for need in task.needs
                if need.units
            )
            for task in case.tasks
        ),
        before=before,
        after=turned(before),
        earliest=tuple(task.earliest for task in case.tasks),
        deadlines=tuple(task.deadline for task in case.tasks),
        free=tuple(
            tuple(floor(units * scale + ROUNDING) for units in listed(entry.capacity))
            for entry in case.resources
        ),
        order=topological(before),
    )


def expected(duration: int | ThreePoint) -> int:
    """Return the expected duration in whole periods, rounded up: (low + 4 likely + high) / 6."""
    if isinstance(duration, ThreePoint):
        low, likely, high = (
            at(profile, 0) for profile in (duration.low, duration.likely, duration.high)
        )
        return ceil((low + 4.0 * likely + high) / 6.0 - ROUNDING)
    return duration


def starts_after(tasks: Sequence[Task], durations: Sequence[int]) -> Links:
    """Return for each task from whose start it has to keep which distance."""
    index = {task.id: n for n, task in enumerate(tasks)}
    return tuple(
        tuple(
            (index[link.task], distance(link, durations[index[link.task]], own))
            for link in task.after
        )
        for task, own in zip(tasks, durations, strict=True)
    )


def distance(link: Link, earlier: int, own: int) -> int:
    """Return a link's lag from start to start, given both durations."""
    lag = link.lag
    if link.kind[0] == "F":
        lag += earlier
    if link.kind[1] == "F":
        lag -= own
    return lag


def turned(before: Links) -> Links:
    """Return links from the side of the tasks that others wait for."""
    after: list[list[tuple[int, int]]] = [[] for _ in before]
    for task, links in enumerate(before):
        for earlier, lag in links:
            after[earlier].append((task, lag))
    return tuple(map(tuple, after))


def topological(before: Links) -> tuple[int, ...]:
    """Return the tasks in an order in which none comes before one it waits for."""
    waiting = [len(links) for links in before]
    found = [task for task, count in enumerate(waiting) if not count]
    after = turned(before)
    for task in found:
        for follower, _ in after[task]:
            waiting[follower] -= 1
            if not waiting[follower]:
                found.append(follower)
    return tuple(found)


def scale_of(case: ScheduleCase) -> int:
    """Return what units are multiplied by: 1 if all are whole."""
    units = [need.units for task in case.tasks for need in task.needs]
    for resource in case.resources:
        units.extend(listed(resource.capacity))
    return 1 if all(amount == int(amount) for amount in units) else THOUSANDTHS


def listed(capacity: Profile) -> tuple[float, ...]:
    """Return a capacity as a list."""
    return capacity if isinstance(capacity, tuple) else (capacity,)
