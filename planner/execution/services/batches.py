"""Many tasks at once: judged in memory, written in sets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from accounts import audit
from accounts.models import User
from core import editing
from core.refusals import Conflict, Invalid
from planner.execution.exchange.reading import Fault, Read, Written
from planner.execution.models import Task, TaskLink
from planner.execution.models.task import LONGEST_TASK
from planner.execution.services.links import MOST_LINKS, circle_in
from planner.execution.services.tasks import (
    MOST_TASKS,
    PEOPLE,
    checked_people,
    doers_of,
    facts_of,
    require_served,
    require_sound,
    write_facts,
)
from planner.execution.services.telling import tell
from planner.plans.models import Plan

AT_ONCE: Final = 500
Waits = Mapping[tuple[str, str], Decimal]  # by code and kind: the lag
COLUMN_OF: Final = {
    "tactic_code": "tactic",
    "purpose": "why",
    "deliverable": "result",
    "not_before": "not before",
    "holds_start": "start waits",
}


@dataclass
class Wanted:
    """A task as its line wants it; ``changes`` says what that differs from."""

    row: Written
    task: Task
    is_new: bool
    changes: dict[str, Any]
    people: dict[str, list[User]]
    doers: set[User]  # before
    waits: Waits | None = None  # None: as they are
    linked: bool = False

    @property
    def differs(self) -> bool:
        return bool(self.changes) or self.linked


@dataclass
class Batch:
    """Everything that a file wants, beside how the plan stands."""

    tasks: dict[str, Task]
    links: dict[str, dict[tuple[str, str], TaskLink]]  # by the code of what waits
    wanted: list[Wanted] = field(default_factory=list)


def judge(plan: Plan, found: Read, *, now: datetime) -> Batch:
    """Hold what was read against the plan; what is wrong is added to its faults."""
    rows = plan.tasks.select_related("plan", "accountable", "initiative")
    tasks = {task.code: task for task in rows.prefetch_related(*PEOPLE)}
    tactics = set(plan.tactics.values_list("code", flat=True))
    batch = Batch(tasks=tasks, links=_links(plan))
    place = max((task.position for task in tasks.values()), default=-1)
    for row in found.rows:
        task = tasks.get(row.code)
        if task is None:
            place += 1
            task = Task(plan=plan, code=row.code, position=place)
            task.created_at = task.changed_at = now
        try:
            batch.wanted.append(_judged(row, task, tactics))
        except (Invalid, Conflict) as refusal:
            found.faults += _faults(row, refusal)
    found.faults += _too_many(batch)
    found.faults += _wrong_links(batch)
    if not found.faults:
        found.faults += _circle(batch)
    return batch


def _links(plan: Plan) -> dict[str, dict[tuple[str, str], TaskLink]]:
    found: dict[str, dict[tuple[str, str], TaskLink]] = {}
    links = TaskLink.objects.filter(after__plan=plan).select_related("before", "after")
    for link in links:
        of_it = found.setdefault(link.after.code, {})
        of_it[(link.before.code, link.kind)] = link
    return found


def _judged(row: Written, task: Task, tactics: set[str]) -> Wanted:
    is_new = task.pk is None
    before = {} if is_new else facts_of(task)
    doers = set() if is_new else doers_of(task)
    people = checked_people(row.facts)
    write_facts(task, row.facts)
    require_served(task, tactics)
    require_sound(task)
    changes: dict[str, Any] = {"name": [None, task.name]}
    if not is_new:
        changes = audit.difference(before, facts_of(task, people))
        if changes and row.revision not in {None, task.revision}:
            raise editing.ChangedMeanwhile("Somebody changed it since.")
    return Wanted(
        row=row, task=task, is_new=is_new, changes=changes, people=people, doers=doers
    )


def _faults(row: Written, refusal: Invalid | Conflict) -> list[Fault]:
    if isinstance(refusal, editing.ChangedMeanwhile):
        words = "Somebody changed it since: export it again, or empty this cell."
        return [Fault(row.line, "revision", words)]
    if not refusal.errors:
        return [Fault(row.line, "", refusal.message)]
    return [
        Fault(row.line, COLUMN_OF.get(place, place), words)
        for place, faults in refusal.errors.items()
        for words in faults
    ]


def _too_many(batch: Batch) -> Iterator[Fault]:
    new = [each for each in batch.wanted if each.is_new]
    room = MOST_TASKS - len(batch.tasks)
    if len(new) > room:
        words = f"A plan has {MOST_TASKS:,} tasks at most."
        yield Fault(new[max(0, room)].row.line, "", words)


def _wrong_links(batch: Batch) -> Iterator[Fault]:
    """Take down what each task waits for, and say what cannot be."""
    codes = {*batch.tasks, *(each.row.code for each in batch.wanted)}
    for each in batch.wanted:
        row = each.row
        if row.after is None:
            continue
        for words in _wrong_waits(row, codes):
            yield Fault(row.line, "after", words)
        each.waits = {(code, kind): lag for code, kind, lag in row.after}
        now = {key: k.lag for key, k in batch.links.get(row.code, {}).items()}
        each.linked = each.waits != now


def _wrong_waits(row: Written, codes: set[str]) -> Iterator[str]:
    waits = row.after or ()
    if len(waits) > MOST_LINKS:
        yield f"A task waits for {MOST_LINKS} others at most."
    for code, _, lag in waits:
        if code not in codes or code == row.code:
            yield f"It cannot wait for “{code}”: no other task is called so."
        if abs(lag) > LONGEST_TASK:
            yield f"{lag:+f} is not a lag of up to {LONGEST_TASK:,} working days."


def _circle(batch: Batch) -> list[Fault]:
    waits: dict[str, Iterable[tuple[str, str]]] = dict(batch.links)
    lines = {each.row.code: each.row.line for each in batch.wanted}
    waits |= {e.row.code: e.waits for e in batch.wanted if e.waits is not None}
    codes = sorted({*batch.tasks, *lines})
    number = {code: n for n, code in enumerate(codes)}
    edges: dict[int, list[int]] = {}
    for code, befores in waits.items():
        for before, _ in befores:
            edges.setdefault(number[before], []).append(number[code])
    circle = [codes[n] for n in circle_in(edges)]
    if not circle:
        return []
    names = {code: task.name for code, task in batch.tasks.items()}
    names |= {each.row.code: each.task.name for each in batch.wanted}
    words = " → ".join(f"“{names[code]}”" for code in circle)
    line = max(lines.get(code, 0) for code in circle)
    return [Fault(line, "after", f"They would wait for each other: {words}.")]


# --- Writing ------------------------------------------------------------------------


def store(batch: Batch, *, now: datetime) -> None:
    """Write what differs; the plan is locked, and everything was judged."""
    Task.objects.bulk_create(
        [each.task for each in batch.wanted if each.is_new], batch_size=AT_ONCE
    )
    changed = [e for e in batch.wanted if e.differs and not e.is_new]
    names = {name for each in changed for name in each.changes} - set(PEOPLE)
    for each in changed:
        each.task.changed_at = now
        each.task.revision += bool(each.changes)
    Task.objects.bulk_update(
        [each.task for each in changed],
        sorted({*names, "changed_at", "revision"}),
        batch_size=AT_ONCE,
    )
    for kind in PEOPLE:
        _store_people(kind, batch.wanted)
    _store_links(batch)


def _pieces(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _store_people(kind: str, wanted: Iterable[Wanted]) -> None:
    through: Any = getattr(Task, kind).through
    theirs = {
        each.task.pk: each.people[kind]
        for each in wanted
        if kind in each.people and (each.is_new or kind in each.changes)
    }
    for keys in _pieces(list(theirs)):
        through.objects.filter(task_id__in=keys).delete()
    rows = [
        through(task_id=task, user_id=person.pk)
        for task, people in theirs.items()
        for person in people
    ]
    through.objects.bulk_create(rows, batch_size=AT_ONCE)


def _store_links(batch: Batch) -> None:
    keys = {code: task.pk for code, task in batch.tasks.items()}
    keys |= {each.row.code: each.task.pk for each in batch.wanted}
    gone: list[int] = []
    new: list[TaskLink] = []
    for each in batch.wanted:
        if not each.linked or each.waits is None:
            continue
        gone += [link.pk for link in batch.links.get(each.row.code, {}).values()]
        new += [
            TaskLink(before_id=keys[code], after_id=each.task.pk, kind=kind, lag=lag)
            for (code, kind), lag in each.waits.items()
        ]
    for old in _pieces(gone):
        TaskLink.objects.filter(pk__in=old).delete()
    TaskLink.objects.bulk_create(new, batch_size=AT_ONCE)


def announce(batch: Batch, *, actor: User, now: datetime) -> None:
    """Tell everybody once which tasks have become theirs."""
    theirs: dict[User, list[Task]] = {}
    for each in batch.wanted:
        accountable = {each.task.accountable} - {None}
        doers = {*each.people.get("responsible", ()), *accountable}
        for person in doers - each.doers:
            if person is not None:
                theirs.setdefault(person, []).append(each.task)
    for person, tasks in sorted(theirs.items(), key=lambda pair: pair[0].pk):
        text = f"A task is yours: {tasks[0].name}"
        if len(tasks) > 1:
            named = ", ".join(f"“{task.name}”" for task in tasks[:3])
            more = f" and {len(tasks) - 3} more" if len(tasks) > 3 else ""
            text = f"{len(tasks)} tasks are yours: {named}{more}"
        tell([person], task=tasks[0], text=text, now=now, actor=actor)
