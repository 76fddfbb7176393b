"""What may be supposed: each change is checked against what there is, and the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from core.weeks import WEEK, monday_of
from operations.models import Capability, Initiative
from planner.plans.content import PlanContent
from planner.plans.models import Plan
from planner.plans.models.states import RUNNING
from planner.scenarios.assembly import MOST_WEEKS, contents
from planner.scenarios.models import (
    AMOUNTS,
    OF_CAPACITY,
    OF_PLANS,
    SPANNED,
    Change,
    Kind,
    Scenario,
)
from planner.scenarios.services.refusals import invalid
from planner.scores.assembly import gaps_of
from planner.scores.models import Policy
from promises.models import Promise

HIDDEN = "There is no such plan, or it is not yours to see."
SAME = Decimal(100)  # percent of what is there


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A change as it was asked for: things by key or code, as pages and REST name them."""

    kind: str
    plan: int | None = None
    tactic: str = ""
    initiative: str = ""
    capability: str = ""
    promise: str = ""
    amount: Decimal | None = None
    who_waits: str = ""
    from_week: date | None = None
    to_week: date | None = None


def made_of(
    asked: Asked,
    scenario: Scenario,
    others: Sequence[Change],
    *,
    actor: User,
    today: date,
) -> Change:
    """Return the change, unsaved; raise what is wrong with it."""
    if asked.kind not in Kind.values:
        raise invalid("kind", f"Choose one of: {', '.join(Kind.values)}.")
    change = Change(scenario=scenario, kind=asked.kind)
    change.amount = _amount(asked)
    _put(change, asked, actor=actor, today=today)
    if asked.kind in SPANNED:
        change.from_week, change.to_week = _span(asked, today)
    _fits(change, others)
    return change


def _put(change: Change, asked: Asked, *, actor: User, today: date) -> None:
    """Let the change name what it is about."""
    if asked.kind in OF_PLANS:
        _put_plan(change, asked, actor=actor, today=today)
    elif asked.kind == Kind.FUND:
        change.initiative = _initiative(asked.initiative, actor)
    elif asked.kind in OF_CAPACITY:
        change.capability = _capability(asked.capability, actor)
    elif asked.kind == Kind.DEMAND and asked.promise:
        change.promise = _promise(asked.promise, actor)
    elif asked.kind == Kind.QUEUE:
        if asked.who_waits not in Policy.WhoWaits.values:
            raise invalid("who_waits", "Say who waits: plan or everyone.")
        change.who_waits = asked.who_waits


def _amount(asked: Asked) -> Decimal | None:
    if asked.kind not in AMOUNTS:
        return None
    least, most, unit = AMOUNTS[asked.kind]
    amount = asked.amount
    if amount is None or not amount.is_finite() or not least <= amount <= most:
        raise invalid("amount", f"Give a number from {least:,f} to {most:,f} {unit}.")
    exact = amount.quantize(Decimal("0.001"))
    if exact != amount:
        raise invalid("amount", "At most three decimals.")
    if asked.kind == Kind.MOVE and exact != exact.to_integral_value():
        raise invalid("amount", "Plans move by whole weeks.")
    idle = Decimal(0) if asked.kind in {Kind.MOVE, Kind.CAPACITY_PLUS} else SAME
    if exact == idle and asked.kind != Kind.KEEPABLE:
        raise invalid("amount", "With this nothing would be different.")
    return exact


# --- What it is about -----------------------------------------------------------


def _put_plan(change: Change, asked: Asked, *, actor: User, today: date) -> None:
    plan = Plan.objects.visible_to(actor).filter(pk=asked.plan or 0).first()
    if plan is None:
        raise invalid("plan", HIDDEN if asked.plan else "Choose a plan.")
    change.plan = plan
    _, content = contents([plan.pk])[plan.pk]
    made = plan.state in RUNNING
    if change.kind == Kind.PLAN_OUT and not made:
        raise invalid("plan", "It is not approved, so it is not carried out anyway.")
    if change.kind == Kind.PLAN_IN and made:
        raise invalid("plan", "It is approved, so it is carried out anyway.")
    if change.kind != Kind.PLAN_OUT:
        _require_playable(content)
    if change.kind == Kind.WITHOUT:
        change.tactic_code = _tactic(asked.tactic, content)
    if change.kind == Kind.MOVE:
        _require_movable(content, int(change.amount or 0), made=made, today=today)


