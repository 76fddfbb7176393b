"""Schedule a folder of PSPLIB files the way a plan's tasks are scheduled.

    python -m benchmarks.scheduling FOLDER --best CSV --seconds 2

prints one JSON line for each instance and one with the means. The CSV names the instances
(``inst`` or ``instance``) and the best end known (``best`` or ``ub``).
"""

import csv
import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from random import Random
from statistics import fmean
from typing import cast

from benchmarks.harness import Section, table
from engine import InvalidCase, schedule
from engine.schedule.case import Link, Need, Resource, ScheduleCase, Task

REFUSED = 2
# A generated project: 1,000 tasks and what is aimed at.
TASKS, SECONDS, AIMED_GAP = 1_000, 1.0, 0.02
SEEDS = range(1, 6)
PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one instance."""

    instance: str
    makespan: int
    bound: int
    seconds: float
    feasible: bool
    critical_path: int


class Malformed(ValueError):
    """A folder or a file that cannot be used: one line."""


def solve(name: str, case: ScheduleCase, seconds: float) -> Found:
    """Schedule one project, and check it without the engine's own means."""
    began = time.perf_counter()
    planned = schedule.schedule(case, seconds=seconds)
    spent = time.perf_counter() - began
    if planned.end is None:
        raise Malformed(f"{name}: no schedule was found")
    starts = {task.id: task.start for task in planned.tasks}
    return Found(
        name,
        planned.end,
        planned.bound,
        spent,
        is_feasible(case, starts),
        longest_chain(case),
    )


def longest_chain(case: ScheduleCase) -> int:
    """Return the end of finish-to-start links alone, as the critical path method has it."""
    tasks = {task.id: task for task in case.tasks}
    finishes: dict[str, int] = {}
    for name in TopologicalSorter(
        {task.id: [link.task for link in task.after] for task in case.tasks}
    ).static_order():
        start = max((finishes[x.task] + x.lag for x in tasks[name].after), default=0)
        finishes[name] = start + int(cast("int", tasks[name].duration))
    return max(finishes.values())


def is_feasible(case: ScheduleCase, starts: Mapping[str, int]) -> bool:
    """Tell whether starts hold finish-to-start links and constant capacity in every period."""
    lengths = {task.id: int(cast("int", task.duration)) for task in case.tasks}
    taken: Counter[tuple[str, int]] = Counter()
    for task in case.tasks:
        start = starts[task.id]
        if any(start < starts[x.task] + lengths[x.task] + x.lag for x in task.after):
            return False
        for need in task.needs:
            for period in range(start, start + lengths[task.id]):
                taken[need.resource, period] += int(need.units)
    most = {entry.id: cast("float", entry.capacity) for entry in case.resources}
    return all(units <= most[resource] for (resource, _), units in taken.items())


def generated(seed: int, tasks: int = TASKS) -> ScheduleCase:
    """Make a project: 1 to 10 periods a task, 4 teams of 12, one to three predecessors.

    A task needs 1 to 6 people of one team; two in five need the same team, the bottleneck.
    """
    random = Random(seed)  # noqa: S311
    made = []
    for number in range(tasks):
        before = random.sample(range(number), min(number, random.randint(1, 3)))
        team = random.choices(range(4), (8, 5, 4, 3))[0]
        made.append(
            Task(
                str(number),
                random.randint(1, 10),
                (Need(f"team {team}", random.randint(1, 6)),),
                tuple(Link(str(earlier)) for earlier in sorted(before)),
            )
        )
    return ScheduleCase(
        tuple(made), tuple(Resource(f"team {t}", PEOPLE) for t in range(4))
    )


def read_best(path: Path | None) -> dict[str, int]:
    """Read the best ends known, by instance."""
    if path is None:
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {
            str(row.get("inst") or row["instance"]): int(row.get("best") or row["ub"])
            for row in rows
        }
    except OSError as error:
        raise Malformed(f"{path}: {(error.strerror or 'unreadable').lower()}") from None
    except (KeyError, TypeError, ValueError, csv.Error):
        raise Malformed(
            f"{path}: needs the columns inst and best, whole numbers"
        ) from None


def read_folder(folder: Path) -> dict[str, ScheduleCase]:
    """Read all projects of a folder, by name."""
    files = sorted(folder.rglob("*.sm"))
    if not files:
        raise Malformed(f"{folder}: holds no .sm file")
    found = {}
    for file in files:
        try:
            found[file.stem] = schedule.load_schedule_file(file)
        except InvalidCase as refusal:
            raise Malformed(f"{file.name}: {refusal}") from None
    return found


def means(found: Sequence[Found], best: Mapping[str, int]) -> dict[str, float | int]:
    """Return the mean gaps, in shares, and the mean seconds."""
    known = [entry for entry in found if best.get(entry.instance)]
    answer: dict[str, float | int] = {
        "instances": len(found),
        "feasible": sum(entry.feasible for entry in found),
        "proven": sum(entry.makespan == entry.bound for entry in found),
        "mean_gap_to_bound": fmean(e.makespan / max(e.bound, 1) - 1.0 for e in found),
        "mean_above_critical_path": fmean(
            e.makespan / max(e.critical_path, 1) - 1.0 for e in found
        ),
        "mean_seconds": fmean(entry.seconds for entry in found),
    }
    if known:
        answer["known"] = len(known)
        answer["mean_gap_to_best"] = fmean(
            entry.makespan / best[entry.instance] - 1.0 for entry in known
        )
    return answer


def section() -> Section:
    """Measure projects of 1,000 generated tasks against their bound."""
    found = [solve(str(seed), generated(seed), SECONDS) for seed in SEEDS]
    gaps = [entry.makespan / entry.bound - 1.0 for entry in found]
    feasible = all(entry.feasible for entry in found)
    rows = [
        (
            entry.instance,
            f"{entry.makespan:,}",
            f"{entry.bound:,}",
            f"{gap:.2%}",
            f"{entry.seconds:.1f}",
        )
        for entry, gap in zip(found, gaps, strict=True)
    ]
    return Section(
        "Schedules of a thousand tasks",
        "Generated projects of benchmarks/scheduling.py, which says how they are made. "
        "Every schedule is checked link by link and period by period by other means.\n\n"
        + table(("seed", "end", "bound", "gap", "seconds"), rows)
        + "\n\n"
        + table(
            ("check", "found", "aim"),
            [
                ("largest gap to the bound", f"{max(gaps):.2%}", f"≤ {AIMED_GAP:.0%}"),
                ("feasible", str(sum(e.feasible for e in found)), str(len(found))),
            ],
        ),
        passed=feasible and max(gaps) <= AIMED_GAP,
    )


def main() -> None:
    """Schedule the folder that is named."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--best", type=Path, default=None)
    parser.add_argument("--seconds", type=float, default=2.0)
    asked = parser.parse_args()
    try:
        best, cases = read_best(asked.best), read_folder(asked.folder)
        found = []
        for name, case in cases.items():
            entry = solve(name, case, asked.seconds)
            found.append(entry)
            line = {
                "instance": entry.instance,
                "makespan": entry.makespan,
                "bound": entry.bound,
                "seconds": round(entry.seconds, 3),
                "feasible": entry.feasible,
            }
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
    except (Malformed, InvalidCase) as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(REFUSED)
    sys.stdout.write(json.dumps(means(found, best)) + "\n")


if __name__ == "__main__":
    main()
