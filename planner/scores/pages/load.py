"""The load board: who is full when, before anything new is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from core.charts import HeatMap, Load, heat_map
from core.pages import Phrase
from planner.scores.pages import words
from planner.scores.pages.evidence import address
from planner.scores.pages.holding import waiting, waiting_shares
from planner.scores.pages.sentences import Phrases

BUSY = 0.85
SOON = 12
MOST_ROWS = 60


@dataclass(frozen=True, kw_only=True)
class LoadPage:
    """Every capability's load in the weeks to come, the fullest first."""

    phrases: Phrases
    chart: HeatMap | None


def load_page(document: Mapping[str, Any]) -> LoadPage:
    """Say who is over 85 % in the next 12 weeks, and draw all of them."""
    start = date.fromisoformat(document["start"])
    weeks = [
        date_format(start + timedelta(weeks=number), "j M")
        for number in range(document["weeks"])
    ]
    case = document["case"]
    shares = waiting_shares(case, document["undecided"]) if case else {}
    loads = sorted(
        (
            _load(row, document["capabilities"][row["id"]], shares)
            for row in document["loads"]
        ),
        key=lambda load: (-max(load.shares), load.label),
    )
    if not loads:
        return LoadPage(phrases=(), chart=None)
    hidden = len(loads) - MOST_ROWS
    return LoadPage(
        phrases=_sentence(loads, weeks),
        chart=heat_map(
            loads[:MOST_ROWS],
            weeks=weeks,
            title="What is promised already",
            note=_note(hidden),
        ),
    )


def _load(
    row: Mapping[str, Any],
    known: Mapping[str, Any],
    shares: Mapping[str, Sequence[float]],
) -> Load:
    return Load(
        label=known["name"],
        unit=words.plural(row["unit"]),
        committed=row["committed"],
        reserved=row["approved"],
        plan=row["plan"],
        capacity=row["capacity"],
        capacity_low=row["capacity_p10"],
        waiting=waiting(row["approved"], shares, row["id"]),
        url=address("operations:capability", known["id"]),
    )


def _note(hidden: int) -> str:
    note = (
        "Committed, reserved and approved load as a share of expected capacity, in the "
        "week that begins on the day above."
    )
    if hidden > 0:
        many = words.counted(hidden, "capability", "capabilities")
        note += f" Not shown: {many} with less."
    return note


def _sentence(loads: Sequence[Load], weeks: Sequence[str]) -> Phrases:
    """Name who is over 85 % soon, and when at worst."""
    busy = [load for load in loads if max(load.shares[:SOON]) > BUSY]
    if not busy:
        peak = max(max(load.shares[:SOON]) for load in loads)
        return (
            Phrase(
                "No capability is over 85\N{NO-BREAK SPACE}% in the next 12 weeks; "
            ),
            Phrase(f"the fullest is at {words.share(peak)}."),
        )
    phrases: list[Phrase] = []
    for number, load in enumerate(busy):
        if number:
            phrases.append(Phrase(" and " if number == len(busy) - 1 else ", "))
        phrases += [Phrase(load.label, load.url), Phrase(f" ({_peak(load, weeks)})")]
    verb = "is" if len(busy) == 1 else "are"
    phrases.append(Phrase(f" {verb} over 85\N{NO-BREAK SPACE}% in the next 12 weeks."))
    return tuple(phrases)


def _peak(load: Load, weeks: Sequence[str]) -> str:
    peak = max(load.shares[:SOON])
    week = weeks[load.shares.index(peak)]
    said = "no capacity" if peak == float("inf") else words.share(peak)
    return f"{said} in the week of {week}"
