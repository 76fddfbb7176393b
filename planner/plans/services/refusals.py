"""Why a command on a plan says no."""

from core.refusals import Conflict, Invalid, NotAllowed, NotThere


class NoSuchPlan(NotThere):
    title = "This plan is not here"


class NotYours(NotAllowed):
    title = "This plan is somebody else's to work on"


class NotEditable(Conflict):
    title = "This plan is not a draft"


class ChangedMeanwhile(Conflict):
    title = "Somebody changed this plan in the meantime"


class NotOpen(Conflict):
    title = "This plan is not waiting for a decision"


class Incomplete(Invalid):
    title = "This plan is not complete"
