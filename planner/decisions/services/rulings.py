"""What the CEO says, and whether it is complete."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Role, User
from accounts.queries import local_day
from core.refusals import Invalid
from planner.decisions.models import APPROVALS, Outcome

LONGEST_REASON = 5_000
MOST_CONDITIONS = 20
LONGEST_CONDITION = 500
LONGEST_REVIEW = timedelta(days=5 * 366)
LONGEST_WAIT = timedelta(days=2 * 366)
# Who can be asked to meet a condition: an administrator sees nothing of the business.
OWNERS = (Role.CEO, Role.DIRECTOR, Role.FRONTLINE)


@dataclass(frozen=True, kw_only=True)
class Term:
    """One condition as the CEO asks it: of whom (the key of a person), until when."""

    text: str
    owner: int
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What the CEO says: the outcome, why, under which conditions, until when."""

    outcome: Outcome
    reason: str
    conditions: tuple[Term, ...] = ()
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
        **_wrong_terms(ruling.conditions, now),
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
        return "Name the conditions, or approve without."
    if ruling.outcome != Outcome.CONDITIONAL and ruling.conditions:
        return "Conditions go with 'approve with conditions' only."
    if len(ruling.conditions) > MOST_CONDITIONS:
        return f"At most {MOST_CONDITIONS} conditions."
    return ""


def _wrong_terms(terms: tuple[Term, ...], now: datetime) -> dict[str, str]:
    """Say by place what is wrong with single conditions; one query."""
    today = local_day(now)
    known = User.objects.filter(
        pk__in=[term.owner for term in terms], role__in=OWNERS, is_active=True
    )
    owners = set(known.values_list("pk", flat=True))
    errors = {}
    for number, term in enumerate(terms):
        place = f"conditions[{number}]"
        if not 0 < len(term.text.strip()) <= LONGEST_CONDITION:
            words = (
                f"Say what has to be done, in at most {LONGEST_CONDITION} characters."
            )
            errors[f"{place}.text"] = words
        if term.owner not in owners:
            words = (
                "Choose a person who works here: the CEO, a director or the frontline."
            )
            errors[f"{place}.owner"] = words
        if not today < term.due_on <= today + LONGEST_WAIT:
            errors[f"{place}.due_on"] = "Choose a day after today, within two years."
    return errors


def _wrong_review(ruling: Ruling, now: datetime) -> str:
    if ruling.approves and ruling.review_on is None:
        return "Say when this decision is to be looked at again."
    if ruling.review_on is not None and ruling.review_on <= now.date():
        return "Choose a day after today."
    if ruling.review_on is not None and ruling.review_on > now.date() + LONGEST_REVIEW:
        return "Choose a day within five years: later is never."
    return ""
