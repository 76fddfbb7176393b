"""What a task still lacks before somebody can begin it, and keep it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planner.execution.models import ENDED, Task, TaskState


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: where it is entered, and in words."""

    key: str
    field: str
    words: str
    many: str  # after a number: "3 have nobody accountable"

    @property
    def anchor(self) -> str:
        """Where in the editor it is entered."""
        return self.field if self.field.startswith("id_") else f"id_{self.field}"

    @property
    def stops(self) -> bool:
        """Tell whether nobody can begin the task without it."""
        return self.key in STOPPING


GAPS: Final = {
    gap.key: gap
    for gap in (
        Gap("responsible", "responsible", "Nobody does it", "have nobody who does it"),
        Gap(
            "accountable",
            "accountable",
            "Nobody answers for it",
            "have nobody accountable",
        ),
        Gap(
            "deliverable",
            "deliverable",
            "No expected result",
            "do not say what there is when they are done",
        ),
        Gap("estimate", "likely", "No estimate", "have no estimate"),
        Gap("authority", "authority", "No authority given", "give no authority"),
        Gap("deadline", "deadline", "No deadline", "have no deadline"),
        Gap("budget", "budget", "No budget", "have no budget, not even 0"),
        Gap(
            "needs",
            "id_needs",
            "No capability named",
            "say nothing of the capability they take",
        ),
        Gap(
            "serves",
            "tactic_code",
            "Serves no tactic",
            "serve no tactic and no initiative",
        ),
        Gap(
            "links",
            "id_links",
            "Stands alone",
            "wait for nothing, and nothing waits for them",
        ),
        Gap(
            "dropped",
            "id_links",
            "Waits for a task that was dropped",
            "wait for a task that was dropped",
        ),
    )
}
STOPPING: Final = ("responsible", "accountable", "deliverable", "estimate", "dropped")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What other tables say of a plan's tasks."""

    with_hands: frozenset[int]
    with_needs: frozenset[int]
    before: Mapping[int, Sequence[int]]  # by task: what it waits for
    linked: frozenset[int]
    dropped: frozenset[int]


def gaps_of(task: Task, known: Known) -> tuple[Gap, ...]:
    """Return what a task lacks; one that has ended lacks nothing any more."""
    if task.state in ENDED:
        return ()
    lacks = {
        "responsible": task.pk not in known.with_hands,
        "accountable": task.accountable_id is None,
        "deliverable": not task.deliverable.strip(),
        "estimate": task.likely is None,
        "authority": not task.authority.strip(),
        "deadline": task.deadline is None,
        "budget": task.budget is None,
        "needs": task.pk not in known.with_needs,
        "serves": not task.tactic_code and task.initiative_id is None,
        "links": bool(known.linked) and task.pk not in known.linked,
        "dropped": any(pk in known.dropped for pk in known.before.get(task.pk, ())),
    }
    return tuple(GAPS[key] for key, missing in lacks.items() if missing)


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """How many tasks that have not begun cannot begin, and what they lack."""

    waiting: int
    stopped: int
    counts: tuple[tuple[Gap, int], ...]

    @property
    def sentence(self) -> str:
        """Say it: "2 of 7 tasks cannot be started on Monday: 2 have nobody …"."""
        if not self.waiting:
            return "No task waits to be begun."
        if not self.stopped:
            which = "The task that has" if self.waiting == 1 else "All that have"
            return f"{which} not begun can be started on Monday."
        why = [f"{count} {gap.many}" for gap, count in self.counts if gap.stops]
        tasks = "task" if self.waiting == 1 else "tasks"
        return (
            f"{self.stopped} of {self.waiting} {tasks} that have not begun "
            f"cannot be started on Monday: {', '.join(why)}."
        )


def readiness(rows: Iterable[tuple[Task, Sequence[Gap]]]) -> Readiness:
    """Count over all tasks of a plan what those that have not begun lack."""
    waiting = stopped = 0
    counts = dict.fromkeys(GAPS, 0)
    for task, gaps in rows:
        if task.state != TaskState.PLANNED:
            continue
        waiting += 1
        stopped += any(gap.stops for gap in gaps)
        for gap in gaps:
            counts[gap.key] += 1
    found = [(GAPS[key], count) for key, count in counts.items() if count]
    found.sort(key=lambda pair: (not pair[0].stops, -pair[1]))
    return Readiness(waiting=waiting, stopped=stopped, counts=tuple(found))
