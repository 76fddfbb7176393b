"""Every command on what people bring to a plan."""

from planner.participation.services.answers import answer, ask_again
from planner.participation.services.contributing import contribute, decline, take
from planner.participation.services.gate import require_heard
from planner.participation.services.inviting import invite, remind, withdraw
from planner.participation.services.rules import require_host
from planner.participation.services.talking import Said, nameable, resolve, say

__all__ = [
    "Said",
    "answer",
    "ask_again",
    "contribute",
    "decline",
    "invite",
    "nameable",
    "remind",
    "require_heard",
    "require_host",
    "resolve",
    "say",
    "take",
    "withdraw",
]
