"""Name who decides while a CEO is away."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts import audit
from accounts.models import Deputy, Role, User
from accounts.policy import Act, require
from accounts.queries import company, local_day
from core.refusals import Conflict, Invalid, NotThere

LONGEST_ABSENCE = timedelta(days=92)
FARTHEST = timedelta(days=366)


class AwayAlready(Conflict):
    title = "There is a deputy for these days already"


@transaction.atomic
def name_deputy(
    *, actor: User, deputy_id: int, starts_on: date, ends_on: date, now: datetime
) -> Deputy:
    """Let a director decide in the actor's place from one day to another."""
    require(actor, Act.NAME_DEPUTY)
    directors = User.objects.filter(role=Role.DIRECTOR, is_active=True)
    deputy = directors.filter(pk=deputy_id).first()
    today = local_day(now)
    errors = {
        "deputy": deputy is None and "Choose a director who works here.",
        "starts_on": not today <= starts_on <= today + FARTHEST
        and "Choose today or a day within a year.",
        "ends_on": not starts_on <= ends_on <= starts_on + LONGEST_ABSENCE
        and "Choose a day after the first, within three months of it.",
    }
    found = {place: [words] for place, words in errors.items() if words}
    if found or deputy is None:
        raise Invalid("No deputy is named yet.", errors=found)
    # The CEO's row is the lock, so that two absences do not overlap.
    User.objects.select_for_update().get(pk=actor.pk)
    begins_at, ends_at = _moment(starts_on), _moment(ends_on + timedelta(days=1))
    overlap = Deputy.objects.filter(
        ceo=actor, begins_at__lt=ends_at, ends_at__gt=max(begins_at, now)
    )
    if other := overlap.select_related("deputy").first():
        raise AwayAlready(
            f"{other.deputy.name} stands in from {other.starts_on} to {other.ends_on}.",
            next_step="End that first, or choose other days.",
        )
    named = Deputy.objects.create(
        ceo=actor,
        deputy=deputy,
        starts_on=starts_on,
        ends_on=ends_on,
        begins_at=begins_at,
        ends_at=ends_at,
        named_at=now,
    )
    audit.record(
        actor=actor,
        action="named a deputy",
        subject=named,
        now=now,
        changes={"deputy": deputy.name, "from": starts_on, "to": ends_on},
    )
    return named


@transaction.atomic
def end_deputyship(*, actor: User, deputy_id: int, now: datetime) -> Deputy:
    """Come back early: from this moment on nobody stands in."""
    require(actor, Act.NAME_DEPUTY)
    rows = Deputy.objects.select_for_update().filter(ceo=actor, ends_at__gt=now)
    found = rows.filter(pk=deputy_id).first()
    if found is None:
        raise NotThere("There is no such absence, or it is over.")
    found.ends_at = max(now, found.begins_at)
    Deputy.objects.filter(pk=found.pk).update(ends_at=found.ends_at)
    audit.record(
        actor=actor,
        action="ended a deputyship",
        subject=found,
        now=now,
        changes={"ends": found.ends_at},
    )
    return found


def _moment(day: date) -> datetime:
    """Return when a day begins on the company's clock."""
    return datetime.combine(day, time(), ZoneInfo(company().time_zone))
