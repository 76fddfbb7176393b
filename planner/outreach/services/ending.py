"""What ends when somebody must not be contacted any more."""

from datetime import datetime

from planner.outreach.models import Acquaintance, NameState
from planner.outreach.services.ledger import strike
from planner.outreach.services.listed import strike_open

RELEASED = "They must not be contacted any more."


def end_contact(person: Acquaintance, *, now: datetime) -> None:
    """Take somebody off every list, and release us from what we promised them."""
    strike_open([person.pk], now=now)
    person.weekly_names.open().update(
        state=NameState.RETURNED, closed_at=now, note=RELEASED, occasion=""
    )
    for follow_up in person.follow_ups.open():
        if follow_up.due_at > now:
            strike(follow_up)
        follow_up.released_at = follow_up.changed_at = now
        follow_up.released_because = RELEASED
        follow_up.revision += 1
        follow_up.save()
