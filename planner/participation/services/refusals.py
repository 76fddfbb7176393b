"""Why a command on what people bring to a plan says no."""

from core.refusals import Conflict, Invalid, NotAllowed, NotThere


class NoSuchPlan(NotThere):
    title = "This plan is not here"


class NotHere(NotThere):
    title = "This is not here"


class NotYours(NotAllowed):
    title = "This is somebody else's to do"


class Unheard(Invalid):
    title = "Not everybody who must be heard has been"


class Settled(Conflict):
    title = "This is settled already"


class NotOpenAnyMore(Conflict):
    title = "This plan is not a draft any more"
