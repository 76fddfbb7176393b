"""The page of a plan's schedule, as it stands or as it is tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.charts import Finish, Finishing, Gantt, Zoom, finishing
from core.pages import Figure, Phrase
from core.workdays import day_of, last_day
from planner.scheduling.pages import words
from planner.scheduling.pages.changes import Changes, what_changes
from planner.scheduling.pages.conflicts import ConflictLine, conflict_lines
from planner.scheduling.pages.rows import TaskRow, chart, task_rows
from planner.scheduling.pages.verdict import figures, goal_words, phrases
from planner.scheduling.queries import Standing

SHOWN = {
    "all": "All tasks",
    "open": "Open ones",
    "critical": "Those that decide the end",
    "late": "Late ones",
}
MOST_ROWS = 120


@dataclass(frozen=True, kw_only=True)
class SchedulePage:
    """Everything that is read; ``rows`` are those that are shown, of ``count`` in all."""

    phrases: tuple[Phrase, ...]
    figures: tuple[Figure, ...]
    finish: Finishing | None
    conflicts: tuple[ConflictLine, ...]
    gaps: tuple[str, ...]
    gantt: Gantt | None
    rows: tuple[TaskRow, ...]
    count: int
    hidden: int
    changes: Changes | None


def schedule_page(
    found: Standing, *, zoom: Zoom = "weeks", shown: str = "all", movable: bool = False
) -> SchedulePage:
    """Lay a schedule out."""
    facts, worked = found.tried, found.worked
    rows = task_rows(facts, worked, [move.task for move in found.moves])
    wanted = _wanted(rows, shown)
    visible = wanted[:MOST_ROWS]
    return SchedulePage(
        phrases=() if worked is None else phrases(facts, worked),
        figures=() if worked is None else figures(found, worked),
        finish=_finish(found),
        conflicts=() if worked is None else conflict_lines(facts, worked),
        gaps=_gaps(found),
        gantt=chart(
            facts,
            visible,
            zoom=zoom,
            title="Who does what when" if not found.moves else "As it would be",
            movable=movable,
            launch=True,
        )
        if visible
        else None,
        rows=visible,
        count=len(rows),
        hidden=len(wanted) - len(visible),
        changes=_changes(found),
    )


def _wanted(rows: Sequence[TaskRow], shown: str) -> tuple[TaskRow, ...]:
    tests: dict[str, Callable[[TaskRow], bool]] = {
        "open": lambda row: not row.task.is_done,
        "critical": lambda row: row.critical,
        "late": lambda row: bool(row.late) or (row.slip or 0) > 0,
    }
    test = tests.get(shown)
    return tuple(rows) if test is None else tuple(row for row in rows if test(row))


def _finish(found: Standing) -> Finishing | None:
    worked = found.worked
    if worked is None:
        return None
    goal = None if worked.goal is None else day_of(worked.goal - 1)
    sure = words.day(last_day(worked.first, worked.p90))
    named = "Launch" if worked.goal_is_launch else "Last deadline"
    return finishing(
        [
            Finish(day=last_day(worked.first, day), share=share)
            for day, share in worked.ends
        ],
        title=f"Nine times in ten everything is done by {sure}",
        note="How often it is over when, if every estimate turns out as it may: 256 cases"
        f"{_against(found)}.",
        goal=goal,
        goal_label=named if goal is not None else "",
    )


def _against(found: Standing) -> str:
    worked = found.worked
    if worked is None or worked.goal is None:
        return ""
    return f", against {goal_words(found.facts, worked)}"


def _gaps(found: Standing) -> tuple[str, ...]:
    """Say what the dates rest on that nobody has said or that stands still."""
    facts, said = found.tried, []
    bare = [task.name for task in facts.open if task.days is None]
    held = [task.name for task in facts.open if task.state == "held"]
    alone = [task.name for task in facts.open if not task.people]
    if bare:
        them = "It counts" if len(bare) == 1 else "They count"
        said.append(
            f"Without an estimate: {words.names(bare)}. {them} as a working day."
        )
    if held:
        said.append(
            f"Held: {words.names(held)}. Their dates are as if work went on today."
        )
    if alone and facts.one_at_a_time:
        said.append(
            f"Nobody is responsible for {words.names(alone)}: no person limits when."
        )
    return tuple(said)


def _changes(found: Standing) -> Changes | None:
    if not found.moves or found.worked is None or found.before is None:
        return None
    asked = {move.task for move in found.moves}
    return what_changes(found.facts, found.tried, found.before, found.worked, asked)
