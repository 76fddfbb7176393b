"""What the CEO says, and whether it is complete."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.refusals import Invalid
from planner.decisions.models import APPROVALS, Outcome

LONGEST_REASON = 5_000
MOST_CONDITIONS = 20
LONGEST_REVIEW = timedelta(days=5 * 366)


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What the CEO says: the outcome, why, under which conditions, until when."""

    outcome: Outcome
    reason: str
    conditions: tuple[str, ...] = ()
    review_on: date | None = None

    @property
    def approves(self) -> bool:
        return self.outcome in APPROVALS


PLAN_OUTCOMES = (
    Outcome.APPROVED,
    Outcome.CONDITIONAL,
    Outcome.RETURNED,
    Outcome.REJECTED,
)
PROMISE_OUTCOMES = (
    Outcome.APPROVED,
    Outcome.CONDITIONAL,
    Outcome.RETURNED,
    Outcome.RETIRED,
)


def require_complete(
    ruling: Ruling, *, allowed: tuple[Outcome, ...], now: datetime
) -> None:
    """Refuse a ruling that is not complete."""
    errors = {
        "outcome": _wrong_outcome(ruling, allowed),
        "reason": _wrong_reason(ruling),
        "conditions": _wrong_conditions(ruling),
        "review_on": _wrong_review(ruling, now),
    }
    if found := {place: [words] for place, words in errors.items() if words}:
        raise Invalid("The decision is not complete.", errors=found)


def _wrong_outcome(ruling: Ruling, allowed: tuple[Outcome, ...]) -> str:
    if ruling.outcome in allowed:
        return ""
    return f"Choose one of: {', '.join(allowed)}."


def _wrong_reason(ruling: Ruling) -> str:
    if not ruling.reason.strip():
        return "Say why. It is kept with the decision."
    if len(ruling.reason) > LONGEST_REASON:
        return f"Keep it under {LONGEST_REASON:,} characters."
    return ""


def _wrong_conditions(ruling: Ruling) -> str:
    if ruling.outcome == Outcome.CONDITIONAL and not ruling.conditions:
        return "Name the conditions, one a line, or approve without."
    if ruling.outcome != Outcome.CONDITIONAL and ruling.conditions:
        return "Conditions go with 'approve with conditions' only."
    if len(ruling.conditions) > MOST_CONDITIONS:
        return f"At most {MOST_CONDITIONS} conditions."
    return ""


def _wrong_review(ruling: Ruling, now: datetime) -> str:
    if ruling.approves and ruling.review_on is None:
        return "Say when this decision is to be looked at again."
    if ruling.review_on is not None and ruling.review_on <= now.date():
        return "Choose a day after today."
    if ruling.review_on is not None and ruling.review_on > now.date() + LONGEST_REVIEW:
        return "Choose a day within five years: later is never."
    return ""
