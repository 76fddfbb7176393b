"""The tasks of a plan as its page lists them, strategy by strategy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import prefetch_related_objects

from accounts.models import User
from operations.models import Initiative
from planner.execution.models import OPEN, Task, TaskNeed, TaskState
from planner.execution.queries.forecast import Forecast, Link, forecast, links_of
from planner.execution.queries.gaps import Gap, Known, Readiness, gaps_of, readiness
from planner.execution.queries.money import Money, money_for, spent_in, together
from planner.plans.models import Plan, Tactic
from planner.plans.queries import late_starts_of

ON_A_PAGE: Final = 100


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What of a plan's tasks is asked for; everything, if nothing is said."""

    text: str = ""
    state: str = ""  # a state, or "open"
    mine: bool = False
    gaps: bool = False
    late: bool = False
    page: int = 1

    @property
    def is_everything(self) -> bool:
        return not (self.text or self.state or self.mine or self.gaps or self.late)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A task in the list, with what was found out about it."""

    task: Task
    gaps: tuple[Gap, ...]
    money: Money
    forecast: Forecast | None
    missed_on: date | None
    will_be_late: bool

    @property
    def due_on(self) -> date | None:
        return self.task.due_on

    @property
    def is_late(self) -> bool:
        return self.missed_on is not None


@dataclass(frozen=True, kw_only=True)
class Place:
    """What tasks serve: a tactic with its strategy, an initiative, or nothing yet."""

    strategy: str
    title: str
    code: str = ""
    initiative: Initiative | None = None


@dataclass
class Part:
    """The tasks of one place, and their money over the whole plan."""

    place: Place
    money: Money
    rows: list[Row] = field(default_factory=list)


@dataclass
class Strategy:
    """A strategy, the tactics that carry it out, and their tasks' money."""

    name: str
    money: Money
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LateTactic:
    """A tactic that cannot start when it should, because of a task."""

    name: str
    planned_on: date
    ready_on: date
    because: str

    @property
    def days(self) -> int:
        return (self.ready_on - self.planned_on).days


def late_tactics(plan: Plan, tactics: Sequence[Tactic]) -> list[LateTactic]:
    """Return which tactics start late, in one query."""
    late = late_starts_of([plan.pk]).get(plan.pk, {})
    found = [
        LateTactic(
            name=tactic.name,
            planned_on=plan.first_day_of(tactic.starts),
            ready_on=late[tactic.code].ready_on,
            because=late[tactic.code].because,
        )
        for tactic in tactics
        if tactic.code in late
    ]
    return [tactic for tactic in found if tactic.days > 0]


@dataclass(frozen=True, kw_only=True)
class TaskList:
    """One page of a plan's tasks, and what holds for all of them."""

    strategies: list[Strategy]
    readiness: Readiness
    money: Money
    count: int
    found: int
    page: int
    pages: int
    late: int
    states: Mapping[str, int]
    bare: list[Tactic]  # tactics that no task serves
    late_starts: list[LateTactic]
    chances_at: datetime | None  # when the chances to be in time were worked out
    chances_are_old: bool

    @property
    def before(self) -> int:
        return self.page - 1

    @property
    def after(self) -> int:
        return self.page + 1

    @property
    def rows(self) -> list[Row]:
        return [row for s in self.strategies for part in s.parts for row in part.rows]


@dataclass(frozen=True)
class _Order:
    """Where each tactic stands, and what it is called."""

    tactics: Mapping[str, tuple[int, Tactic]]

    def place(self, task: Task) -> Place:
        if task.initiative_id is not None:
            row = task.initiative
            return Place(
                strategy="Initiatives",
                title=str(row),
                code=row.code if row else "",
                initiative=row,
            )
        if task.tactic_code in self.tactics:
            tactic = self.tactics[task.tactic_code][1]
            name = tactic.strategy or "No strategy named"
            return Place(strategy=name, title=tactic.name, code=tactic.code)
        title = task.tactic_code or "Serves no tactic yet"
        return Place(strategy="Beside the tactics", title=title, code=task.tactic_code)

    def key(self, task: Task) -> tuple[Any, ...]:
        """Order strategies by their first tactic, then tactics, then tasks."""
        place = self.place(task)
        if place.initiative is not None:
            return (1, 0, "", place.code, task.position, task.pk)
        if task.tactic_code in self.tactics:
            number, tactic = self.tactics[task.tactic_code]
            first = self._first(tactic.strategy, number)
            return (0, first, tactic.strategy, number, task.position, task.pk)
        return (2, 0, "", task.tactic_code, task.position, task.pk)

    def _first(self, strategy: str, number: int) -> int:
        same = [n for n, t in self.tactics.values() if t.strategy == strategy]
        return min(same, default=number)


def tactics_of(plan: Plan) -> list[Tactic]:
    return list(plan.tactics.order_by("position", "pk"))


