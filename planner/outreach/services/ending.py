"""What ends when somebody must not be contacted any more."""

from datetime import datetime

from planner.outreach.models import Acquaintance, NameState
from planner.outreach.services.ledger import strike

RELEASED = "They must not be contacted any more."


def end_contact(person: Acquaintance, *, now: datetime) -> None:
    """Take somebody off every list, and release us from what we promised them."""
    person.weekly_names.open().update(
        state=NameState.RETURNED, closed_at=now, note=RELEASED
    )
    for follow_up in person.follow_ups.open():
        if follow_up.due_at > now:
            strike(follow_up)
        follow_up.released_at = follow_up.changed_at = now
        follow_up.released_because = RELEASED
        follow_up.revision += 1
        follow_up.save()
