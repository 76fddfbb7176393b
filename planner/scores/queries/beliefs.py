"""What a plan is worth if what it believes holds, or fails: asked, never stored."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import engine
from core.refusals import Invalid
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.scores.models import Score
from planner.scores.queries.evidence import evidence_document
from planner.scores.queries.inquiries import (
    FAILS,
    HOLDS,
    TooMuchAtOnce,
    inquire,
    marked,
    refused,
)
from planner.scores.queries.tab import score_tab

__all__ = [
    "FAILS",
    "HOLDS",
    "Supposition",
    "beliefs_named",
    "suppose_plan",
    "suppose_score",
]
Document = dict[str, Any]
Beliefs = Mapping[str, bool]


class SupposedTwice(Invalid):
    title = "This cannot be supposed"


@dataclass(frozen=True, kw_only=True)
class Supposition:
    """A plan as it is believed, and as it would be if some beliefs were settled.

    Both are documents of format ``score-evidence/1``; without beliefs the second is
    the first.
    """

    believed: Document
    supposed: Document
    beliefs: Beliefs


def suppose_plan(plan: Plan, beliefs: Beliefs, *, now: datetime) -> Supposition | None:
    """Score a plan as supposed: a draft as it stands, else the case of its last score.

    Beliefs that the plan does not hold are left aside. Nothing if what was submitted
    has no score yet. Raises ``NotScorable`` for a draft that promises nothing.
    """
    if plan.is_editable:
        believed = _draft(plan, now=now)
    elif score := score_tab(plan).score:
        believed = _stored(score)
    else:
        return None
    known = {entry["id"] for entry in believed["case"]["plan"]["assumptions"]}
    asked = {name: holds for name, holds in beliefs.items() if name in known}
    return _supposition(believed, asked)


def suppose_score(score: Score, beliefs: Beliefs) -> Supposition:
    """Score a stored case again; a belief that it does not hold is refused."""
    return _supposition(_stored(score), beliefs)


def _supposition(believed: Document, beliefs: Beliefs) -> Supposition:
    supposed = believed
    if beliefs:
        supposed = believed | {"result": _again(believed, beliefs)}
    return Supposition(believed=believed, supposed=supposed, beliefs=beliefs)


def _draft(plan: Plan, *, now: datetime) -> Document:
    """Score a draft with what it leans on, or without where that would take too long."""
    content = plan_content(plan)
    with suppress(TooMuchAtOnce):
        return inquire(content, now=now, plan=plan, sensitivities=True, searches=False)
    return inquire(content, now=now, plan=plan)


def _stored(score: Score) -> Document:
    """Return a score's evidence, computed anew if today's model is another."""
    document = evidence_document(score)
    if score.model_version == engine.MODEL_VERSION:
        return document
    return document | {"result": _again(document, {}, sensitivities=True)}


def _again(
    evidence: Document, beliefs: Beliefs, *, sensitivities: bool = False
) -> Document:
    """Score the case of a document again, with its seed and draws, as supposed."""
    before = evidence["result"]
    try:
        found = engine.score(
            engine.parse_case(evidence["case"]),
            seed=before["seed"],
            draws=before["draws"],
            sensitivities=sensitivities,
            beliefs=beliefs,
            searches=False,
        )
    except engine.InvalidCase as error:
        raise refused(error) from error
    return marked(found.document(), beliefs)


def beliefs_named(*, holds: list[str], fails: list[str]) -> dict[str, bool]:
    """Read two lists of assumptions; none may be in both."""
    if both := sorted({*holds} & {*fails}):
        raise SupposedTwice(
            f"{both[0]}: supposed to hold and to fail.",
            next_step="Name an assumption once.",
            errors={"holds": [f"{both[0]} is in both lists."]},
        )
    return dict.fromkeys(holds, True) | dict.fromkeys(fails, False)
