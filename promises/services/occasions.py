"""Note single occasions that other parts of the product promise and keep.

The caller's own act lets them: whoever may promise a follow-up may have it noted.
"""

from collections.abc import Collection, Sequence

from promises import ledger
from promises.ledger import Entry, Tally
from promises.models import Outcome


def note_occasion(entry: Entry) -> None:
    """Write what is known of one occasion, in the caller's transaction."""
    note_occasions([entry])


def note_occasions(entries: Sequence[Entry]) -> None:
    """Write what is known of some occasions, in the caller's transaction."""
    zones = ledger.hold({entry.promise_id for entry in entries})
    tally = Tally()
    ledger.write(ledger.compare(entries, tally), zones, tally)
    ledger.count_weeks(tally.touched)


def strike_occasion(*, promise_id: int, reference: str) -> None:
    """Take an occasion off the ledger from which its customer released us in time."""
    strike_occasions(promise_id=promise_id, references=[reference])


def strike_occasions(*, promise_id: int, references: Collection[str]) -> None:
    """Take occasions of one promise off the ledger."""
    ledger.hold([promise_id])
    rows = Outcome.objects.filter(promise_id=promise_id, reference__in=references)
    weeks = {(promise_id, week) for week in rows.values_list("due_week", flat=True)}
    rows.delete()
    ledger.count_weeks(weeks)
