"""Why a command on a plan says no."""

from collections.abc import Mapping, Sequence

from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.plans.content import PlanContent
from planner.plans.merging import Clash


class NoSuchPlan(NotThere):
    title = "This plan is not here"


class NotYours(NotAllowed):
    title = "This plan is somebody else's to work on"


class NotEditable(Conflict):
    title = "This plan is not a draft"


class ChangedMeanwhile(Conflict):
    title = "Somebody changed this plan in the meantime"


class EditsClash(ChangedMeanwhile):
    """Two people changed the same field to different values.

    ``content`` is both sides' changes, mine where they clash, on top of ``revision``.
    """

    def __init__(
        self,
        message: str,
        *,
        next_step: str,
        errors: Mapping[str, Sequence[str]],
        revision: int,
        content: PlanContent,
        clashes: Sequence[Clash],
        who: Mapping[str, str],
    ) -> None:
        super().__init__(message, next_step=next_step, errors=errors)
        self.revision = revision
        self.content = content
        self.clashes = tuple(clashes)
        self.who = who


class NoSuchRevision(NotThere):
    title = "This revision is not kept"


class NotOpen(Conflict):
    title = "This plan is not waiting for a decision"


class Incomplete(Invalid):
    title = "This plan is not complete"