def _known(plan: Plan, tasks: Sequence[Task], links: Sequence[Link]) -> Known:
    through = Task.responsible.through
    hands = through.objects.filter(task__plan=plan).values_list("task_id", flat=True)
    needs = TaskNeed.objects.filter(task__plan=plan).values_list("task_id", flat=True)
    before: dict[int, list[int]] = {}
    for first, second, _, _ in links:
        before.setdefault(second, []).append(first)
    return Known(
        with_hands=frozenset(hands),
        with_needs=frozenset(needs),
        before=before,
        linked=frozenset(pk for link in links for pk in link[:2]),
        dropped=frozenset(t.pk for t in tasks if t.state == TaskState.DROPPED),
    )


def plan_rows(
    plan: Plan, today: date, tasks: Sequence[Task] | None = None
) -> list[Row]:
    """Return every task of a plan, in the order of its list; a fixed number of queries.

    People are not loaded.
    """
    if tasks is None:
        tasks = list(plan.tasks.select_related("initiative"))
    order = _Order({t.code: (n, t) for n, t in enumerate(tactics_of(plan))})
    links = links_of(plan.pk)
    known = _known(plan, tasks, links)
    days = forecast(tasks, links, today)
    spent = spent_in(plan.pk)
    return [
        _row(task, known, days, spent, today) for task in sorted(tasks, key=order.key)
    ]


def _row(
    task: Task,
    known: Known,
    days: Mapping[int, Forecast],
    spent: Mapping[int, tuple[Decimal, Decimal]],
    today: date,
) -> Row:
    expected, due = days.get(task.pk), task.due_on
    missed = task.missed_on(today)
    coming = task.is_open and expected is not None and due is not None
    return Row(
        task=task,
        gaps=gaps_of(task, known),
        money=money_for(task, spent),
        forecast=expected,
        missed_on=missed,
        will_be_late=bool(
            coming and expected and due and not missed and expected.ends_on > due
        ),
    )


def _fits(row: Row, wanted: Wanted, mine: frozenset[int]) -> bool:
    task, text = row.task, wanted.text.casefold()
    return (
        (not text or text in task.name.casefold() or text in task.code)
        and _in_state(task, wanted.state)
        and (not wanted.mine or task.pk in mine)
        and (not wanted.gaps or bool(row.gaps))
        and (not wanted.late or row.is_late or row.will_be_late)
    )


def _in_state(task: Task, state: str) -> bool:
    return not state or task.state == state or (state == "open" and task.state in OPEN)


def task_list(plan: Plan, user: User, wanted: Wanted, today: date) -> TaskList:
    """Return one page of a plan's tasks; the number of queries is fixed."""
    tactics = tactics_of(plan)
    rows = plan_rows(plan, today)
    mine = (
        frozenset(plan.tasks.of(user).values_list("pk", flat=True))
        if wanted.mine
        else frozenset()
    )
    fitting = [row for row in rows if _fits(row, wanted, mine)]
    pages = max(1, -(-len(fitting) // ON_A_PAGE))
    page = min(max(wanted.page, 1), pages)
    shown = fitting[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    people = [row.task for row in shown]
    prefetch_related_objects(people, "responsible", "accountable")
    served = {row.task.tactic_code for row in rows}
    states = dict.fromkeys(TaskState.values, 0)
    for row in rows:
        states[row.task.state] += 1
    return TaskList(
        strategies=grouped(shown, rows, tactics),
        readiness=readiness((row.task, row.gaps) for row in rows),
        money=together(row.money for row in rows),
        count=len(rows),
        found=len(fitting),
        page=page,
        pages=pages,
        late=sum(row.is_late for row in rows),
        states=states,
        bare=[tactic for tactic in tactics if tactic.code not in served],
        late_starts=late_tactics(plan, tactics),
        **_chances(rows),
    )


def _chances(rows: Sequence[Row]) -> dict[str, Any]:
    found = [row.task.in_time_at for row in rows if row.task.in_time_at is not None]
    at = min(found, default=None)
    changed = max((row.task.changed_at for row in rows), default=None)
    return {
        "chances_at": at,
        "chances_are_old": at is not None and changed is not None and changed > at,
    }


def grouped(
    shown: Iterable[Row], rows: Sequence[Row], tactics: Sequence[Tactic]
) -> list[Strategy]:
    """Put the rows under their tactics and strategies; money is that of all rows."""
    order = _Order({t.code: (n, t) for n, t in enumerate(tactics)})
    by_place: dict[tuple[str, str], list[Money]] = {}
    for row in rows:
        place = order.place(row.task)
        by_place.setdefault((place.strategy, place.code), []).append(row.money)
    found: dict[str, Strategy] = {}
    parts: dict[tuple[str, str], Part] = {}
    for row in shown:
        place = order.place(row.task)
        key = (place.strategy, place.code)
        if place.strategy not in found:
            own = [m for k, v in by_place.items() if k[0] == place.strategy for m in v]
            found[place.strategy] = Strategy(name=place.strategy, money=together(own))
        if key not in parts:
            parts[key] = Part(place=place, money=together(by_place[key]))
            found[place.strategy].parts.append(parts[key])
        parts[key].rows.append(row)
    return list(found.values())
