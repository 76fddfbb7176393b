"""Every change as a sentence."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.formats import number_format as localized

from planner.plans.models.states import RUNNING
from planner.scenarios.models import Change, Kind


def sentence(change: Change) -> str:
    """Say what is different; what the change names must be loaded."""
    return _SAY[Kind(change.kind)](change)


def number(amount: Decimal) -> str:
    """Write an amount in the reader's locale, without needless noughts."""
    plain = amount.normalize()
    places = max(0, -int(plain.as_tuple().exponent))
    return localized(plain, decimal_pos=places, force_grouping=True)


def span(change: Change) -> str:
    """Say from when to when: nothing where it holds all the time."""
    if change.from_week and change.to_week:
        return f" from the week of {_day(change.from_week)} to that of {_day(change.to_week)}"
    if change.from_week:
        return f" from the week of {_day(change.from_week)} on"
    if change.to_week:
        return f" until the week of {_day(change.to_week)}"
    return ""


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _amount(change: Change) -> Decimal:
    return change.amount if change.amount is not None else Decimal(0)


def _tactic(change: Change) -> str:
    if change.plan is None:
        return change.tactic_code
    names = {t.code: t.name for t in change.plan.tactics.all()}
    return names.get(change.tactic_code, change.tactic_code)


def _carried(change: Change) -> str:
    """Name a plan, and say that it comes in where it is not carried out anyway."""
    made = change.plan is not None and change.plan.state in RUNNING
    return f"“{change.plan}” is {'' if made else 'carried out, '}"


def _move(change: Change) -> str:
    weeks = int(_amount(change))
    count = f"{abs(weeks)} week{'' if abs(weeks) == 1 else 's'}"
    return f"{_carried(change)}{count} {'later' if weeks > 0 else 'earlier'}."


def _volume(change: Change) -> str:
    share = number(_amount(change))
    return f"{_carried(change)}at {share} % of its volume and of its budget."


def _without(change: Change) -> str:
    return f"{_carried(change)}without “{_tactic(change)}”."


def _fund(change: Change) -> str:
    idea, capability = (
        change.initiative,
        change.initiative and change.initiative.capability,
    )
    if idea is None or capability is None:
        return ""
    adds = number(idea.adds)
    return (
        f"“{idea.name}” is funded: {capability.name} gets {adds} more a week from "
        f"{_day(idea.available_from)}."
    )


def _times(change: Change) -> str:
    return f"{change.capability} can do {number(_amount(change))} % of what it could{span(change)}."


def _plus(change: Change) -> str:
    amount, capability = _amount(change), change.capability
    if capability is None:
        return ""
    units = "people" if capability.is_staffed else capability.units
    word = "more" if amount > 0 else "fewer"
    per = "" if capability.is_staffed else " a week"
    return f"{capability} has {number(abs(amount))} {word} {units}{per}{span(change)}."


def _demand(change: Change) -> str:
    share, what = number(_amount(change)), "of everything that they were promised"
    if change.promise is not None:
        what = f"of “{change.promise}”"
    return f"Existing customers ask for {share} % {what}{span(change)}."


def _queue(change: Change) -> str:
    if change.who_waits == "plan":
        return "Existing customers are served first: the plans wait."
    return "Nobody is served first: all load stands in one queue."


_SAY = {
    Kind.PLAN_IN: lambda c: f"“{c.plan}” is carried out.",
    Kind.PLAN_OUT: lambda c: f"“{c.plan}” is not carried out.",
    Kind.WITHOUT: _without,
    Kind.MOVE: _move,
    Kind.VOLUME: _volume,
    Kind.FUND: _fund,
    Kind.CAPACITY_TIMES: _times,
    Kind.CAPACITY_PLUS: _plus,
    Kind.DEMAND: _demand,
    Kind.KEEPABLE: lambda c: (
        f"The policy calls it keepable from {number(_amount(c))} % on."
    ),
    Kind.QUEUE: _queue,
}
