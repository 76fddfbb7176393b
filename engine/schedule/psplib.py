"""Read a project in the form of PSPLIB's single-mode files (``.sm``).

Source of the form: R. Kolisch and A. Sprecher, "PSPLIB - a project scheduling problem
library", European Journal of Operational Research 96 (1996).
"""

import re
from collections.abc import Iterator, Sequence

from engine.refusal import InvalidCase, quoted
from engine.schedule.case import (
    MOST_RESOURCES,
    Link,
    Need,
    Resource,
    ScheduleCase,
    Task,
)

PRECEDENCE = "PRECEDENCE RELATIONS"
REQUESTS = "REQUESTS/DURATIONS"
CAPACITY = "RESOURCEAVAILABILITIES"
USED_UP = re.compile(r"^\s*- (nonrenewable|doubly constrained)\s*:\s*0*[1-9]", re.M)
HEADINGS = (PRECEDENCE, REQUESTS, CAPACITY)

Row = tuple[int, Sequence[int]]


def is_psplib(text: str) -> bool:
    """Tell whether a text looks like a PSPLIB file and not like JSON."""
    return text.lstrip().startswith("*")


def parse_psplib(text: str) -> ScheduleCase:
    """Return the project: tasks have their job numbers as names, resources R1, R2 ….

    Raises ``InvalidCase`` with the line, for what is not a single-mode project on
    renewable resources.
    """
    if USED_UP.search(text):
        raise InvalidCase("RESOURCES", "only renewable resources can be read")
    rows = {heading: list(rows_under(text, heading)) for heading in HEADINGS}
    links = dict(links_of(rows[PRECEDENCE]))
    if not rows[CAPACITY]:
        raise InvalidCase(CAPACITY, "holds no numbers")
    capacity = rows[CAPACITY][0][1]
    if len(capacity) > MOST_RESOURCES:
        raise InvalidCase(CAPACITY, f"more than {MOST_RESOURCES:,} resources")
    before: dict[int, list[Link]] = {}
    for job, successors in links.items():
        for successor in successors:
            before.setdefault(successor, []).append(Link(str(job)))
    tasks = [
        Task(
            str(job),
            duration,
            tuple(Need(f"R{n + 1}", units) for n, units in enumerate(needs) if units),
            tuple(before.pop(job, ())),
        )
        for job, duration, needs in jobs_of(rows[REQUESTS], len(capacity))
    ]
    for job in before:
        raise InvalidCase(PRECEDENCE, f"job {job} follows, but nothing is asked for it")
    resources = tuple(Resource(f"R{n + 1}", units) for n, units in enumerate(capacity))
    return ScheduleCase(tuple(tasks), resources)


def rows_under(text: str, heading: str) -> Iterator[Row]:
    """Yield number and whole numbers of each row from a heading to the next line of stars.

    What stands in words under the heading, the names of the columns, is passed over.
    """
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(heading):
            inside = True
        elif inside and line.startswith("**"):
            return
        elif inside and (words := line.split()) and words[0].isdecimal():
            yield number, [whole(word, number) for word in words]
    if not inside:
        raise InvalidCase(heading, "is missing")


def whole(word: str, line: int) -> int:
    """Read a whole number of at most twelve digits."""
    if not (word.isascii() and word.isdecimal() and len(word) <= 12):
        raise InvalidCase(f"line {line}", f"{quoted(word)} is not a whole number")
    return int(word)


def links_of(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield each job with its successors: job, modes, how many, which."""
    for line, row in rows:
        job, modes, count, *successors = (*row, *(0,) * (3 - len(row)))
        if modes != 1:
            raise InvalidCase(f"line {line}", "only jobs with one mode can be read")
        if count != len(successors):
            raise InvalidCase(
                f"line {line}", f"says {count} successors, has {len(successors)}"
            )
        yield job, successors


def jobs_of(
    rows: Sequence[Row], resources: int
) -> Iterator[tuple[int, int, Sequence[int]]]:
    """Yield each job's number, duration and needs: job, mode, duration, units."""
    for line, row in rows:
        if len(row) != 3 + resources:
            raise InvalidCase(
                f"line {line}",
                f"must have {3 + resources} numbers: job, mode, duration and "
                f"{resources} needs; has {len(row)}",
            )
        job, _, duration, *needs = row
        yield job, duration, needs
