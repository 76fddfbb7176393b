"""Why a look, a proposal or a decision on it is refused."""

from core.refusals import Conflict, Invalid


class LookOver(Conflict):
    title = "This look is over already"


class NotFound(Invalid):
    title = "This is not among what could be retired"


class FiguresOld(Conflict):
    title = "There are newer figures than those you saw"


class ProposedAlready(Conflict):
    title = "This is proposed already"


class NotOpen(Conflict):
    title = "This does not wait for a decision any more"


class ToldAlready(Conflict):
    title = "This was told already"
