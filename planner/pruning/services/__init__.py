"""Every command on what could be retired: look, propose, decide, tell."""

from planner.pruning.services.deciding import Word, decide, settle, tell, untell
from planner.pruning.services.looks import cancel, look
from planner.pruning.services.objecting import (
    answer,
    closes_on,
    dissent,
    may_dissent,
    take_dissent_back,
)
from planner.pruning.services.proposing import LONGEST_REASON, propose, withdraw
from planner.pruning.services.refusals import (
    FiguresOld,
    LookOver,
    NotFound,
    NotOpen,
    ProposedAlready,
    ToldAlready,
)

__all__ = [
    "LONGEST_REASON",
    "FiguresOld",
    "LookOver",
    "NotFound",
    "NotOpen",
    "ProposedAlready",
    "ToldAlready",
    "Word",
    "answer",
    "cancel",
    "closes_on",
    "decide",
    "dissent",
    "look",
    "may_dissent",
    "propose",
    "settle",
    "take_dissent_back",
    "tell",
    "untell",
    "withdraw",
]
