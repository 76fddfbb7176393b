"""Report outcomes one by one or in bulk, as other systems do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Invalid
from promises import ledger
from promises.ledger import Entry, Tally
from promises.models import Promise

MOST_AT_ONCE: Final = 5_000


@dataclass(frozen=True)
class Reported:
    """What became of a report."""

    new: int
    changed: int
    unchanged: int


def _check(entries: Sequence[Entry], now: datetime) -> None:
    errors: dict[str, list[str]] = {}
    seen: dict[tuple[int, str], int] = {}
    latest = now + timedelta(days=1)
    for entry in entries:
        first = seen.setdefault(entry.key, entry.row)
        if first != entry.row:
            words = f"The same occasion stands at [{first}]: report it once."
            errors[f"[{entry.row}].reference"] = [words]
        if entry.done_at is not None and entry.done_at > latest:
            words = "This has not come yet: leave it empty until it is done."
            errors[f"[{entry.row}].done_at"] = [words]
    if len(entries) > MOST_AT_ONCE:
        errors["document"] = [f"At most {MOST_AT_ONCE:,} outcomes at once."]
    if errors:
        raise Invalid("Nothing was written: some outcomes are wrong.", errors=errors)


@transaction.atomic
def report_outcomes(
    *, actor: User, entries: Sequence[Entry], now: datetime
) -> Reported:
    """Write these occasions, all or none. The same report twice changes nothing."""
    require(actor, Act.REPORT_OUTCOMES)
    _check(entries, now)
    promise_ids = {entry.promise_id for entry in entries}
    zones = ledger.hold(promise_ids)
    tally = Tally()
    changes = ledger.compare(entries, tally)
    ledger.write(changes, zones, tally)
    ledger.count_weeks(tally.touched)
    counts = Counter(change.entry.promise_id for change in changes)
    for promise in Promise.objects.filter(pk__in=counts).order_by("pk"):
        audit.record(
            actor=actor,
            action="ledger.reported",
            subject=promise,
            now=now,
            changes={"outcomes": counts[promise.pk]},
        )
    return Reported(tally.new, tally.changed, tally.unchanged)
