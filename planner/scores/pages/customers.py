"""What a plan means for customers, in sentences: the figure first."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.pages import Tone
from core.templatetags.shares import money, percent
from planner.scores.pages import words
from planner.scores.queries.customers import WEEKS, InPlan

SHOWN = 3  # of needs and promises that a sentence names


@dataclass(frozen=True, kw_only=True)
class Told:
    """One sentence, and what it is about: the anchor of its table."""

    about: str
    tone: Tone
    text: str


def told(found: InPlan, currency: str) -> list[Told]:
    """Say what the plan means for customers, the gravest first."""
    return [
        _endangered(found, currency),
        _unserved(found),
        _idle(found),
        _shares(found, currency),
    ]


def document(found: InPlan, currency: str) -> list[dict[str, Any]]:
    """Return the sentences as a decision keeps them."""
    return [asdict(line) for line in told(found, currency)]


def _named(texts: Iterable[str]) -> str:
    """Name a few of them in quotation marks."""
    named = [f"“{text.rstrip('.')}”" for text in texts]
    more = len(named) - SHOWN
    return ", ".join(named[:SHOWN]) + (f", and {more} more" if more > 0 else "")


def _people(found: InPlan, currency: str) -> str:
    if not found.people:
        return (
            "No customer is named in the ledger of the last "
            f"{WEEKS} weeks, so nobody knows how many it would hit."
        )
    people = words.counted(found.people, "existing customer")
    bought = (
        f", who have bought for {money(found.revenue, currency)} so far"
        if found.buyers
        else ", whose purchases are not on record"
    )
    if found.buyers and found.buyers < found.people:
        unknown = words.number(found.people - found.buyers)
        bought += f" ({unknown} of them without a purchase on record)"
    start = f"{people[:1].upper()}{people[1:]}{bought}"
    verb = "was" if found.people == 1 else "were"
    return f"{start}, {verb} promised what this plan endangers."


def _endangered(found: InPlan, currency: str) -> Told:
    if found.score is None and found.beside:
        return _beside(found)
    if found.score is None:
        text = (
            "It has no score yet: what it does to the promises already made to existing "
            "customers is known with the first one."
        )
        return Told(about="endangered", tone="neutral", text=text)
    if not found.standing:
        text = (
            "No promise to existing customers is written down, so none was looked at."
        )
        return Told(about="endangered", tone="neutral", text=text)
    if not found.endangered:
        kept = words.counted(found.standing, "promise")
        text = (
            f"No existing customer loses: {kept} made to them, kept as often with it."
        )
        return Told(about="endangered", tone="kept", text=text)
    falls = "; ".join(
        f"“{row.promise.statement}” falls from {percent(row.without, 1)} to "
        f"{percent(row.unprotected, 1)} kept"
        for row in found.endangered[:SHOWN]
    )
    guard = (
        "Served first, they do not notice."
        if found.is_safe_if_guarded
        else "Even served first, they notice."
    )
    text = f"{_people(found, currency)} If nobody guards them, {falls}. {guard}"
    tone: Tone = "at-risk" if found.is_safe_if_guarded else "not-kept"
    return Told(about="endangered", tone=tone, text=text)


def _beside(found: InPlan) -> Told:
    """Say whose promises a plan without a score comes beside."""
    often = words.number(sum(row.occasions for row in found.beside))
    named = _named(row.promise.statement for row in found.beside)
    text = (
        f"It draws on the capabilities behind {named}, which fell due {often} times in "
        f"the last {WEEKS} weeks. It has no score yet: the first one says how often they "
        "are kept then, and to how many customers."
    )
    return Told(about="endangered", tone="at-risk", text=text)


def _whose(segments: Sequence[str]) -> str:
    return f" to {', '.join(segments)}" if segments else ""


def _unserved(found: InPlan) -> Told:
    customers = found.customers
    whose = _whose(customers.segments)
    if not customers.matter:
        text = f"No need that matters{whose} is written down: nobody was asked."
        return Told(about="unserved", tone="at-risk", text=text)
    count = len(customers.unserved)
    if not count:
        text = (
            f"{words.number(customers.matter)} of {words.number(customers.matter)} needs "
            f"that matter{whose} are promised, by this plan or already."
        )
        return Told(about="unserved", tone="kept", text=text)
    named = _named(need.statement for need in customers.unserved)
    text = (
        f"{words.number(count)} of {words.number(customers.matter)} needs that "
        f"matter{whose} {'is' if count == 1 else 'are'} promised by nobody, neither here "
        f"nor already: {named}."
    )
    return Told(about="unserved", tone="at-risk", text=text)


def _idle(found: InPlan) -> Told:
    customers = found.customers
    count = len(customers.idle)
    if not customers.promises:
        return Told(about="idle", tone="neutral", text="It makes no promise yet.")
    if not count:
        made = words.counted(customers.promises, "promise")
        each = "The one promise it makes serves" if customers.promises == 1 else ""
        text = f"{each or f'Each of its {made} serves'} a need that is written down."
        return Told(about="idle", tone="kept", text=text)
    named = _named(promise.statement for promise in customers.idle)
    text = (
        f"{count} of its {words.counted(customers.promises, 'promise')} "
        f"{'serves' if count == 1 else 'serve'} no need that is written down: {named}."
    )
    return Told(about="idle", tone="at-risk", text=text)


def _shares(found: InPlan, currency: str) -> Told:
    spent = found.customers.spent
    if not spent.budget and not spent.occasions:
        text = "It spends neither money nor effort yet."
        return Told(about="shares", tone="neutral", text=text)
    forgotten = not spent.budget_existing and not spent.occasions_existing
    text = (
        f"{percent(spent.share_of_money)} of the money and "
        f"{percent(spent.share_of_effort)} of the effort are for existing customers: "
        f"{money(spent.budget_existing, currency)} of {money(spent.budget, currency)}, "
        f"and {words.number(spent.occasions_existing)} of "
        f"{words.number(spent.occasions)} occasions."
    )
    return Told(about="shares", tone="at-risk" if forgotten else "kept", text=text)
