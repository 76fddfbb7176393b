"""Why a command on a test says no."""

from core.refusals import Conflict, Invalid, NotAllowed, NotThere


class NoSuchTest(NotThere):
    title = "This test is not here"


class NotYoursToTest(NotAllowed):
    title = "This test is somebody else's"


class UnderTest(Conflict):
    title = "This assumption is under test already"


class Concluded(Conflict):
    title = "This test is over"


class CardMoved(Conflict):
    title = "Somebody changed this test in the meantime"


class InvalidTest(Invalid):
    title = "This test is not complete"
