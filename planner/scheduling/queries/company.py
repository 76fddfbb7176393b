"""Who is overbooked in which week, by the tasks of all running plans together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from accounts.models import User
from core.jobs import JobState
from core.weeks import WEEK, monday_of
from core.workdays import day_of, week_of, weeks_from, workday
from planner.execution.models import OPEN, Task
from planner.plans.models import Plan
from planner.plans.models.states import RUNNING
from planner.scheduling.assembly import WEEKS, capabilities_left, planned_days
from planner.scheduling.facts import CapabilityFacts
from planner.scheduling.models import ScheduleRun
from planner.scheduling.worked import read_worked

Kind = Literal["person", "capability"]
LEAST: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A task in somebody's week: ``amount`` are its working days, or units taken."""

    task: int
    name: str
    plan: int
    plan_title: str
    amount: float


@dataclass(frozen=True, kw_only=True)
class Overbooked:
    """A person or a capability in a week in which tasks ask for more than there is.

    For a person ``needed`` are task-days, and ``left`` the working days on which there
    is a task at all; ``short`` is what is asked beyond that.
    """

    kind: Kind
    key: int
    name: str
    units: str
    week: date
    needed: float
    left: float
    bookings: tuple[Booking, ...]

    @property
    def short(self) -> float:
        return round(self.needed - self.left, 3)

    @property
    def plans(self) -> tuple[tuple[int, str], ...]:
        found = {booking.plan: booking.plan_title for booking in self.bookings}
        return tuple(found.items())


@dataclass(frozen=True, kw_only=True)
class CompanySchedule:
    """Everything that is overbooked, week by week; tasks without any date apart."""

    overbooked: tuple[Overbooked, ...]
    tasks: int
    undated: int


@dataclass
class _Stay:
    task: Task
    start: int
    finish: int
    per_day: dict[int, float] = field(default_factory=dict)

    def weeks(self, first: int) -> Iterator[tuple[int, int]]:
        """Return each week, counted from the first, with the days of it there."""
        days: dict[int, int] = defaultdict(int)
        for day in range(max(self.start, first), self.finish):
            days[weeks_from(first, day)] += 1
        yield from days.items()


def company_schedule(user: User, *, as_of: date) -> CompanySchedule:
    """Add up what tasks take of people and capabilities; a fixed number of queries.

    A task's days are those of its plan's stored schedule, or else the adopted ones.
    """
    plans = Plan.objects.visible_to(user).filter(state__in=RUNNING)
    tasks = list(
        Task.objects.filter(plan__in=plans.values("pk"), state__in=OPEN)
        .select_related("plan")
        .prefetch_related("responsible", "needs")
        .order_by("plan_id", "position", "pk")
    )
    forecast = _forecasts(plans)
    stays = [
        stay
        for task in tasks
        if (stay := _stay(task, forecast, workday(as_of))) is not None
    ]
    first = workday(monday_of(day_of(workday(as_of))))
    found = [*_people(stays, first), *_capabilities(stays, first, as_of)]
    found.sort(key=lambda one: (one.week, one.kind, one.name, one.key))
    return CompanySchedule(
        overbooked=tuple(found), tasks=len(tasks), undated=len(tasks) - len(stays)
    )


def _forecasts(plans: Iterable[Plan]) -> dict[int, tuple[int, int]]:
    """Return first day and finish of tasks, as the newest stored schedules have them."""
    runs = (
        ScheduleRun.objects.filter(plan__in=[plan.pk for plan in plans])
        .as_it_stands()
        .filter(state=JobState.DONE, result__isnull=False)
        .order_by("plan_id", "pk")
        .values_list("plan_id", "pk")
    )
    newest = dict(runs)
    results = ScheduleRun.objects.filter(pk__in=newest.values()).values_list(
        "result", flat=True
    )
    return {
        task.pk: (task.start, task.finish)
        for result in results
        if result is not None
        for task in read_worked(result).tasks
    }


def _stay(
    task: Task, forecast: Mapping[int, tuple[int, int]], today: int
) -> _Stay | None:
    if task.pk in forecast:
        return _Stay(task, *forecast[task.pk])
    days = planned_days(task, today)
    return None if days is None else _Stay(task, days.start, days.stop)


def _booking(task: Task, amount: float) -> Booking:
    return Booking(
        task=task.pk,
        name=task.name,
        plan=task.plan_id,
        plan_title=task.plan.title,
        amount=round(amount, 3),
    )


Days = dict[int, list[Task]]


def _people(stays: Sequence[_Stay], first: int) -> Iterator[Overbooked]:
    """Return the weeks in which somebody is on two tasks on the same day."""
    days: dict[int, Days] = defaultdict(lambda: defaultdict(list))
    names: dict[int, str] = {}
    for stay in stays:
        for person in stay.task.responsible.all():
            names[person.pk] = person.name
            for day in range(max(stay.start, first), stay.finish):
                days[person.pk][day].append(stay.task)
    for key, theirs in days.items():
        for week, twice in _twice(theirs, first).items():
            yield _double(key, names[key], week, twice)


def _twice(days: Days, first: int) -> dict[date, list[list[Task]]]:
    """Return by week the tasks of those days on which there are several."""
    weeks: dict[date, list[list[Task]]] = defaultdict(list)
    for day, tasks in days.items():
        if len(tasks) > 1:
            weeks[week_of(day)].append(tasks)
    return weeks


def _double(
    person: int, name: str, week: date, twice: Sequence[Sequence[Task]]
) -> Overbooked:
    on = [task for tasks in twice for task in tasks]
    counts = Counter(task.pk for task in on)
    by_pk = {task.pk: task for task in on}
    return Overbooked(
        kind="person",
        key=person,
        name=name,
        units="days",
        week=week,
        needed=float(len(on)),
        left=float(len(twice)),
        bookings=tuple(_booking(by_pk[pk], count) for pk, count in counts.items()),
    )


def _capabilities(
    stays: Sequence[_Stay], first: int, as_of: date
) -> Iterator[Overbooked]:
    """Return the weeks in which tasks ask more of a capability than is left of it."""
    taken: dict[int, dict[int, list[Booking]]] = defaultdict(lambda: defaultdict(list))
    for stay in stays:
        days = max(1, stay.finish - max(stay.start, first))
        for need in stay.task.needs.all():
            amount = float(need.amount) * (1 - stay.task.progress / 100) / days
            for week, inside in stay.weeks(first):
                booking = _booking(stay.task, amount * inside)
                taken[need.capability_id][week].append(booking)
    if not taken:
        return
    left = capabilities_left(list(taken), plan=None, as_of=as_of, with_tasks=False)
    for capability in left:
        yield from _short(capability, taken[capability.pk], first)


def _short(
    capability: CapabilityFacts, taken: Mapping[int, Sequence[Booking]], first: int
) -> Iterator[Overbooked]:
    for week, bookings in taken.items():
        needed = round(sum(booking.amount for booking in bookings), 3)
        left = capability.left[week] if week < WEEKS else max(capability.left)
        if needed > left + LEAST:
            yield Overbooked(
                kind="capability",
                key=capability.pk,
                name=capability.name,
                units=capability.units,
                week=week_of(first) + WEEK * week,
                needed=needed,
                left=left,
                bookings=tuple(bookings),
            )
