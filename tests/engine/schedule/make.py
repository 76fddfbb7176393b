"""Projects for tests, and what tells by plain loops whether a schedule holds."""

from collections import Counter
from random import Random
from typing import Any

from engine import schedule
from engine.quantity import ThreePoint, at

Document = dict[str, Any]


def document(*tasks: Document, **resources: Any) -> Document:
    """Return a case document: resources by name with their capacity."""
    return {
        "format": "schedule-case/1",
        "resources": [{"id": k, "capacity": v} for k, v in resources.items()],
        "tasks": list(tasks),
    }


def task(name: str, duration: Any, *after: Any, **entries: Any) -> Document:
    """Return a task: after names or (name, kind, lag); needs as a mapping."""
    links = [
        {"task": link} if isinstance(link, str) else dict(zip(LINK, link, strict=True))
        for link in after
    ]
    needs = entries.pop("needs", {})
    return {
        "id": name,
        "duration": duration,
        "after": links,
        "needs": [{"resource": r, "units": u} for r, u in needs.items()],
        **entries,
    }


LINK = ("task", "kind", "lag")


def made(seed: int, tasks: int = 5) -> Document:
    """Return a small project with all kinds of links, lags and changing capacity."""
    random = Random(seed)  # noqa: S311
    rows = []
    for number in range(tasks):
        before = random.sample(range(number), min(number, random.choice((0, 1, 1, 2))))
        rows.append(
            task(
                f"t{number}",
                random.randint(0, 4),
                *(
                    (
                        f"t{earlier}",
                        random.choice(("FS", "FS", "SS", "FF", "SF")),
                        random.choice((0, 0, 1, 2, -1)),
                    )
                    for earlier in before
                ),
                needs={
                    name: random.choice((0, 1, 1.5, 2, 3)) for name in ("crew", "van")
                },
                earliest=random.choice((0, 0, 0, 2)),
            )
        )
    return document(
        *rows, crew=4, van=random.choice(([0, 3, 1, 3, 3], [3, 3, 0, 3], 3))
    )


def broken_rules(case: schedule.ScheduleCase, starts: dict[str, int]) -> list[str]:
    """Return in words what a schedule breaks, looked at period by period."""
    lengths = {entry.id: length(entry.duration) for entry in case.tasks}
    found = [
        f"{t.id} starts too early" for t in case.tasks if starts[t.id] < t.earliest
    ]
    for entry in case.tasks:
        for link in entry.after:
            there = starts[link.task] + (link.kind[0] == "F") * lengths[link.task]
            here = starts[entry.id] + (link.kind[1] == "F") * lengths[entry.id]
            if here < there + link.lag:
                found.append(f"{entry.id} does not wait for {link.task}")
    capacity = {entry.id: entry.capacity for entry in case.resources}
    return found + [
        f"{resource} is short in {period}"
        for (resource, period), units in taken(case, starts, lengths).items()
        if units > at(capacity[resource], period) + 1e-9
    ]


def taken(
    case: schedule.ScheduleCase, starts: dict[str, int], lengths: dict[str, int]
) -> Counter[tuple[str, int]]:
    """Return the units taken by resource and period."""
    found: Counter[tuple[str, int]] = Counter()
    for entry in case.tasks:
        for need in entry.needs:
            for period in range(starts[entry.id], starts[entry.id] + lengths[entry.id]):
                found[need.resource, period] += need.units  # type: ignore[assignment]
    return found


def length(duration: int | ThreePoint) -> int:
    """Return a certain duration."""
    assert isinstance(duration, int)
    return duration


def shortest(case: schedule.ScheduleCase, most: int) -> int:
    """Return the least end of all schedules, by trying every start up to ``most``."""
    best = most + 1
    names = [entry.id for entry in case.tasks]
    lengths = {entry.id: length(entry.duration) for entry in case.tasks}

    def extend(starts: dict[str, int]) -> None:
        nonlocal best
        if len(starts) == len(names):
            if not broken_rules(case, starts):
                best = min(best, max(starts[n] + lengths[n] for n in names))
            return
        name = names[len(starts)]
        for start in range(best - lengths[name]):
            extend({**starts, name: start})

    extend({})
    return best
