"""The page of what could be retired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.pages import Figure, Phrase
from core.templatetags.shares import about_money, percent
from planner.pruning.pages import words
from planner.pruning.pages.rows import (
    GroundTable,
    UntoldRow,
    tables,
    untold_rows,
)
from planner.pruning.queries import Newest
from planner.scores.pages.words import counted, in_units, listed

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PrunePage:
    phrases: tuple[Phrase, ...]
    figures: tuple[Figure, ...]
    tables: tuple[GroundTable, ...]
    untold: tuple[UntoldRow, ...]
    scarce: str
    bounded: str
    found: int


def prune_page(stands: Newest, *, ground: str = "", kind: str = "") -> PrunePage:
    """Write the page of the newest look that is done."""
    assert stands.done is not None  # noqa: S101 - the view asks before
    result: Document = stands.done.result or {}
    subjects = stands.subjects()
    shown = [row for row in subjects if not kind or row["kind"] == kind]
    return PrunePage(
        phrases=_verdict(result, subjects),
        figures=_figures(result, subjects),
        tables=tables(shown, stands.proposed, result["currency"], ground=ground),
        untold=untold_rows(result),
        scarce=_scarce(result),
        bounded=_bounded(result),
        found=len(subjects),
    )


def _verdict(result: Document, subjects: Sequence[Document]) -> tuple[Phrase, ...]:
    looked = result["looked_at"]
    among = listed(
        [counted(looked[kind], kind) for kind in looked if looked[kind]] or ["nothing"]
    )
    if not subjects:
        return (
            Phrase(f"Of {among}, none is worth retiring on the figures of this look."),
        )
    many = counted(len(subjects), "is", "are").replace(" is", "").replace(" are", "")
    first = (
        Phrase(f"Of {among}, "),
        Phrase(many, "#grounds", "at-risk"),
        Phrase(f" {'is' if len(subjects) == 1 else 'are'} worth retiring"),
    )
    return (*first, *_freed(result, subjects), *_waiting(result, subjects))


def _apart(subjects: Sequence[Document]) -> tuple[list[dict[str, Any]], float]:
    """Sum what would be free of what does not wait; what two rows share, once."""
    going = {row["code"] for row in subjects if row["kind"] == "promise"}
    rooms: dict[str, dict[str, Any]] = {}
    money = 0.0
    for row in subjects:
        shared = row["kind"] == "tactic" and going & set(row["promises"])
        if row.get("waits") or shared:
            continue
        money += row["money"]
        for room in row["freed"]:
            have = rooms.setdefault(
                room["capability"], dict.fromkeys(room, 0.0) | _names(room)
            )
            for name in set(room) & {"mean", "hours", "people"}:
                have[name] += room[name]
    return sorted(rooms.values(), key=lambda room: -float(room["mean"])), money


def _names(room: Document) -> dict[str, Any]:
    return {name: room[name] for name in ("capability", "name", "unit")}


def _freed(result: Document, subjects: Sequence[Document]) -> tuple[Phrase, ...]:
    rooms, money = _apart(subjects)
    named = [words.room_words(room) for room in rooms[:2]]
    if money:
        named.append(about_money(money, result["currency"]))
    if not named:
        return (
            Phrase(". Apart from plans that wait, that frees nothing that is counted"),
        )
    return (
        Phrase(". Apart from plans that wait, that frees "),
        Phrase(listed(named), "#figures"),
    )


def _waiting(result: Document, subjects: Sequence[Document]) -> tuple[Phrase, ...]:
    rows = [row for subject in subjects for row in subject["waiting"]]
    rows += result["together"]["waiting"]
    becoming = sorted({row["title"] for row in rows if row["becomes"]})
    if becoming:
        said = listed(becoming)
        verb = "becomes" if len(becoming) == 1 else "become"
        return (
            Phrase(", and "),
            Phrase(said, "#grounds", "kept"),
            Phrase(f" {verb} keepable."),
        )
    short = [
        row
        for row in result["waiting"]
        if row["keep_probability"] < result["policy"]["keepable"]
    ]
    if not short:
        return (Phrase("."),)
    best = max(rows, key=lambda row: float(row["after"]), default=None)
    if best is None or best["after"] <= best["before"]:
        return (Phrase(". No plan that waits becomes keepable by it."),)
    chance = percent(best["after"])
    return (
        Phrase(". None of it makes a plan that waits keepable; "),
        Phrase(best["title"], "#grounds"),
        Phrase(f" comes nearest, kept in {chance} of outcomes."),
    )


def _figures(result: Document, subjects: Sequence[Document]) -> tuple[Figure, ...]:
    sure = sum(any(row["sure"] for row in subject["grounds"]) for subject in subjects)
    rooms, money = _apart(subjects)
    figures = [
        Figure(
            label="Worth retiring",
            value=str(len(subjects)),
            meaning=f"{sure} of them surely",
        ),
        Figure(
            label="Money",
            value=about_money(money, result["currency"]),
            meaning="Not spent: initiatives, and what is left of running tactics",
        ),
    ]
    if rooms:
        fullest = rooms[0]
        figures.append(
            Figure(
                label=f"{fullest['name']}, a week",
                value=in_units(fullest["mean"], fullest["unit"]),
                meaning=f"Free on average over {result['weeks']} weeks",
            )
        )
    return tuple(figures)


def _scarce(result: Document) -> str:
    rows = result["scarce"]
    if not rows:
        return (
            "Nothing is scarce on paper among what waits, so no unit of capacity is worth "
            "anything to others."
        )
    named = [
        f"one more {row['unit']} of {row['name']} up to "
        f"{about_money(row['worth'], result['currency'])}"
        for row in rows[:3]
    ]
    return f"In its scarcest week {listed(named)} is worth to what waits."


def _bounded(result: Document) -> str:
    tried = counted(result["rescored"], "scoring")
    said = f"Plans that wait were scored again {tried.replace(' scoring', ' time')}"
    said += f", in the same {result['draws']:,} draws."
    if result["not_rescored"]:
        said += (
            f" {counted(result['not_rescored'], 'further scoring')} was left out for time: "
            "those plans may become keepable, too."
        )
    return said
