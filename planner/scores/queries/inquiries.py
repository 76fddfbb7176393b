"""Ask what can be kept: nothing is reserved and nothing is stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import engine
from accounts.queries import local_day
from core.refusals import Invalid
from planner.plans.content import PlanContent, content_problems
from planner.plans.models import Plan
from planner.plans.queries import known_codes
from planner.scores.assembly import build_case
from planner.scores.queries.against import drawn
from planner.scores.queries.evidence import drawable
from planner.scores.queries.starting import late_starts

SEED = 1
HOLDS, FAILS = "holds", "fails"
# Cells of a pass times passes: about half a minute of one processor.
MOST_WORK_AT_ONCE = 2_000_000
TACTICS_A_PASS = 5
Document = dict[str, Any]


class InvalidQuestion(Invalid):
    title = "This cannot be scored"


class TooMuchAtOnce(Invalid):
    title = "This would take too long"


def refused(error: engine.InvalidCase) -> InvalidQuestion:
    """Turn the engine's one line into a refusal with the same words."""
    return InvalidQuestion(
        str(error),
        next_step="Correct what is named and ask again.",
        errors={error.place or "case": [error.problem]},
    )


def inquire_case(
    case: object,
    *,
    sensitivities: bool = True,
    beliefs: Mapping[str, bool] | None = None,
    searches: bool = True,
) -> Document:
    """Score a case document that somebody sent, if that takes no more than a moment.

    ``beliefs`` supposes that assumptions hold (True) or fail (False). Without
    ``searches`` neither capable-to-promise nor counter-offers are looked for.
    """
    try:
        parsed = engine.parse_case(case)
        if sensitivities and work(parsed) > MOST_WORK_AT_ONCE:
            raise TooMuchAtOnce(
                "case: too large to answer at once with sensitivities",
                next_step='Send {"case": …, "sensitivities": false}, or score it on '
                "the server with manage.py score_case.",
            )
        score = engine.score(
            parsed,
            seed=SEED,
            sensitivities=sensitivities,
            beliefs=beliefs,
            searches=searches,
            against=drawn(parsed, seed=SEED),
        )
    except engine.InvalidCase as error:
        raise refused(error) from error
    return marked(score.document(), beliefs or {})


def marked(result: Document, beliefs: Mapping[str, bool]) -> Document:
    """Say in a result what it supposes, so that nobody takes it for a score."""
    if beliefs:
        result["supposed"] = {
            name: HOLDS if holds else FAILS for name, holds in beliefs.items()
        }
    return result


def work(case: engine.Case) -> int:
    """Estimate what a score with sensitivities takes: cells of a pass times passes."""
    steps = sum(1 + len(promise.requires) for promise in case.promises)
    cells = (len(case.capabilities) + steps) * case.horizon.periods
    plan = case.plan
    return cells * (1 + len(plan.assumptions) + len(plan.tactics) // TACTICS_A_PASS)


def inquire(
    content: PlanContent,
    *,
    now: datetime,
    plan: Plan | None = None,
    sensitivities: bool = False,
    beliefs: Mapping[str, bool] | None = None,
    searches: bool = True,
) -> Document:
    """Score an unsaved plan against all that is committed and reserved by others.

    Returns what a page is drawn from (``score-evidence/1``, its result under
    ``result``). Raises ``NotScorable`` if the plan promises nothing yet.
    """
    case = build_case(content, as_of=local_day(now), plan=plan)
    result = inquire_case(
        case, sensitivities=sensitivities, beliefs=beliefs, searches=searches
    )
    late = late_starts(content, None if plan is None else plan.pk)
    return {
        "title": content["title"],
        "late_starts": late,
        **drawable(content, case, result),
    }


def checked_content(content: Mapping[str, Any]) -> PlanContent:
    """Return a plan document that came from outside, or refuse it by place."""
    problems = content_problems(content, known=known_codes())
    if problems:
        place, words = next(iter(problems.items()))
        raise InvalidQuestion(
            f"{place}: {words[0]}",
            next_step="Correct what is named and ask again.",
            errors=problems,
        )
    return cast("PlanContent", content)
