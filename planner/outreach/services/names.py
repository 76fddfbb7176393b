"""Postpone, hand over or skip a name: each says why, and teaches the list."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import Role, User
from accounts.policy import Act, allows, require
from accounts.queries import local_day
from accounts.services import notices
from core.refusals import Invalid
from planner.outreach.models import (
    Acquaintance,
    Knows,
    NameState,
    SkipReason,
    Week,
    WeeklyName,
)
from planner.outreach.services import finding
from planner.outreach.services.listed import strike
from planner.outreach.services.refusals import NoRoom, NotNow

LATEST: Final = timedelta(days=2 * 366)
ASK_AGAIN: Final = timedelta(days=42)


def _open(actor: User, pk: int) -> WeeklyName:
    require(actor, Act.WORK_OUTREACH)
    row = finding.own_name(actor, pk)
    if not row.is_open:
        raise NotNow(
            f"{row.acquaintance} is {row.get_state_display().lower()} by now.",
            next_step="Reload the page and look at the list as it is.",
        )
    return row


def _close(row: WeeklyName, actor: User, now: datetime, state: NameState) -> WeeklyName:
    row.state, row.closed_at = state, now
    row.note = " ".join(row.note.split())[:200]
    row.save()
    audit.record(
        actor=actor,
        action=f"outreach.name-{state.value}",
        subject=row,
        now=now,
        changes={"because": row.skip_reason} if row.skip_reason else {},
    )
    return row


def _snooze(row: WeeklyName, until: date) -> None:
    Acquaintance.objects.filter(pk=row.acquaintance_id).update(snoozed_until=until)


@transaction.atomic
def postpone(
    *, actor: User, pk: int, until: date, now: datetime, note: str = ""
) -> WeeklyName:
    """Leave somebody off all lists until a day."""
    row = _open(actor, pk)
    today = local_day(now)
    if not today < until <= today + LATEST:
        words = "Choose a day after today, at most two years ahead."
        raise Invalid(words, errors={"until": [words]})
    row.until, row.note = until, note
    strike([row], now=now)
    _snooze(row, until)
    return _close(row, actor, now, NameState.POSTPONED)


@transaction.atomic
def skip(
    *, actor: User, pk: int, reason: str, now: datetime, note: str = ""
) -> WeeklyName:
    """Contact somebody not now, for a reason that the list learns from."""
    row = _open(actor, pk)
    if reason not in SkipReason.values:
        words = "Choose one of the reasons."
        raise Invalid(words, errors={"reason": [words]})
    row.skip_reason, row.note = reason, note
    if reason != SkipReason.NO_TIME:
        strike([row], now=now)
    if reason == SkipReason.BAD_MOMENT:
        _snooze(row, local_day(now) + ASK_AGAIN)
    if reason == SkipReason.LOST:
        Acquaintance.objects.filter(pk=row.acquaintance_id).update(lost=True)
    if reason == SkipReason.NOT_MINE:
        _not_mine(row, actor)
    return _close(row, actor, now, NameState.SKIPPED)


def _not_mine(row: WeeklyName, actor: User) -> None:
    Knows.objects.update_or_create(
        acquaintance=row.acquaintance,
        person=actor,
        defaults={"not_mine": True},
        create_defaults={"not_mine": True, "closeness": 1},
    )


@transaction.atomic
def hand_over(
    *, actor: User, pk: int, to: User, now: datetime, note: str = ""
) -> WeeklyName:
    """Put a name on a colleague's list of this week, who hears of it."""
    row = _open(actor, pk)
    if to == actor or to.role == Role.INTEGRATION or not allows(to, Act.WORK_OUTREACH):
        words = "Choose a colleague who takes part in outreach."
        raise Invalid(words, errors={"to": [words]})
    row.handed_to, row.note = to, note
    finding.rules()
    theirs, new = Week.objects.get_or_create(
        person=to, monday=row.monday, defaults={"hours": 0, "chosen_at": now}
    )
    if not new and theirs.names.filter(state=NameState.OPEN).count() >= 2 * _most():
        raise NoRoom(
            f"{to.name}'s list is full this week.",
            next_step="Postpone the name, or talk to them.",
        )
    _close(row, actor, now, NameState.HANDED_OVER)
    _not_mine(row, actor)
    known = {"not_mine": False}
    Knows.objects.update_or_create(
        acquaintance=row.acquaintance,
        person=to,
        defaults=known,
        create_defaults={**known, "closeness": row.acquaintance.closeness},
    )
    fresh = WeeklyName.objects.create(
        week=theirs,
        monday=row.monday,
        acquaintance=row.acquaintance,
        position=theirs.names.count() + 1,
        channel=row.channel,
        minutes=row.minutes,
        value=row.value,
        chance=row.chance,
        urgency=row.urgency,
        assumed=row.assumed,
        campaign=row.campaign,
        # The promise to be in touch this week is the firm's: it goes along.
        promise=row.promise,
        occasion=row.occasion,
        listed_at=row.listed_at,
        reason=f"{actor.name} handed it over. {row.reason}"[:400],
    )
    notices.tell(
        people=[to],
        text=f"{actor.name} handed {row.acquaintance} over to you. {row.note}".strip(),
        link=f"{reverse('outreach:week')}#name-{fresh.pk}",
        now=now,
        kind="outreach",
        about=f"weekly-name:{fresh.pk}",
        actor=actor,
    )
    return fresh


def _most() -> int:
    return finding.rules().most_names


@transaction.atomic
def keep_name(*, actor: User, pk: int, now: datetime) -> WeeklyName:
    """Answer the list's question: this name stays, its carries begin anew."""
    row = _open(actor, pk)
    row.carries = 0
    row.save(update_fields=["carries"])
    audit.record(actor=actor, action="outreach.name-kept", subject=row, now=now)
    return row


__all__ = ["SkipReason", "hand_over", "keep_name", "postpone", "skip"]
