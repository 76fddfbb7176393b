"""Why a decision is not taken."""

from core.refusals import Conflict


class Overtaken(Conflict):
    """The score no longer tells of the world as it is."""

    title = "This score has been overtaken"


class AlreadyDecided(Conflict):
    """Somebody was quicker."""

    title = "This has been decided already"
