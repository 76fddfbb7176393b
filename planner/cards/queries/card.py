"""A card: what one person is to do, why, until when, and what they may decide."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format

from accounts.models import User
from planner.cards.models import Acknowledgement
from planner.execution.models import Task, TaskState
from planner.plans.models import RUNNING, Tactic
from promises.models import Promise, ServedNeed

# What is done stays folded on the list for so long.
DONE_FOR = timedelta(days=28)
NO_DAY = "No day is set"


def in_full(day: date) -> str:
    """Write a day so that nobody has to look for a calendar."""
    return date_format(day, "l, j F Y")


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A promise that the task keeps, in the customer's words."""

    promise: Promise
    need: str

    @property
    def said(self) -> str:
        benefit = f" {self.promise.benefit}" if self.promise.benefit else ""
        return f"“{self.promise.statement}”{benefit}"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line of the card that was another when it was last acknowledged."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One task as the card of one person; ``known`` is what they acknowledged last."""

    task: Task
    person: User
    tactic: str
    reasons: tuple[Reason, ...]
    known: dict[str, str] | None = None
    known_hash: str = ""
    day: date = field(default=date.min)

    @cached_property
    def lines(self) -> dict[str, str]:
        """Return what stands on the card, line by line, in its order."""
        task = self.task
        found = {
            "What": task.name,
            "Expected result": task.deliverable,
            "Why": " ".join([*(reason.said for reason in self.reasons), task.purpose]),
            "Needed by the customer": " ".join(
                dict.fromkeys(reason.need for reason in self.reasons if reason.need)
            ),
            "When": self.when,
            "Deadline": in_full(task.deadline) if task.deadline else "",
            "Whom to ask": self.whom,
            "You may decide": task.authority,
        }
        return {label: text.strip() for label, text in found.items() if text.strip()}

    @property
    def when(self) -> str:
        """Say when it is planned: to begin does not change one's own card."""
        starts, ends = self.planned_start, self.task.planned_ends_on
        said = [f"from {in_full(starts)}"] if starts else []
        said += [f"to {in_full(ends)}"] if ends else []
        return " ".join(said) or ("" if self.task.deadline else NO_DAY)

    @property
    def starts_on(self) -> date | None:
        return self.task.started_on or self.planned_start

    @property
    def planned_start(self) -> date | None:
        return self.task.planned_starts_on or self.task.not_before

    @property
    def whom(self) -> str:
        who = self.task.accountable
        if who is None or who.pk == self.person.pk:
            who = self.task.plan.author
        return f"{who.name}, {who.title}, {who.email}"

    @property
    def asked(self) -> User:
        who = self.task.accountable
        return self.task.plan.author if who is None or who == self.person else who

    @cached_property
    def content_hash(self) -> str:
        text = json.dumps(self.lines, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_acknowledged(self) -> bool:
        return self.known_hash == self.content_hash

    @property
    def is_done(self) -> bool:
        return self.task.state == TaskState.DONE

    @property
    def is_late(self) -> bool:
        return self.task.is_late(self.day)

    @property
    def changes(self) -> list[Change]:
        """Say what is other than when its person acknowledged it."""
        if self.known is None or self.is_acknowledged:
            return []
        labels = dict.fromkeys([*self.lines, *self.known])
        pairs = [
            (one, self.known.get(one, ""), self.lines.get(one, "")) for one in labels
        ]
        return [
            Change(label=label, before=before, now=now)
            for label, before, now in pairs
            if before != now
        ]

    @property
    def is_this_weeks(self) -> bool:
        """Tell whether it is to be done, begun or spoken of by this Sunday."""
        task = self.task
        if task.state in {TaskState.UNDER_WAY, TaskState.HELD}:
            return True
        days = [day for day in (self.starts_on, task.due_on) if day is not None]
        sunday = self.day + timedelta(days=6 - self.day.weekday())
        return not days or min(days) <= sunday


@dataclass(frozen=True, kw_only=True)
class Cards:
    """A person's cards: this week's, the next ones, and what is done."""

    this_week: tuple[Card, ...]
    later: tuple[Card, ...]
    done: tuple[Card, ...]

    @property
    def open(self) -> tuple[Card, ...]:
        return self.this_week + self.later


def running(person: User) -> QuerySet[Task]:
    """Return the tasks of running plans that this person has to do."""
    return (
        Task.objects.visible_to(person)
        .done_by(person)
        .filter(plan__state__in=RUNNING)
        .exclude(state=TaskState.DROPPED)
        .select_related("plan__author", "accountable")
    )


def cards_of(person: User, *, day: date) -> Cards:
    """Return all cards of a person; a fixed number of queries."""
    found = make_cards(
        [
            task
            for task in running(person).order_by("pk")
            if task.is_open or (task.finished_on or day) >= day - DONE_FOR
        ],
        person,
        day=day,
    )
    order = sorted(found, key=_by_day)
    return Cards(
        this_week=tuple(c for c in order if not c.is_done and c.is_this_weeks),
        later=tuple(c for c in order if not c.is_done and not c.is_this_weeks),
        done=tuple(c for c in reversed(order) if c.is_done),
    )


def _by_day(card: Card) -> tuple[date, date, int]:
    due, starts = card.task.due_on or date.max, card.starts_on or date.max
    return due, starts, card.task.pk


def card_of(person: User, task_id: int, *, day: date) -> Card | None:
    """Return this person's card of one task, or None where they have none."""
    task = running(person).filter(pk=task_id).first()
    return make_cards([task], person, day=day)[0] if task else None


def make_cards(
    tasks: Collection[Task],
    person: User,
    *,
    day: date,
    tactics: dict[int, list[Tactic]] | None = None,
    last: dict[int, Acknowledgement] | None = None,
) -> list[Card]:
    """Make the cards of one person; at most six queries, however many there are.

    ``last`` is what :func:`last_acknowledged` says of the person, where it is known.
    """
    tactics = tactics_of(tasks) if tactics is None else tactics
    if last is None:
        last = last_acknowledged(tasks, [person]).get(person.pk, {})
    cards = []
    for task in tasks:
        known = last.get(task.pk)
        cards.append(
            Card(
                task=task,
                person=person,
                tactic=_tactic_name(task, tactics),
                reasons=tuple(_reasons(task, tactics)),
                known=known.content if known else None,
                known_hash=known.content_hash if known else "",
                day=day,
            )
        )
    return cards


def last_acknowledged(
    tasks: Collection[Task], people: Collection[User]
) -> dict[int, dict[int, Acknowledgement]]:
    """Return, by person and task, what each acknowledged last; one query."""
    found: dict[int, dict[int, Acknowledgement]] = {}
    rows = Acknowledgement.objects.filter(task__in=tasks, person__in=people)
    for row in rows.order_by("at", "pk"):
        found.setdefault(row.person_id, {})[row.task_id] = row
    return found


def tactics_of(tasks: Iterable[Task]) -> dict[int, list[Tactic]]:
    """Return the tactics of the tasks' plans, with promises and the needs they serve."""
    needs = ServedNeed.objects.select_related("need").order_by(
        "-need__importance", "pk"
    )
    promises = Promise.objects.order_by("code").prefetch_related(
        Prefetch("served", needs)
    )
    rows = (
        Tactic.objects.filter(plan__in={task.plan_id for task in tasks})
        .prefetch_related(Prefetch("promises", promises))
        .order_by("position", "pk")
    )
    found: dict[int, list[Tactic]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found


def promises_of(task: Task, tactics: dict[int, list[Tactic]]) -> list[Promise]:
    """Return what the task keeps: its tactic's promises, or all of its plan."""
    of_plan = tactics.get(task.plan_id, [])
    own = [row for row in of_plan if row.code == task.tactic_code]
    found = {p.pk: p for row in own or of_plan for p in row.promises.all()}
    return list(found.values())


def _reasons(task: Task, tactics: dict[int, list[Tactic]]) -> Iterable[Reason]:
    for promise in promises_of(task, tactics):
        served = list(promise.served.all())
        yield Reason(
            promise=promise, need=f"“{served[0].need.statement}”" if served else ""
        )


def _tactic_name(task: Task, tactics: dict[int, list[Tactic]]) -> str:
    names = {row.code: row.name for row in tactics.get(task.plan_id, [])}
    return names.get(task.tactic_code, "")
