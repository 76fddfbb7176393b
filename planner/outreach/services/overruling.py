"""Refuse a letter that sells, unless its writer says why the challenge is wrong.

The way out is narrow: it is for one letter, it needs a reason, everybody in outreach reads
it with the words, and what the firm itself put on its list cannot be overruled at all.
"""

from datetime import datetime
from typing import Final

from accounts import audit
from accounts.models import User
from core.refusals import Invalid
from engine.outreach import Wording
from engine.outreach.wording import OWN
from planner.outreach.models import Contact, Overruling
from planner.outreach.queries.wording import wording_of

SHOWN_WORDS: Final = 5
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 200


class Sells(Invalid):
    """A message that sells is not sent."""

    title = "This sells"


def may_be_overruled(wording: Wording) -> bool:
    """Tell whether a challenge rests on everybody's list alone."""
    return all(each.family != OWN for each in wording.findings)


def passes(wording: Wording, reason: str) -> bool:
    """Tell whether a letter may go, as it is or for its writer's reason."""
    excused = SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON
    return not wording.sells or (excused and may_be_overruled(wording))


def refuse_selling(*texts: str, reason: str = "") -> Wording:
    """Refuse a message that sells, with the words that gave it away."""
    wording = wording_of(*texts)
    if passes(wording, reason):
        return wording
    shown = list(dict.fromkeys(f"“{each.words}”" for each in wording.findings))
    words = ", ".join(shown[:SHOWN_WORDS])
    errors = {
        "body": [f"{each.words}: {each.question}" for each in wording.findings][
            :SHOWN_WORDS
        ]
    }
    if reason.strip():
        errors["not_selling"] = [_why_not(wording)]
    raise Sells(f"This sells: {words}.", next_step=_way_out(wording), errors=errors)


def _why_not(wording: Wording) -> str:
    if may_be_overruled(wording):
        return f"Say why in {SHORTEST_REASON} to {LONGEST_REASON} letters."
    return "These words stand on the firm's own list: say it otherwise."


def _way_out(wording: Wording) -> str:
    if not may_be_overruled(wording):
        return "Say it otherwise: these words stand on the firm's own list."
    return (
        "Tell the story without it. If these words do not sell here, say why "
        "(it is shown to everybody in outreach); a director can let them pass for good."
    )


def overrule(
    *, actor: User, contact: Contact, wording: Wording, reason: str, now: datetime
) -> None:
    """Write down that a letter went out although it was challenged, and why."""
    row = Overruling.objects.create(
        contact=contact,
        words=list(dict.fromkeys(each.words[:200] for each in wording.findings)),
        reason=reason.strip(),
    )
    audit.record(
        actor=actor,
        action="outreach.challenge-overruled",
        subject=row,
        now=now,
        changes={
            "challenged": [sorted({each.family for each in wording.findings}), []],
        },
    )
