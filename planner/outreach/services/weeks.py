"""This week's people: made for the hours that somebody has, and carried over."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import Role, User
from accounts.policy import Act, allows, require
from accounts.queries import company, local_day
from accounts.services import notices
from core import editing
from core.refusals import Invalid
from core.weeks import monday_of
from planner.outreach.models import (
    NameState,
    OutreachRules,
    SkipReason,
    Week,
    WeeklyName,
)
from planner.outreach.queries.pool import Offer, eligible, facts_of, learned, offer
from planner.outreach.services import finding
from planner.outreach.services.filling import fill
from planner.outreach.services.listed import is_of_today, strike

ASKED_AFTER: Final = 3  # carries after which it is asked whether to drop the name
SNOOZE: Final = timedelta(days=30)


@transaction.atomic
def set_hours(*, actor: User, hours: Decimal, now: datetime) -> Week:
    """Say how many hours one has this week; the list is made, or made anew, for them.

    What is done stays, and what is open as far as it fits; the rest of the hours is
    filled with the names that are worth most.
    """
    require(actor, Act.WORK_OUTREACH)
    if actor.role == Role.INTEGRATION:
        raise Invalid("Only people have hours.", next_step="Sign in as a person.")
    day = local_day(now)
    # One list is made at a time, so that no name gets on two.
    rules = finding.rules()
    monday = monday_of(day)
    week = Week.objects.filter(person=actor, monday=monday).first()
    before = week.hours if week else None
    week = week or Week(person=actor, monday=monday)
    week.hours, week.chosen_at = hours, now
    editing.check(week)
    week.save()
    carried = _carry(week, rules, day, now) if before is None else []
    _make_room(week, rules, now)
    fill(week, rules, _counted(week), carried, day=day, now=now)
    audit.record(
        actor=actor,
        action="outreach.hours-set",
        subject=week,
        now=now,
        changes={"hours": [before, hours]},
    )
    return week


def _carry(
    week: Week, rules: OutreachRules, day: date, now: datetime
) -> list[tuple[Offer, WeeklyName]]:
    """Return the names that were open last, as offers for this week."""
    rows = (
        WeeklyName.objects.open()
        .filter(week__person=week.person, monday__lt=week.monday)
        .select_related("acquaintance")
        .order_by("-monday", "position")
    )
    left = {row.acquaintance_id: row for row in rows}
    shares, currency = learned(week.person), company().currency
    found = []
    people = eligible(week.person, week.monday, day).filter(pk__in=left)
    for person in facts_of(people):
        row = left[person.pk]
        if row.carries >= ASKED_AFTER:
            continue
        made = offer(
            person,
            rules,
            shares,
            day=day,
            currency=currency,
            carries=row.carries + 1,
        )
        if made.candidate.urgency > 0:
            found.append((made, left.pop(person.pk)))
    _let_go(left.values(), day, now)
    return found


def _let_go(rows: Any, day: date, now: datetime) -> None:  # noqa: ANN401
    """Close what is carried no more: the list asked, and nobody said anything."""
    for row in rows:
        tired = row.carries >= ASKED_AFTER
        row.state = NameState.SKIPPED if tired else NameState.RETURNED
        row.skip_reason = SkipReason.NO_TIME if tired else ""
        row.note = "Carried over too often." if tired else "Not their turn any more."
        row.closed_at = now
        row.save()
        if tired:
            row.acquaintance.snoozed_until = day + SNOOZE
            row.acquaintance.save(update_fields=["snoozed_until"])


def _counted(week: Week) -> list[WeeklyName]:
    rows = week.names.filter(state__in=[NameState.OPEN, NameState.DONE])
    return list(rows.order_by("position", "pk"))


def _make_room(week: Week, rules: OutreachRules, now: datetime) -> None:
    """Take open names off the list that no longer fit, the last ones first.

    On the day on which they were put there that is still choosing; later they were
    promised to be reached, and it is broken for want of time.
    """
    rows = _counted(week)
    minutes, count = sum(row.minutes for row in rows), len(rows)
    for row in reversed(rows):
        if minutes <= week.minutes and count <= rules.most_names:
            break
        if row.is_open:
            minutes -= row.minutes
            count -= 1
            if is_of_today(row, now=now):
                strike([row], now=now)
            row.delete()


def begin_weeks(*, now: datetime) -> int:
    """Make the lists of a new week for everybody who had hours in the last one."""
    monday = monday_of(local_day(now))
    last = Week.objects.filter(monday=monday - timedelta(weeks=1), hours__gt=0)
    begun = Week.objects.filter(monday=monday).values("person")
    made = 0
    for week in last.exclude(person__in=begun).select_related("person").order_by("pk"):
        if not allows(week.person, Act.WORK_OUTREACH):
            continue
        with transaction.atomic():
            fresh = set_hours(actor=week.person, hours=week.hours, now=now)
            count = fresh.names.open().count()
            notices.tell(
                people=[week.person],
                text=f"This week's people: {count} for your {week.hours.normalize():f} "
                "hours. Change the hours if the week is another one.",
                link=reverse("outreach:week"),
                now=now,
                kind="outreach",
                about=f"week:{fresh.pk}",
            )
        made += 1
    return made
