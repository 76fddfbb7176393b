"""The tasks of a schedule: as rows of a table, and as bars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import Gantt, GanttGroup, GanttTask, Zoom, gantt, percent
from core.pages import Tone
from core.workdays import day_of, last_day, workday
from planner.scheduling.facts import PlanFacts, TaskFacts
from planner.scheduling.pages import words
from planner.scheduling.pages.verdict import tone_of, waits_for
from planner.scheduling.worked import Worked, WorkedTask

STATES: Mapping[str, tuple[str, Tone]] = {
    "planned": ("Planned", "neutral"),
    "under_way": ("Under way", "accent"),
    "held": ("Held", "at-risk"),
    "done": ("Done", "kept"),
}


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task with all its dates and numbers; ``days`` are working days, expected."""

    task: TaskFacts
    group: str
    people: str
    state: str
    tone: Tone
    starts: date
    ends: date
    days: float | None
    latest: date | None
    slack: int | None
    total_float: int | None
    critical: bool
    late: int
    in_time: str
    chance_tone: Tone
    slip: int | None
    waits: str
    moved: bool

    @property
    def state_text(self) -> str:
        """Say its state, and how far it is while it is open."""
        if self.task.is_done or not self.task.progress:
            return self.state
        return f"{self.state}, {self.task.progress} %"

    @property
    def days_text(self) -> str:
        """Return the most likely working days as a form holds them."""
        return "" if self.days is None else f"{self.days:g}"

    @property
    def sooner(self) -> int:
        """Return by how many working days it ends before what was adopted."""
        return -(self.slip or 0)

    @property
    def said(self) -> str:
        """Say all of it in a sentence, for its bar."""
        parts = [
            f"{self.task.name}: {words.day(self.starts)} to {words.full_day(self.ends)}",
            self.state.lower(),
        ]
        if self.task.progress and not self.task.is_done:
            parts.append(f"{self.task.progress} % done")
        if self.critical:
            parts.append("decides the end")
        elif self.slack:
            parts.append(f"can slip {words.working_days(self.slack)}")
        if self.task.deadline is not None:
            late = f", {words.working_days(self.late)} late" if self.late else ""
            parts.append(f"deadline {words.day(self.task.deadline)}{late}")
        if self.task.planned is not None:
            parts.append(f"adopted until {words.day(self.task.planned[1])}")
        return ", ".join(parts)


def task_rows(
    facts: PlanFacts, worked: Worked | None, moved: Iterable[int] = ()
) -> tuple[TaskRow, ...]:
    """List every task, group by group; open ones only where the schedule knows them."""
    found = {} if worked is None else worked.by_pk
    tried = set(moved)
    rows = [
        _row(facts, task, found.get(task.pk), moved=task.pk in tried)
        for task in facts.tasks
        if task.is_done or task.pk in found
    ]
    order = {name: place for place, name in enumerate(_groups(facts))}
    return tuple(sorted(rows, key=lambda row: order[row.group]))


def _groups(facts: PlanFacts) -> list[str]:
    named = [name for _, name in facts.tactics]
    named += [_initiative(name) for _, name in facts.initiatives]
    return list(dict.fromkeys([*named, *(_group(facts, t) for t in facts.tasks)]))


def _initiative(name: str) -> str:
    return f"To build: {name}"


def _group(facts: PlanFacts, task: TaskFacts) -> str:
    if task.initiative is not None:
        return _initiative(
            dict(facts.initiatives).get(task.initiative, "an initiative")
        )
    if task.tactic:
        return dict(facts.tactics).get(task.tactic, task.tactic)
    return "Without a tactic"


def _row(
    facts: PlanFacts, task: TaskFacts, worked: WorkedTask | None, *, moved: bool
) -> TaskRow:
    state, tone = STATES[task.state]
    starts, ends = _days(task, worked)
    people = dict(facts.people)
    chance = None if worked is None else worked.in_time
    return TaskRow(
        task=task,
        group=_group(facts, task),
        people=", ".join(people[pk] for pk in task.people),
        state=state,
        tone=tone,
        starts=starts,
        ends=ends,
        days=None if task.days is None else task.days[1],
        latest=None if worked is None else last_day(worked.start, worked.p90),
        slack=None if worked is None else worked.slack,
        total_float=None if worked is None else worked.total_float,
        critical=worked is not None and worked.critical,
        late=_late(task, ends) if worked is None else worked.late,
        in_time="" if chance is None else percent(chance),
        chance_tone=tone_of(chance),
        slip=None if task.planned is None else _slip(task.planned[1], ends),
        waits="" if worked is None else waits_for(facts, worked),
        moved=moved,
    )


def _days(task: TaskFacts, worked: WorkedTask | None) -> tuple[date, date]:
    if worked is None:
        assert task.finished_on is not None  # noqa: S101 - only finished tasks have no dates to come
        return task.started_on or task.finished_on, task.finished_on
    ends = last_day(worked.start, worked.finish)
    return task.started_on or day_of(worked.start), ends


def _late(task: TaskFacts, ends: date) -> int:
    return 0 if task.deadline is None else max(0, _slip(task.deadline, ends))


def _slip(planned: date, ends: date) -> int:
    """Return by how many working days it ends after what was planned, or before it."""
    return workday(ends) - workday(planned)


def chart(
    facts: PlanFacts,
    rows: Sequence[TaskRow],
    *,
    zoom: Zoom,
    title: str,
    movable: bool,
    launch: bool,
) -> Gantt:
    """Draw these rows, group by group."""
    groups: dict[str, list[GanttTask]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(_bar(row, movable=movable))
    ahead = launch and facts.starts_on > facts.as_of
    return gantt(
        [GanttGroup(label=name, tasks=tuple(tasks)) for name, tasks in groups.items()],
        today=facts.as_of,
        title=title,
        note="Weekends are shaded; arrows lead from what comes first to what waits for it.",
        zoom=zoom,
        marks=[(facts.starts_on, "Launch")] if ahead else [],
    )


def _bar(row: TaskRow, *, movable: bool) -> GanttTask:
    task = row.task
    return GanttTask(
        key=str(task.pk),
        label=task.name,
        starts=row.starts,
        ends=row.ends,
        said=row.said,
        url=f"#task-{task.pk}",
        state=task.state,
        progress=0.0 if task.is_done else task.progress / 100,
        planned=task.planned,
        deadline=task.deadline,
        late=bool(row.late),
        critical=row.critical,
        latest=row.latest,
        after=tuple((str(before), kind) for before, kind, _ in task.after),
        movable=movable and task.state in {"planned", "held"} and not task.runs,
    )
