"""Why a command on a task says no."""

from core.refusals import Conflict, Invalid, NotAllowed, NotThere


class NoSuchTask(NotThere):
    title = "This task is not here"


class NotYourTask(NotAllowed):
    title = "This task is somebody else's to report on"


class NotNow(Conflict):
    title = "The task is not where you saw it"


class Circle(Invalid):
    title = "These tasks would wait for each other"
