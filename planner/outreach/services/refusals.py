"""Why a command on the people we know says no."""

from collections.abc import Sequence

from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.outreach.models import Acquaintance


class NoSuchPerson(NotThere):
    title = "This person is not here"


class NoSuchEntry(NotThere):
    title = "This is not here"


class LooksKnown(Conflict):
    """Somebody who looks like the same person is here already."""

    title = "We seem to know this person already"

    def __init__(self, twins: Sequence[tuple[Acquaintance, str]]) -> None:
        names = "; ".join(f"{twin} ({words})" for twin, words in twins[:3])
        super().__init__(
            f"This looks like {names}.",
            next_step="Open that page, or say that this is somebody else.",
            errors={"anyway": ["Tick this if it is somebody else."]},
        )
        self.twins = tuple(twins)


class NoContactWanted(NotAllowed):
    title = "This person must not be contacted"


class NotYours(NotAllowed):
    title = "This is a colleague's"


class NotNow(Conflict):
    title = "This has moved on"


class NoRoom(Invalid):
    title = "There is no room for it"
