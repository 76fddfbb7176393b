"""What a try changes: which tasks move, the end, the chance, conflicts and money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.charts import percent
from core.workdays import day_of, last_day
from planner.scheduling.facts import PlanFacts
from planner.scheduling.pages import words
from planner.scheduling.pages.conflicts import ConflictLine, conflict_lines
from planner.scheduling.worked import Worked, WorkedTask


@dataclass(frozen=True, kw_only=True)
class MovedTask:
    """A task that starts or ends on another day; ``by`` working days its end moves."""

    name: str
    was: tuple[date, date]
    becomes: tuple[date, date]
    by: int
    asked: bool

    @property
    def sooner(self) -> int:
        return -self.by


@dataclass(frozen=True, kw_only=True)
class Changes:
    sentences: tuple[str, ...]
    moved: tuple[MovedTask, ...]
    new_conflicts: tuple[str, ...]
    resolved: int


def what_changes(
    facts: PlanFacts, tried: PlanFacts, before: Worked, after: Worked, asked: set[int]
) -> Changes:
    """Compare a try with the schedule as it stands."""
    moved = tuple(_moved(facts, before, after, asked))
    old = {_key(line) for line in conflict_lines(facts, before) if line.stands}
    new = [line for line in conflict_lines(tried, after) if line.stands]
    fresh = tuple(line.text for line in new if _key(line) not in old)
    gone = len(old) - (len(new) - len(fresh))
    return Changes(
        sentences=(
            _end(before, after),
            *_chance(before, after),
            _tasks(moved),
            _conflicts(fresh, gone),
            _money(tried, before, after),
        ),
        moved=moved,
        new_conflicts=fresh,
        resolved=gone,
    )


def _key(line: ConflictLine) -> tuple[str, tuple[int, ...]]:
    """Return what makes it the same conflict, though its days may be others."""
    return line.kind, tuple(sorted(line.tasks))


def _days(task: WorkedTask) -> tuple[date, date]:
    return day_of(task.start), last_day(task.start, task.finish)


def _moved(
    facts: PlanFacts, before: Worked, after: Worked, asked: set[int]
) -> Iterable[MovedTask]:
    old, by_pk = before.by_pk, facts.by_pk
    for task in sorted(after.tasks, key=lambda task: (task.start, task.pk)):
        was = old.get(task.pk)
        if was is None or (was.start, was.finish) == (task.start, task.finish):
            continue
        yield MovedTask(
            name=by_pk[task.pk].name,
            was=_days(was),
            becomes=_days(task),
            by=task.finish - was.finish,
            asked=task.pk in asked,
        )


def _end(before: Worked, after: Worked) -> str:
    old, new = (words.day(last_day(w.first, w.end)) for w in (before, after))
    if before.end == after.end:
        return f"The expected end stays {old}."
    by = words.working_days(abs(after.end - before.end))
    return f"The expected end moves from {old} to {new}: {by} {_later(before, after)}."


def _later(before: Worked, after: Worked) -> str:
    return "later" if after.end > before.end else "sooner"


def _chance(before: Worked, after: Worked) -> tuple[str, ...]:
    if before.in_time is None or after.in_time is None:
        return ()
    old, new = percent(before.in_time), percent(after.in_time)
    if old == new:
        return (f"The chance to be in time stays {old}.",)
    return (f"The chance to be in time goes from {old} to {new}.",)


def _tasks(moved: tuple[MovedTask, ...]) -> str:
    others = sum(not task.asked for task in moved)
    if not moved:
        return "No task moves."
    if not others:
        return "No other task moves."
    return f"{words.counted(others, 'other task').capitalize()} {'moves' if others == 1 else 'move'} as well."


def _conflicts(fresh: tuple[str, ...], gone: int) -> str:
    if fresh:
        return f"{words.counted(len(fresh), 'new conflict').capitalize()}."
    if gone > 0:
        return f"{words.counted(gone, 'conflict').capitalize()} less."
    return "No new conflict."


def _money(facts: PlanFacts, before: Worked, after: Worked) -> str:
    """Say what of the budgets falls into another month; a budget falls with its end."""
    old, budgets = before.by_pk, facts.by_pk
    shifted = Decimal(0)
    for task in after.tasks:
        was = old.get(task.pk)
        if was is None:
            continue
        months = {_days(each)[1].strftime("%Y-%m") for each in (was, task)}
        if len(months) > 1:
            shifted += Decimal(str(budgets[task.pk].budget))
    if not shifted:
        return "Budgets stay as they are, and in the months they fall into."
    said = words.number(float(shifted))
    return f"Budgets stay as they are; {said} of them fall into another month."
