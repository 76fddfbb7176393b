"""What was found worth retiring, what was said to it, and who has to be told."""

from planner.pruning.models.look import Pruning
from planner.pruning.models.objection import Objection, ObjectionReply
from planner.pruning.models.retirement import Retirement
from planner.pruning.models.telling import Telling

__all__ = ["Objection", "ObjectionReply", "Pruning", "Retirement", "Telling"]
