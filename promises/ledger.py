"""Bring occasions into the ledger: compare, write, and count the weeks anew.

The REST interface and the file import both come through here. Who writes holds the
promises' rows first, so that two writers of one promise stand in line: the weekly
counts then never miss a row, and a blank never erases what another has just written.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When
from django.db.models.functions import TruncDate, TruncWeek
from django.db.models.lookups import LessThanOrEqual

from accounts.queries import company
from core import bulk
from core.weeks import monday_of
from promises.models import KeptWeek, Outcome, Promise

BATCH: Final = 5_000
WEEKS_AT_ONCE: Final = 500
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One occasion as it was reported; ``row`` is its place in the report."""

    row: int
    promise_id: int
    reference: str
    customer: str
    segment_id: int | None
    promised_at: datetime
    due_at: datetime
    done_at: datetime | None

    @property
    def key(self) -> Key:
        return self.promise_id, self.reference

    @property
    def facts(self) -> tuple[object, ...]:
        return (
            self.customer,
            self.segment_id,
            self.promised_at,
            self.due_at,
            self.done_at,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What is known of an occasion now, and what the ledger said before, if it did."""

    entry: Entry
    before: Entry | None
    week_before: date | None = None


@dataclass
class Tally:
    """How many occasions are new, changed and unchanged, and what they touch."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    touched: set[tuple[int, date]] = field(default_factory=set)


def hold(promise_ids: Collection[int]) -> dict[int, ZoneInfo]:
    """Keep other writers of these promises' ledger waiting until the commit.

    Return by which clock each is counted. That is the company's, but for the moments
    in which the company has another one and the promise is not counted anew yet.
    """
    held = Promise.objects.select_for_update(no_key=True).filter(pk__in=promise_ids)
    zones = dict(held.order_by("pk").values_list("pk", "ledger_zone"))
    if fresh := [pk for pk, zone in zones.items() if not zone]:
        now = company().time_zone
        Promise.objects.filter(pk__in=fresh).update(ledger_zone=now)
        zones |= dict.fromkeys(fresh, now)
    return {pk: ZoneInfo(zone) for pk, zone in zones.items()}


COLUMNS: Final = (
    "promise_id",
    "reference",
    "customer",
    "segment_id",
    "promised_at",
    "due_at",
    "done_at",
    "due_on",
    "due_week",
    "in_time",
    "on_day",
)


def _row(entry: Entry, zone: ZoneInfo) -> tuple[tuple[object, ...], date]:
    """Return the ledger's row, counted in a time zone, and its week."""
    due_on = entry.due_at.astimezone(zone).date()
    week = monday_of(due_on)
    done = entry.done_at
    row = (
        entry.promise_id,
        entry.reference,
        *entry.facts,
        due_on,
        week,
        done is not None and done <= entry.due_at,
        done is not None and done.astimezone(zone).date() <= due_on,
    )
    return row, week


def _known(entries: Sequence[Entry]) -> dict[Key, tuple[Entry, date]]:
    rows = Outcome.objects.filter(
        bulk.AnyOf(F("reference"), {entry.reference for entry in entries}),
        promise_id__in={entry.promise_id for entry in entries},
    ).values_list(
        "promise_id",
        "reference",
        "customer",
        "segment_id",
        "promised_at",
        "due_at",
        "done_at",
        "due_week",
    )
    return {
        (row[0], row[1]): (Entry(0, *row[:7]), row[7]) for row in rows.iterator(BATCH)
    }


def _merged(entry: Entry, before: Entry) -> Entry:
    """Lay what was reported over what is known: a blank erases nothing."""
    return replace(
        entry,
        customer=entry.customer or before.customer,
        segment_id=entry.segment_id or before.segment_id,
        done_at=entry.done_at or before.done_at,
    )


def compare(entries: Sequence[Entry], tally: Tally) -> list[Change]:
    """Return what is new or changed; one query for the batch."""
    known = _known(entries)
    changes = []
    for entry in entries:
        before, week = known.get(entry.key, (None, None))
        now = _merged(entry, before) if before else entry
        if before and now.facts == before.facts:
            tally.unchanged += 1
            continue
        if before:
            tally.changed += 1
        else:
            tally.new += 1
        changes.append(Change(now, before, week))
    return changes


def write(
    changes: Sequence[Change], zones: Mapping[int, ZoneInfo], tally: Tally
) -> None:
    """Write a batch; the caller holds the promises and counts the weeks after."""
    new, changed = [], []
    for change in changes:
        promise_id = change.entry.promise_id
        row, week = _row(change.entry, zones[promise_id])
        tally.touched.add((promise_id, week))
        if change.week_before is None:
            new.append(row)
        else:
            changed.append(row)
            tally.touched.add((promise_id, change.week_before))
    bulk.insert(Outcome, columns=COLUMNS, rows=new)
    bulk.merge(
        Outcome, columns=COLUMNS, unique=("promise_id", "reference"), rows=changed
    )


def count_weeks(touched: Iterable[tuple[int, date]]) -> None:
    """Count these weeks of these promises anew from the ledger."""
    by_promise: dict[int, list[date]] = defaultdict(list)
    for promise_id, week in sorted(touched):
        by_promise[promise_id].append(week)
    for promise_id, weeks in by_promise.items():
        for start in range(0, len(weeks), WEEKS_AT_ONCE):
            _count_weeks(promise_id, weeks[start : start + WEEKS_AT_ONCE])


def count_anew(promise_id: int, zone: ZoneInfo) -> None:
    """Tell the days of a promise's whole ledger by another clock, and count its weeks.

    The caller holds the promise.
    """
    rows = Outcome.objects.filter(promise_id=promise_id)
    due_on = TruncDate("due_at", tzinfo=zone)
    done_on = TruncDate("done_at", tzinfo=zone)
    rows.update(
        due_on=due_on,
        due_week=TruncWeek("due_at", output_field=DateField(), tzinfo=zone),
        on_day=Case(When(LessThanOrEqual(done_on, due_on), then=True), default=False),
    )
    KeptWeek.objects.filter(promise_id=promise_id).delete()
    _count(promise_id, rows)
    Promise.objects.filter(pk=promise_id).update(ledger_zone=zone.key)


def _count_weeks(promise_id: int, weeks: Sequence[date]) -> None:
    KeptWeek.objects.filter(promise_id=promise_id, week__in=weeks).delete()
    rows = Outcome.objects.filter(promise_id=promise_id, due_week__in=weeks)
    _count(promise_id, rows)


def _count(promise_id: int, rows: QuerySet[Outcome]) -> None:
    counts = (
        rows.values("segment_id", "due_week")
        .annotate(
            due=Count("pk"),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            kept_in_time=Count("pk", filter=Q(in_time=True)),
            kept_on_day=Count("pk", filter=Q(on_day=True)),
        )
        .order_by("due_week", "segment_id")
    )
    KeptWeek.objects.bulk_create(
        [
            KeptWeek(
                promise_id=promise_id,
                segment_id=row["segment_id"],
                week=row["due_week"],
                due=row["due"],
                done=row["done"],
                in_time=row["kept_in_time"],
                on_day=row["kept_on_day"],
            )
            for row in counts
        ],
        batch_size=BATCH,
    )