def _require_playable(content: PlanContent) -> None:
    codes = {code for tactic in content["tactics"] for code in tactic["promises"]}
    promises = list(Promise.objects.filter(code__in=codes).order_by("code"))
    if gaps := gaps_of(content, promises):
        raise invalid("plan", f"This draft cannot be scored yet. {' '.join(gaps)}")


def _tactic(code: str, content: PlanContent) -> str:
    codes = [tactic["code"] for tactic in content["tactics"]]
    if code not in codes:
        raise invalid("tactic", f"Choose one of its tactics: {', '.join(codes)}.")
    if len(codes) == 1:
        raise invalid(
            "tactic", "It is the plan's only one: leave the plan out instead."
        )
    return code


def _require_movable(
    content: PlanContent, step: int, *, made: bool, today: date
) -> None:
    start, this_week = date.fromisoformat(content["starts_on"]), monday_of(today)
    if made and start < this_week:
        raise invalid("plan", "It has begun: what has begun cannot be moved.")
    if start + WEEK * step < this_week and step < 0:
        raise invalid("amount", "It would begin before this week.")


def _initiative(code: str, actor: User) -> Initiative:
    rows = Initiative.objects.visible_to(actor).candidates()
    found = rows.select_related("capability").filter(code=code[:50]).first()
    if found is None:
        raise invalid("initiative", "Choose an initiative that is a candidate.")
    return found


def _capability(code: str, actor: User) -> Capability:
    found = Capability.objects.visible_to(actor).filter(code=code[:50]).first()
    if found is None:
        raise invalid("capability", "Choose a capability.")
    return found


def _promise(code: str, actor: User) -> Promise:
    found = Promise.objects.visible_to(actor).filter(code=code[:50]).first()
    if found is None:
        raise invalid("promise", "There is no such promise.")
    return found


def _span(asked: Asked, today: date) -> tuple[date | None, date | None]:
    """Return the Mondays of the weeks between which it holds."""
    first, last = monday_of(today), monday_of(today) + WEEK * (MOST_WEEKS - 1)
    for place in ("from_week", "to_week"):
        day: date | None = getattr(asked, place)
        if day is not None and not first <= day < last + WEEK:
            words = f"Choose a day from {first.isoformat()} to {last.isoformat()}."
            raise invalid(place, words)
    since = None if asked.from_week is None else monday_of(asked.from_week)
    until = None if asked.to_week is None else monday_of(asked.to_week)
    if since and until and until < since:
        raise invalid("to_week", "The last week is before the first.")
    return since, until


# --- What else is supposed --------------------------------------------------------


def _fits(change: Change, others: Sequence[Change]) -> None:
    """Refuse a second word on the same thing, or one that contradicts another."""
    for other in others:
        if _same(change, other) and _overlap(change, other):
            place = "from_week" if change.kind in SPANNED else "kind"
            raise invalid(
                place,
                "Something else is supposed of the same thing: take that out first.",
            )
        if change.plan_id and change.plan_id == other.plan_id:
            kinds = {change.kind, other.kind}
            if Kind.PLAN_OUT in kinds:
                raise invalid(
                    "plan",
                    "It stays out in this scenario: take one of the two out first.",
                )


def _same(one: Change, other: Change) -> bool:
    def about(change: Change) -> tuple[object, ...]:
        return (
            change.kind,
            change.plan_id,
            change.tactic_code,
            change.initiative_id,
            change.capability_id,
            change.promise_id,
        )

    return about(one) == about(other)


def _overlap(one: Change, other: Change) -> bool:
    begins_in_time = (one.from_week or date.min) <= (other.to_week or date.max)
    return begins_in_time and (other.from_week or date.min) <= (one.to_week or date.max)
