"""The page of one thing that could be retired: figures, room, plans, and whom to tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from core.pages import Figure, Phrase, Tone
from core.templatetags.shares import about_money, percent
from planner.pruning.pages import words
from planner.pruning.pages.rows import about, home_of
from planner.scores.pages.words import error_of, in_units, number, week

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class GroundPart:
    title: str
    sentence: str
    badge: str
    tone: Tone
    facts: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    title: str
    plan: int
    before: str
    after: str
    words: str
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class FindingPage:
    name: str
    about: str
    url: str
    kind: str
    phrases: tuple[Phrase, ...]
    grounds: tuple[GroundPart, ...]
    untold: tuple[str, ...]
    rooms: tuple[tuple[str, str, str, str], ...]
    money: str
    waiting: tuple[WaitingRow, ...]
    telling: tuple[Document, ...]
    ledger: tuple[Figure, ...]


def finding_page(subject: Document, currency: str) -> FindingPage:
    """Write out a finding, today or years later: nothing else is read."""
    return FindingPage(
        name=subject["name"],
        about=about(subject),
        url=home_of(subject),
        kind=words.KINDS[subject["kind"]].lower(),
        phrases=_verdict(subject, currency),
        grounds=tuple(_part(subject, row, currency) for row in subject["grounds"]),
        untold=tuple(
            f"{words.HEADINGS[row['ground']]}? {words.untold_sentence(row)}"
            for row in subject["untold"]
        ),
        rooms=tuple(_room(room) for room in subject["freed"]),
        money=about_money(subject["money"], currency) if subject["money"] else "",
        waiting=tuple(_waiting(row) for row in subject["waiting"]),
        telling=tuple(subject["telling"]),
        ledger=_ledger(subject.get("ledger")),
    )


def _verdict(subject: Document, currency: str) -> tuple[Phrase, ...]:
    first = subject["grounds"][0]
    said = words.ground_sentence(subject, first, currency)
    becoming = [row["title"] for row in subject["waiting"] if row["becomes"]]
    if not becoming:
        return (Phrase(said),)
    return (
        Phrase(f"{said} Without it, "),
        Phrase(becoming[0], "#waiting", "kept"),
        Phrase(" becomes keepable."),
    )


def _part(subject: Document, ground: Document, currency: str) -> GroundPart:
    sure = ground["sure"]
    return GroundPart(
        title=words.HEADINGS[ground["ground"]],
        sentence=words.ground_sentence(subject, ground, currency),
        badge="surely" if sure else "likely, not surely",
        tone="not-kept" if sure else "at-risk",
        facts=tuple(_facts(ground, currency)),
    )


def _facts(ground: Document, currency: str) -> list[Figure]:
    """Lay a ground's figures open, so that they can be checked by hand."""
    found: list[Figure] = []

    def add(label: str, value: str) -> None:
        found.append(Figure(label=label, value=value))

    if "broken_lost" in ground:
        add("Broken, and left", f"{ground['broken_lost']:,} of {ground['broken']:,}")
        add("Kept, and left", f"{ground['kept_lost']:,} of {ground['kept']:,}")
        low, high = percent(ground["low"], 1), percent(ground["high"], 1)
        add("Extra share that left", f"{low} to {high} (95 % interval)")
        add("Followed for", f"{ground['followed_weeks']} weeks at least")
    if "keep_rate" in ground:
        _keeping_facts(ground, add)
    if "earned" in ground:
        _return_facts(ground, currency, add)
    if "fullest" in ground:
        _gain_facts(ground, currency, add)
    return found


def _keeping_facts(ground: Document, add: Any) -> None:  # noqa: ANN401  # a function
    add("Target", percent(ground["target"], 1))
    rate = ground["keep_rate"]
    span = f"{percent(rate['p10'], 1)} to {percent(rate['p90'], 1)}"
    add("Share kept", f"{percent(rate['mean'], 1)}, {span} in eight of ten outcomes")
    chance = percent(ground["keep_probability"], 1)
    error = error_of(ground["standard_error"])
    add("Target reached in", f"{chance} {error} of outcomes".replace("  ", " "))
    if ground.get("record"):
        kept, broken = ground["record"]
        add("On record", f"{kept:,} kept, {broken:,} broken")
    narrow = ground["bottleneck"]
    if narrow:
        add("Runs short of", narrow["name"])
    if narrow and narrow.get("shortfall") is not None:
        short = in_units(narrow["shortfall"], narrow["unit"])
        add("Short by", f"{short} in {week(narrow['first_short_period'])}")


def _return_facts(ground: Document, currency: str, add: Any) -> None:  # noqa: ANN401
    earned = ground["earned"]
    if "margin" in ground:
        occasions, weeks = number(ground["occasions"]), ground["weeks"]
        add("Occasions", f"{occasions} in {weeks} weeks")
        add("An occasion earns", about_money(ground["margin"], currency))
        add("A broken one costs", about_money(ground["break_cost"], currency))
    else:
        add("Money still to be spent", about_money(ground["budget"], currency))
    add("Earns", about_money(earned["mean"], currency))
    low, high = about_money(earned["p10"]), about_money(earned["p90"], currency)
    add("In eight of ten outcomes", f"{low} to {high}")
    add("Scarce units, to others", about_money(ground["charge"], currency))
    add("Left", about_money(ground["net"], currency))


def _gain_facts(ground: Document, currency: str, add: Any) -> None:  # noqa: ANN401
    add("Cost", about_money(ground["cost"], currency))
    if ground["gain"] is not None:
        add("Gain, its cost taken off", about_money(ground["gain"], currency))
        if ground["low"] != ground["high"]:
            low = about_money(ground["low"])
            add("At least, at most", f"{low}, {about_money(ground['high'], currency)}")
    if ground["fullest"] is not None:
        add(
            "Asked in the fullest week",
            f"{percent(ground['fullest'], 1)} of what can be done",
        )


def _room(room: Document) -> tuple[str, str, str, str]:
    unit = room["unit"]
    extra = ""
    if "hours" in room:
        extra = f"{in_units(room['hours'], 'hour')}, {number(room['people'])} people"
    return (
        room["name"],
        in_units(room["mean"], unit),
        in_units(room["peak"], unit),
        extra,
    )


def _waiting(row: Document) -> WaitingRow:
    if row["becomes"]:
        said, tone = "becomes keepable", "kept"
    elif row["after"] - row["before"] >= words.NOTICED:
        said, tone = "kept more often, not enough", "at-risk"
    else:
        said, tone = "no better", "neutral"
    return WaitingRow(
        title=row["title"] + (", without this tactic" if row["own"] else ""),
        plan=row["plan"],
        before=percent(row["before"], 1),
        after=percent(row["after"], 1),
        words=said,
        tone=tone,  # type: ignore[arg-type]
    )


def _ledger(ledger: Document | None) -> tuple[Figure, ...]:
    if not ledger:
        return ()
    return (
        Figure(label="Still open", value=f"{ledger['open']:,} occasions"),
        Figure(label="Held by", value=f"{ledger['open_customers']:,} customers"),
        Figure(label="Last one due", value=_day(ledger["last_due"])),
        Figure(
            label="Promised within a year",
            value=f"to {ledger['customers']:,} customers",
        ),
    )


def _day(text: str | None) -> str:
    if not text:
        return "none is open"
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
