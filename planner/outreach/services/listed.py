"""Names of weekly lists on the ledger: each is an occasion due at the end of its week.

Only once what campaigns promise is written down. Whoever is contacted in the week keeps
it, whoever of us that was. What is left undone for want of time is broken; what they
gave the reason for, or what nobody should have been asked, leaves the ledger in time.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from accounts.queries import local_day
from core.weeks import WEEK, monday_of
from planner.outreach.models import (
    GROUPS,
    Acquaintance,
    CampaignRules,
    Group,
    WeeklyName,
)
from planner.outreach.services.follow_ups import end_of
from promises.ledger import Entry
from promises.models import Outcome, Promise, PromiseState
from promises.services.occasions import note_occasions, strike_occasions

DAY: Final = timedelta(days=1)


def _name_of(person: int, monday: date) -> str:
    """Name the occasion of being in touch with somebody in a week."""
    return f"list-{monday}-{person}"


def _entry(row: WeeklyName) -> Entry:
    customer = row.acquaintance.customer
    due_at = end_of(row.monday + WEEK - DAY)
    return Entry(
        row=0,
        promise_id=row.promise_id or 0,
        reference=row.occasion,
        customer=customer.code if customer else "",
        segment_id=customer.segment_id if customer else None,
        promised_at=row.listed_at or due_at - WEEK,
        due_at=due_at,
        done_at=None,
    )


def put_on_ledger(rows: Iterable[WeeklyName], *, now: datetime) -> None:
    """Promise to be in touch in the week with who was put on a list; in one go."""
    names = list(rows)
    own = CampaignRules.objects.current()
    keys = {row.pk: own.promise_of(GROUPS[row.channel]) for row in names}
    made = Promise.objects.filter(pk__in={pk for pk in keys.values() if pk})
    alive = set(made.exclude(state=PromiseState.RETIRED).values_list("pk", flat=True))
    noted = []
    for row in names:
        row.listed_at, promise_id = now, keys[row.pk]
        if promise_id in alive:
            row.promise_id = promise_id
            row.occasion = _name_of(row.acquaintance_id, row.monday)
            noted.append(_entry(row))
    WeeklyName.objects.bulk_update(names, ["listed_at", "promise", "occasion"])
    if noted:
        note_occasions(noted)


def strike(rows: Iterable[WeeklyName], *, now: datetime) -> None:
    """Take names off the ledger whose week is not over; the others stay as they are.

    The rows say so from now on; the caller saves them, or lets them go.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.promise_id and row.occasion and end_of(row.monday + WEEK - DAY) > now:
            found[row.promise_id].append(row.occasion)
            row.occasion = ""
    for promise_id, references in sorted(found.items()):
        strike_occasions(promise_id=promise_id, references=references)


def reopen(rows: Iterable[WeeklyName], *, may_contact: bool) -> None:
    """Let names be undone again whose contact never happened, or leave the ledger.

    The ledger erases nothing that it knows, so the occasion begins anew.
    """
    for row in rows:
        if row.promise_id and row.occasion:
            strike_occasions(promise_id=row.promise_id, references=[row.occasion])
            if may_contact:
                note_occasions([_entry(row)])


def strike_open(people: Iterable[int], *, now: datetime) -> None:
    """Take off the ledger what is open of these people: nobody may contact them."""
    rows = WeeklyName.objects.open().filter(acquaintance__in=list(people))
    strike(rows.exclude(occasion="").order_by("pk"), now=now)


def keep_in_touch(person: Acquaintance, *, on: date, now: datetime) -> None:
    """Keep what a contact on a day kept: of its week, and what is still open before it.

    A talk that is logged later counts on its day. What was put on a list for a later
    week was no promise any more.
    """
    own, week = CampaignRules.objects.current(), monday_of(on)
    promises = [pk for group in Group if (pk := own.promise_of(group))]
    if not promises:
        return
    rows = list(
        WeeklyName.objects.open()
        .filter(acquaintance=person)
        .exclude(occasion="")
        .order_by("pk")
    )
    later = [row for row in rows if row.monday > week]
    strike(later, now=now)
    WeeklyName.objects.bulk_update(later, ["occasion"])
    # One that went off its list again for want of time is kept all the same.
    names = {row.occasion for row in rows if row.monday <= week}
    listed = WeeklyName.objects.filter(acquaintance=person, monday=week)
    names |= {*listed.values_list("occasion", flat=True), _name_of(person.pk, week)}
    done_at = now if on == local_day(now) else min(now, end_of(on))
    kept = Outcome.objects.filter(
        promise__in=promises, reference__in=names - {""}, done_at__isnull=True
    )
    if entries := [_kept(row, done_at) for row in kept.order_by("pk")]:
        note_occasions(entries)


def _kept(row: Outcome, done_at: datetime) -> Entry:
    return Entry(
        row=0,
        promise_id=row.promise_id,
        reference=row.reference,
        customer=row.customer,
        segment_id=row.segment_id,
        promised_at=row.promised_at,
        due_at=row.due_at,
        done_at=done_at,
    )


def is_of_today(row: WeeklyName, *, now: datetime) -> bool:
    """Tell whether a name was put on its list on this very day: it may still be taken off."""
    return row.listed_at is not None and local_day(row.listed_at) == local_day(now)
