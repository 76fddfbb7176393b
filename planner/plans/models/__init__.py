"""Plans as sets of promises: drafts, frozen versions, and the capacity they hold."""

from planner.plans.models.expected import LateStart, TaskLoad
from planner.plans.models.invitations import (
    SIDES,
    Invitation,
    InvitationQuerySet,
    Side,
)
from planner.plans.models.parts import Assumption, Audience, Tactic
from planner.plans.models.plan import (
    Commitment,
    CommitmentQuerySet,
    Plan,
    PlanQuerySet,
    PlanVersion,
    PlanVersionQuerySet,
)
from planner.plans.models.revisions import DraftRevision
from planner.plans.models.states import EDITABLE, RUNNING, TONES, PlanState
from planner.plans.models.testing import (
    AssumptionTest,
    AssumptionTestQuerySet,
    Finding,
)

__all__ = [
    "EDITABLE",
    "RUNNING",
    "SIDES",
    "TONES",
    "Assumption",
    "AssumptionTest",
    "AssumptionTestQuerySet",
    "Audience",
    "Commitment",
    "CommitmentQuerySet",
    "DraftRevision",
    "Finding",
    "Invitation",
    "InvitationQuerySet",
    "LateStart",
    "Plan",
    "PlanQuerySet",
    "PlanState",
    "PlanVersion",
    "PlanVersionQuerySet",
    "Side",
    "Tactic",
    "TaskLoad",
]
