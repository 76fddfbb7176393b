"""Set single weeks of many capabilities at once: all of them, or none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Invalid
from operations.cells import Estimate, Measure, show_estimate
from operations.models import Capability, CapabilityWeek

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099
MOST_CHANGES: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class WeekChange:
    """One cell; without a value the week is as usual again."""

    capability: int
    week: date
    measure: Measure
    value: Estimate | None


def place(code: str, week: date) -> str:
    """Name a cell in errors: ``packing[2026-01-05]``."""
    return f"{code}[{week.isoformat()}]"


def _fault(change: WeekChange, capability: Capability) -> str:
    if change.week.weekday() != 0:
        return "A week is named by its Monday."
    if not FIRST_YEAR <= change.week.year <= LAST_YEAR:
        return f"Weeks are kept from {FIRST_YEAR} to {LAST_YEAR}."
    if change.value is None:
        return ""
    if change.measure == Measure.CAPACITY and capability.is_staffed:
        return (
            "The capacity of people who answer follows from how many they are: "
            "change that, or fund an initiative."
        )
    if change.measure == Measure.COMMITTED and not change.value.is_exact:
        return "Committed load is one number, not an estimate."
    return change.value.fault()


def _check(
    changes: Sequence[WeekChange], capabilities: Mapping[int, Capability]
) -> None:
    if len(changes) > MOST_CHANGES:
        raise Invalid(f"At most {MOST_CHANGES:,} cells at once.")
    errors: dict[str, list[str]] = {}
    for change in changes:
        capability = capabilities.get(change.capability)
        if capability is None:
            errors["capability"] = ["It was deleted in the meantime."]
        elif fault := _fault(change, capability):
            errors.setdefault(place(capability.code, change.week), []).append(fault)
    if errors:
        raise Invalid(
            "Nothing was saved: some cells are not right.",
            next_step="Correct the cells that are named and save again.",
            errors=errors,
        )


def _write(row: CapabilityWeek, change: WeekChange) -> None:
    value = change.value
    if change.measure == Measure.COMMITTED:
        row.committed = value.likely if value else None
        return
    row.low = value.low if value else None
    row.likely = value.likely if value else None
    row.high = value.high if value else None


def _is_usual(row: CapabilityWeek) -> bool:
    return row.low is None and row.committed is None


Rows = dict[tuple[int, date], CapabilityWeek]


def _rows(changes: Sequence[WeekChange]) -> Rows:
    found = CapabilityWeek.objects.filter(
        capability__in={c.capability for c in changes},
        week__in={c.week for c in changes},
    )
    return {(row.capability_id, row.week): row for row in found}


def _apply(changes: Sequence[WeekChange], rows: Rows) -> None:
    touched: Rows = {}
    for change in changes:
        key = (change.capability, change.week)
        row = rows.get(key) or touched.get(key)
        if row is None:
            row = CapabilityWeek(capability_id=change.capability, week=change.week)
        _write(row, change)
        touched[key] = row
    usual = [row.pk for row in touched.values() if _is_usual(row) and row.pk]
    CapabilityWeek.objects.filter(pk__in=usual).delete()
    CapabilityWeek.objects.bulk_create(
        [
            CapabilityWeek(
                capability_id=row.capability_id,
                week=row.week,
                low=row.low,
                likely=row.likely,
                high=row.high,
                committed=row.committed,
            )
            for row in touched.values()
            if not _is_usual(row)
        ],
        update_conflicts=True,
        unique_fields=["capability", "week"],
        update_fields=["low", "likely", "high", "committed"],
    )


def _take_revisions(
    capabilities: Sequence[Capability], revisions: Mapping[int, int], now: datetime
) -> None:
    """Raise every revision, or name all capabilities that somebody else changed."""
    stale = []
    for capability in capabilities:
        capability.changed_at = now
        try:
            editing.save(
                capability, seen=revisions.get(capability.pk, 0), fields=["changed_at"]
            )
        except editing.ChangedMeanwhile:
            stale.append(capability)
    if stale:
        names = ", ".join(c.name for c in stale)
        raise editing.ChangedMeanwhile(
            f"Nothing was saved: somebody else changed {names} since you looked.",
            next_step="What you typed is still here. Compare it with what is stored "
            "now, then save again.",
            errors={c.code: ["Changed in the meantime."] for c in stale},
        )


def set_weeks(
    *,
    actor: User,
    changes: Sequence[WeekChange],
    revisions: Mapping[int, int],
    now: datetime,
) -> int:
    """Set all these cells, or none; return how many differ from what was stored.

    ``revisions`` are those of the capabilities as their editor saw them.
    """
    require(actor, Act.EDIT_OPERATIONS)
    with transaction.atomic():
        capabilities = {
            row.pk: row
            for row in Capability.objects.select_for_update()
            .filter(pk__in={c.capability for c in changes})
            .order_by("pk")
        }
        _check(changes, capabilities)
        rows = _rows(changes)
        told: dict[int, dict[str, list[str]]] = defaultdict(dict)
        real = []
        for change in changes:
            row = rows.get((change.capability, change.week))
            before = row.value(change.measure) if row else None
            if before == change.value:
                continue
            real.append(change)
            told[change.capability][f"{change.week} {change.measure}"] = [
                show_estimate(before),
                show_estimate(change.value),
            ]
        touched = [capabilities[pk] for pk in sorted(told)]
        _take_revisions(touched, revisions, now)
        _apply(real, rows)
        for capability in touched:
            audit.record(
                actor=actor,
                action="set weeks",
                subject=capability,
                now=now,
                changes=told[capability.pk],
            )
    return len(real)
