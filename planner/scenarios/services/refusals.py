"""Why a command on a scenario says no."""

from core.refusals import Conflict, Invalid, NotAllowed, NotThere


class NoSuchScenario(NotThere):
    title = "This scenario is not here"


class NotYours(NotAllowed):
    title = "This scenario is somebody else's"


class NotOpen(Conflict):
    title = "This scenario is not open"


class ChangedMeanwhile(Conflict):
    title = "This scenario was changed in the meantime"


class InvalidScenario(Invalid):
    title = "This scenario cannot be saved like that"


class InvalidChange(Invalid):
    title = "This cannot be supposed"


def invalid(place: str, words: str) -> InvalidChange:
    """Say what is wrong with one field of a change."""
    return InvalidChange(
        "Nothing was added.",
        next_step="Correct what is named.",
        errors={place: [words]},
    )
