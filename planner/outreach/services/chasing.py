"""Chase follow-ups: tell who promised, and then their director."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from accounts.models import Department, Role, User
from accounts.queries import company, local_day
from accounts.services import notices
from core.workdays import workday
from planner.outreach.models import Chase, FollowUp

DAYS_TO_THE_DIRECTOR: Final = 2  # working days after the day it was due
FRIDAY_IS_OVER: Final = 5  # a weekend is a bad time to tell on somebody
CARERS: Final = (Department.CUSTOMER_CARE, Department.SALES)


def chase(*, now: datetime) -> int:
    """Tell of every follow-up that falls due today or is past its day; each once."""
    today = local_day(now)
    rows = (
        FollowUp.objects.open()
        .filter(promised_at__lt=now)
        .select_related("owner", "acquaintance")
        .prefetch_related("chases")
        .order_by("due_at", "pk")
    )
    told, zone = 0, ZoneInfo(company().time_zone)
    for row in rows.iterator(chunk_size=500):
        due = row.due_at.astimezone(zone).date()
        if due > today:
            break
        for step, people in _steps(row, due, today):
            for person in people:
                told += _tell(row, step, person, now)
    return told


def _steps(
    row: FollowUp, due: date, today: date
) -> Iterable[tuple[Chase.Step, Iterable[User]]]:
    if due == today:
        yield Chase.Step.DUE, [row.owner]
        return
    yield Chase.Step.OVERDUE, [row.owner]
    late = workday(today) - workday(due)
    if late >= DAYS_TO_THE_DIRECTOR and today.weekday() < FRIDAY_IS_OVER:
        yield Chase.Step.RAISED, directors_of(row.owner)


def directors_of(person: User) -> list[User]:
    """Return who hears of a promise that its maker does not keep.

    Of the frontline the directors of customer care and sales, of a director and where
    there is none the CEO.
    """
    people = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("pk")
    if person.role == Role.FRONTLINE:
        found = list(people.filter(role=Role.DIRECTOR, department__in=CARERS))
        if found:
            return found
    return list(people.filter(role=Role.CEO))


@transaction.atomic
def _tell(row: FollowUp, step: Chase.Step, person: User, now: datetime) -> bool:
    if any(
        (c.step, c.due_at, c.to_id) == (step, row.due_at, person.pk)
        for c in row.chases.all()
    ):
        return False
    _, new = Chase.objects.get_or_create(
        follow_up=row, step=step, due_at=row.due_at, to=person, defaults={"at": now}
    )
    if new:
        notices.tell(
            people=[person],
            text=_words(row, step),
            link=f"{reverse('outreach:follow-ups')}#follow-up-{row.pk}",
            now=now,
            kind="follow-up",
            about=f"follow-up:{row.pk}",
            urgent=step != Chase.Step.DUE,
        )
    return new


def _words(row: FollowUp, step: Chase.Step) -> str:
    promised = f"“{row.what}” for {row.acquaintance}"
    if step == Chase.Step.DUE:
        return f"You promised it for today: {promised}."
    day = f"{local_day(row.due_at):%-d %B %Y}"
    if step == Chase.Step.OVERDUE:
        return f"You promised it by {day}: {promised}. Do it, and say so."
    return f"{row.owner.name} promised it by {day}, and it is not done: {promised}."
