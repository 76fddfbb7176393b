"""Counter-offers in words: what would make a plan keepable, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.pages import Figure
from planner.scores.pages import words
from planner.scores.pages.blocks import block_sentence
from planner.scores.pages.evidence import Evidence, address
from planner.scores.pages.sentences import Sentence
from planner.scores.pages.tables import Numbers

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class OfferCard:
    """One offer: its changes as sentences, its price, and where to take it."""

    number: int
    title: str
    changes: tuple[str, ...]
    figures: tuple[Figure, ...]
    weaker: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Offers:
    """All offers of a score, beside the plan as drafted."""

    title: str
    text: str
    cards: tuple[OfferCard, ...]
    numbers: Numbers
    proof: str
    blocked: tuple[Sentence, ...]


def offers(evidence: Evidence) -> Offers | None:
    """Return the offers of a score; nothing where none were looked for."""
    search = evidence.result.get("counter_offer_search")
    if search is None:
        return None
    rows = evidence.result["counter_offers"]
    return Offers(
        title=_title(rows),
        text=_text(rows, evidence),
        cards=tuple(_card(n, row, evidence) for n, row in enumerate(rows, start=1)),
        numbers=_side_by_side(rows, evidence),
        proof=_proof(rows, search, evidence),
        blocked=tuple(block_sentence(found, evidence) for found in search["blocked"]),
    )


def _title(rows: list[Document]) -> str:
    if not rows:
        return "Nothing within three changes makes it keepable"
    ways = words.counted(len(rows), "way")
    return f"{ways.capitalize()} to make it keepable, the cheapest first"


def _text(rows: list[Document], evidence: Evidence) -> str:
    asked = words.policy_share(evidence.keepable)
    if not rows:
        return (
            "Smaller, earlier or later tactics, the initiatives that operations could "
            f"fund, and weaker promises were tried: none gets to {asked}."
        )
    all_weaken = all(row["weakens"] for row in rows)
    told = (
        f"Each was scored in full and keeps all its promises in at least {asked} of "
        "outcomes. The price is the plan's mean value that is lost, and what is spent "
        "on initiatives; less than nothing where the plan gains."
    )
    return f"{told} Each of them weakens a promise." if all_weaken else told


def _proof(rows: list[Document], search: Document, evidence: Evidence) -> str:
    tried = (
        f"{words.number(search['trials'])} trials of up to three changes among "
        f"{words.number(search['levers'])} levers"
    )
    left = search["levers_left_out"]
    if left:
        tried += f" ({words.number(left)} that tell less were left out)"
    if not rows:
        return f"What was searched: {tried}."
    if search["gap"] is None:
        return f"{tried}. How much cheaper another could be is not known."
    gap = words.money(search["gap"], evidence.currency)
    if not words.about(search["gap"]):
        return f"{tried}: nothing among them is cheaper than the first."
    return f"{tried}: nothing among them is more than {gap} cheaper than the first."


# --- One offer -----------------------------------------------------------------


def _card(number: int, row: Document, evidence: Evidence) -> OfferCard:
    changes = tuple(change_words(change, evidence) for change in row["changes"])
    weaker = [evidence.statement(code) for code in row["weakens"]]
    return OfferCard(
        number=number,
        title=_named(row, evidence),
        changes=changes,
        figures=_figures(row, evidence),
        weaker=words.listed(weaker),
        url=_take_url(number, evidence),
    )


def _take_url(number: int, evidence: Evidence) -> str:
    """Return where this offer is taken; an inquiry has no such place."""
    score = evidence.document.get("score_id")
    return address("scores:take", score, number) if score else ""


def price(cost: float, currency: str) -> str:
    """Say a price: "4,200 EUR", or "gains 300 EUR" where it is below nothing."""
    if words.about(cost) < 0:
        return f"gains {words.money(-cost, currency)}"
    return words.money(cost, currency)


def _chance(row: Document) -> str:
    found = row["keep_probability"]
    error = words.error_of(found["standard_error"])
    said = words.fine_share(found["value"])
    return f"{said} {error}".strip()


def _figures(row: Document, evidence: Evidence) -> tuple[Figure, ...]:
    drafted = evidence.result
    now = words.fine_share(drafted["keep_probability"]["value"])
    value = words.money(drafted["value"]["mean"], evidence.currency)
    spent = words.exact_money(row["spending"], evidence.currency)
    lost = row["lost_value"]
    gained = "value gained" if words.about(lost) < 0 else "lost value"
    moved = words.money(abs(lost), evidence.currency)
    return (
        Figure(
            label="Price",
            value=price(row["cost"], evidence.currency),
            meaning=f"{gained} {moved}, spending {spent}",
        ),
        Figure(
            label="All kept",
            value=_chance(row),
            meaning=f"as drafted {now}",
            tone="kept",
        ),
        Figure(
            label="Value, mean",
            value=words.money(row["value"]["mean"], evidence.currency),
            meaning=f"as drafted {value}",
        ),
    )


def _side_by_side(rows: list[Document], evidence: Evidence) -> Numbers:
    drafted = evidence.result
    as_drafted = {
        "cost": 0.0,
        "lost_value": 0.0,
        "spending": 0.0,
        "keep_probability": drafted["keep_probability"],
        "value": drafted["value"],
        "budget": drafted["money"]["budget"],
        "gap": 0.0,
    }
    names = [
        f"{number}. {_named(row, evidence)}" for number, row in enumerate(rows, start=1)
    ]
    pairs = [("As drafted", as_drafted), *zip(names, rows, strict=True)]
    return Numbers(
        caption="Side by side with the plan",
        head=(
            "Plan",
            "Price",
            "Lost value",
            "Spending",
            "All kept",
            "Value, mean",
            "Budget",
            "At most so much cheaper",
        ),
        rows=tuple(_numbers(name, row, evidence.currency) for name, row in pairs),
    )


def _numbers(name: str, row: Document, currency: str) -> tuple[str, ...]:
    gap = row["gap"]
    return (
        name,
        price(row["cost"], currency),
        price(row["lost_value"], currency),
        words.exact_money(row["spending"], currency),
        _chance(row),
        words.money(row["value"]["mean"], currency),
        words.exact_money(row["budget"], currency),
        "not known" if gap is None else words.money(gap, currency),
    )


# --- One change ----------------------------------------------------------------


def _short(change: Document, evidence: Evidence) -> str:
    """Name a change in a few words, to tell offers apart."""
    kind = change["change"]
    if kind == "fund":
        return f"fund {evidence.initiative(change['initiative'])}"
    if kind == "soften":
        return "promise it less surely" if "target" in change else "promise it later"
    name = evidence.tactic(change["tactic"])
    if kind == "shift":
        return f"start {name} {'later' if change['periods'] > 0 else 'earlier'}"
    if not change["multiple"]:
        return f"leave out {name}"
    return f"{'take less of' if kind == 'throttle' else 'narrow'} {name}"


def _named(row: Document, evidence: Evidence) -> str:
    """Name an offer by its changes."""
    said = words.listed([_short(change, evidence) for change in row["changes"]])
    return f"{said[:1].upper()}{said[1:]}"


def change_words(change: Document, evidence: Evidence) -> str:
    """Say in a sentence what a change asks for."""
    return CHANGES[change["change"]](change, evidence)


def _throttle(change: Document, evidence: Evidence) -> str:
    name, multiple = evidence.tactic(change["tactic"]), change["multiple"]
    if not multiple:
        return f"Turn away all of {name}; its budget is spent all the same."
    return (
        f"Take only {words.fine_share(multiple)} of the demand of {name}; its budget "
        "stays."
    )


def _narrow(change: Document, evidence: Evidence) -> str:
    name, multiple = evidence.tactic(change["tactic"]), change["multiple"]
    if not multiple:
        return f"Leave {name} out, with its budget."
    return (
        f"Narrow {name} to {words.fine_share(multiple)} of its audience, and of its "
        "budget."
    )


def _shift(change: Document, evidence: Evidence) -> str:
    by = change["periods"]
    way = "later" if by > 0 else "earlier"
    return (
        f"Start {evidence.tactic(change['tactic'])} {words.counted(abs(by), 'week')} "
        f"{way}: {words.week(change['starts'])} to {words.week(change['ends'])}."
    )


def _fund(change: Document, evidence: Evidence) -> str:
    return (
        f"Ask for {evidence.initiative(change['initiative'])} at "
        f"{evidence.capability(change['capability'])}: "
        f"{words.exact_money(change['cost'], evidence.currency)}."
    )


def _soften(change: Document, evidence: Evidence) -> str:
    promise = evidence.statement(change["promise"])
    if "target" in change:
        return (
            f"Promise {promise} to {words.policy_share(change['target'])} instead of "
            f"{words.policy_share(change['was'])}: a weaker promise."
        )
    return (
        f"Promise {promise} {words.counted(change['within'] - change['was'], 'week')} "
        f"later: {_within(change['within'])} instead of {_within(change['was'])}, a "
        "weaker promise."
    )


def _within(weeks: int) -> str:
    return f"within {words.counted(weeks, 'week')}" if weeks else "in the same week"


CHANGES = {
    "throttle": _throttle,
    "narrow": _narrow,
    "shift": _shift,
    "fund": _fund,
    "soften": _soften,
}
