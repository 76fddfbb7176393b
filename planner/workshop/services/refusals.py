"""Why a command on a planning session says no."""

from core.refusals import Conflict, NotThere


class NoSession(NotThere):
    title = "There is no such session"


class SessionOver(Conflict):
    title = "This session has ended"


class TooOld(Conflict):
    title = "This page is too old"


class NotAsked(Conflict):
    title = "This is not asked any more"
