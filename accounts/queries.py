"""What others need to know of the company and its people."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models

from accounts.days_off import DayOff, known
from accounts.models import ApiKey, AuditEvent, Company, Deputy, Notice, Role, User
from core.numbers import KEY, typed_whole
from core.workdays import follow

# People of the demo company; only where settings.DEMO is on are they let in
# without a password.
DEMO_DOMAIN = "@demo.example"
EVENTS_ON_A_PAGE = 50


def company() -> Company:
    """Return the company, with the defaults if nobody named it yet."""
    return Company.objects.first() or Company(pk=1)


def local_day(now: datetime) -> date:
    """Return which day it is where the company counts its days and weeks.

    From here on working days are counted by the company's calendar as it is now.
    """
    here = company()
    follow(each.day for each in known(here.days_off))
    return now.astimezone(ZoneInfo(here.time_zone)).date()


def days_off() -> list[DayOff]:
    """Return the days on which nobody works, in order."""
    return known(company().days_off)


def day_begins(now: datetime) -> datetime:
    """Return when the day of ``now`` began on the company's clock."""
    local = now.astimezone(ZoneInfo(company().time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def demo_people() -> models.QuerySet[User]:
    """Return whom the sign-in page of the demo offers; nobody elsewhere."""
    if not settings.DEMO:
        return User.objects.none()
    found = User.objects.people().filter(email__endswith=DEMO_DOMAIN, is_active=True)
    return found.order_by("pk")


def colleagues() -> models.QuerySet[User]:
    """Return the people, those who left last."""
    return User.objects.people().order_by("-is_active", "name", "pk")


def directors() -> models.QuerySet[User]:
    """Return who can stand in for a CEO."""
    return User.objects.filter(role=Role.DIRECTOR, is_active=True).order_by("name")


def absences(ceo: User) -> models.QuerySet[Deputy]:
    """Return this CEO's absences, the latest first."""
    return (
        Deputy.objects.filter(ceo=ceo).select_related("deputy").order_by("-begins_at")
    )


def notices(person: User, *, unread_only: bool = False) -> models.QuerySet[Notice]:
    """Return what this person was told, the newest first."""
    rows = person.notices.unread() if unread_only else person.notices.all()
    return rows.order_by("-pk")


def unread_notices(person: User) -> int:
    """Count what this person was told and has not looked at yet."""
    return person.notices.unread().count()


def has_second_step(person: User) -> bool:
    """Tell whether this person signs in with more than a password."""
    return bool(Authenticator.objects.filter(user=person).exists())


def keys() -> models.QuerySet[ApiKey]:
    """Return all API keys, the newest first, with whom they belong to."""
    return ApiKey.objects.select_related("user", "created_by").order_by("-pk")


def audit_events() -> models.QuerySet[AuditEvent]:
    """Return the audit trail, the newest event first."""
    return AuditEvent.objects.order_by("-pk")


@dataclass(frozen=True)
class Stretch:
    """A page of the audit trail between two events, and how to go on."""

    events: list[AuditEvent]
    older: str
    newer: str


def _number(text: str) -> int:
    """Read a place in the trail; nonsense means its beginning."""
    return typed_whole(text, digits=KEY) or 0


def stretch(
    events: models.QuerySet[AuditEvent], *, after: str = "", before: str = ""
) -> Stretch:
    """Return one page: ``after`` an event come older ones, ``before`` it newer ones."""
    size = EVENTS_ON_A_PAGE
    if upward := _number(before):
        rows = list(events.filter(pk__gt=upward).order_by("pk")[: size + 1])
        more_newer, rows = len(rows) > size, rows[:size][::-1]
        more_older = True
    else:
        downward = _number(after)
        rows = list(
            (events.filter(pk__lt=downward) if downward else events)[: size + 1]
        )
        more_older, rows = len(rows) > size, rows[:size]
        more_newer = bool(downward)
    return Stretch(
        events=rows,
        older=str(rows[-1].pk) if rows and more_older else "",
        newer=str(rows[0].pk) if rows and more_newer else "",
    )
