"""A decision looked at again, in words: what was expected, known, and luck."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.charts import Outcome, OutcomeMark, Outcomes
from core.charts import outcomes as draw_outcomes
from core.pages import Figure, Phrase, Tone
from planner.decisions.models import QUADRANTS
from planner.learn.queries.reviews import Hindsight
from planner.scores.pages import words

Phrases = tuple[Phrase, ...]
Figures = Mapping[str, Any]
CALLED = {
    "approved": "approved",
    "conditional": "approved with conditions",
    "returned": "returned",
    "rejected": "rejected",
    "retired": "retired",
    "withdrawn": "an approval taken back",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One promise: predicted beside kept."""

    promise: str
    target: str
    range: str
    mark: OutcomeMark | None
    kept: str
    place: str
    occasions: str
    cost: str
    badge: str
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A decision and its outcome, as a page shows it."""

    phrases: Phrases
    figures: tuple[Figure, ...]
    axis: Outcomes
    rows: tuple[Row, ...]
    suggested: str
    since: bool


def looked(found: Figures) -> Looked:
    """Write the page from a document ``decision-review/1``."""
    rows = found["promises"]
    drawn = [row for row in rows if row["rate"] is not None and "low" in row]
    axis = draw_outcomes(
        [
            Outcome(
                low=row["low"],
                high=row["high"],
                observed=row["rate"],
                target=row["target"],
            )
            for row in drawn
        ]
    )
    marks = dict(zip((row["code"] for row in drawn), axis.marks, strict=True))
    return Looked(
        phrases=_verdict(found),
        figures=_figures(found),
        axis=axis,
        rows=tuple(_row(row, marks.get(row["code"]), found) for row in rows),
        suggested=suggested(found),
        since=found["kind"] == "promise",
    )


def _verdict(found: Figures) -> Phrases:
    if found["kind"] == "promise":
        return _promise_verdict(found)
    expected = found["expected"]
    if expected is None:
        return (
            Phrase("It was decided "),
            Phrase("without a score", "", "neutral"),
            Phrase(": there is nothing to compare, but there may be a lesson."),
        )
    chance = words.share(expected["chance"])
    said = (
        Phrase("All promises were to be kept with a chance of "),
        Phrase(chance, "#figures"),
    )
    if found["outcome"] not in {"approved", "conditional"}:
        called = CALLED[found["outcome"]]
        return (
            *said,
            Phrase(
                f", and it was {called}: the ledger cannot say what would have been."
            ),
        )
    if found["happened"] is None:
        return (*said, Phrase(". No occasion of all its promises has met its end yet."))
    return (*said, Phrase(", and "), *_ending(found))


def _ending(found: Figures) -> Phrases:
    over = found["weeks_over"] == found["weeks"]
    so_far = "" if over else f" in {found['weeks_over']} of {found['weeks']} weeks"
    kept = bool(found["happened"])
    tone: Tone = "kept" if kept else "not-kept"
    what = "every target was reached" if kept else "not every target was reached"
    ending = (Phrase(f"{what}{so_far}", "#outcome", tone), Phrase(". "))
    if found["informed"] is None:
        return (*ending, Phrase(_surprise(found)))
    return (*ending, *_parts(found))


def _surprise(found: Figures) -> str:
    """Say how far what happened was to be expected."""
    chance = found["expected"]["chance"]
    came = chance if found["happened"] else 1 - chance
    return f"Such an outcome was to be expected in {words.share(came)} of such cases."


def _parts(found: Figures) -> Phrases:
    return (
        Phrase("Knowing then what is known now, one would have said "),
        Phrase(words.share(found["informed"]), "#known"),
        Phrase(
            f": {_steps(found['knowledge'])} points are what was not known, "
            f"{_steps(found['luck'])} luck."
        ),
    )


def _steps(share: float) -> str:
    return words.points(share)


def _promise_verdict(found: Figures) -> Phrases:
    (row,) = found["promises"]
    if row["reached"] is None:
        return (Phrase("Nothing of it has fallen due since it was decided."),)
    tone: Tone = "kept" if row["reached"] else "not-kept"
    return (
        Phrase("Since it was decided, "),
        Phrase(words.fine_share(row["rate"]), "#outcome", tone),
        Phrase(
            f" of {words.number(row['due'])} occasions were kept, against "
            f"{words.policy_share(row['target'])} promised."
        ),
    )


# --- Figures -----------------------------------------------------------------------


def _figures(found: Figures) -> tuple[Figure, ...]:
    expected = found["expected"]
    if expected is None:
        return ()
    figures = [
        Figure(
            label="Chance, when it was decided",
            value=words.share(expected["chance"]),
            meaning=f"the policy calls {words.policy_share(expected['keepable'])} "
            f"keepable and below {words.policy_share(expected['at_risk'])} not",
        )
    ]
    if found["informed"] is not None:
        figures.append(
            Figure(
                label="With what is known now",
                value=words.share(found["informed"]),
                meaning=f"{_steps(found['informed'] - expected['chance'])} points: "
                "what was believed and has been found out since",
                url="#known",
            )
        )
    figures += _outcome_figures(found)
    return tuple(figures)


def _outcome_figures(found: Figures) -> list[Figure]:
    met = [row for row in found["promises"] if row["reached"] is not None]
    if not met:
        return []
    hits = sum(row["reached"] for row in met)
    kept = bool(found["happened"])
    figures = [
        Figure(
            label="Targets reached",
            value=f"{hits} of {len(met)}",
            meaning=f"{found['weeks_over']} of {found['weeks']} weeks are over",
            url="#outcome",
            tone="kept" if kept else "not-kept",
        )
    ]
    if found["luck"] is not None:
        figures.append(
            Figure(
                label="Luck",
                value=f"{_steps(found['luck'])} points",
                meaning="from what was to be expected, knowing all this, to what happened",
            )
        )
    return figures


def _row(row: Figures, mark: OutcomeMark | None, found: Figures) -> Row:
    met = row["rate"] is not None
    badge, tone = ("not due yet", "neutral")
    if row["reached"] is not None:
        badge = "reached" if row["reached"] else "missed"
        tone = "kept" if row["reached"] else "not-kept"
    target = row["target"]
    return Row(
        promise=words.quoted(row["statement"]),
        target="–" if target is None else words.policy_share(target),
        range=_range(row),
        mark=mark,
        kept=words.fine_share(row["rate"]) if met else "–",
        place=_place(row.get("place")),
        occasions=_occasions(row),
        cost=_cost(row, found["currency"]),
        badge=badge,
        tone=tone,  # type: ignore[arg-type]  # both branches are tones
    )


def _range(row: Figures) -> str:
    if "low" in row:
        return f"{words.fine_share(row['low'])} – {words.fine_share(row['high'])}"
    before = row.get("before")
    return "–" if before is None else words.fine_share(before)


def _place(share: float | None) -> str:
    """Say how many of a hundred such outcomes would have been worse."""
    if share is None:
        return ""
    hundredths = min(max(round(share * 100), 1), 99)
    return f"better than {hundredths} of 100 outcomes that were expected"


def _occasions(row: Figures) -> str:
    if not row["due"]:
        return "nothing fell due yet"
    due = f"{words.number(row['due'])} fell due"
    if row.get("due_expected"):
        return f"{due}, {words.number(row['due_expected'])} expected"
    return due


def _cost(row: Figures, currency: str) -> str:
    if row["rate"] is None:
        return "–"
    cost = words.money(row["cost"], currency)
    if row.get("cost_expected") is None:
        return cost
    return f"{cost}, {words.money(row['cost_expected'], '')} expected"


def suggested(found: Figures) -> str:
    """Say what the figures alone would call it; the judgement is the reviewer's."""
    expected = found["expected"]
    if expected is None or found["outcome"] not in {"approved", "conditional"}:
        return ""
    chance = expected["chance"]
    if chance >= expected["keepable"]:
        then = "By the policy of that day it was keepable"
    elif chance >= expected["at_risk"]:
        then = "By the policy of that day it was at risk"
    else:
        then = "By the policy of that day it was not keepable"
    if found["happened"] is None:
        return f"{then}; how it turned out is not known yet."
    turned = "well" if found["happened"] else "badly"
    return f"{then}; by its targets it has turned out {turned} so far."


# --- All that was looked at again -----------------------------------------------------


def lessons_verdict(found: Hindsight) -> Phrases:
    """Say how decisions and outcomes have gone together, in a sentence."""
    good = found.of(decided_well="good")
    unlucky = found.of(decided_well="good", turned_out="bad")
    lucky = found.of(decided_well="bad", turned_out="good")
    all_the_same = words.counted(unlucky, "of them", "of them") if unlucky else "none"
    return (
        Phrase("Of "),
        Phrase(words.counted(found.count, "decision"), "#reviews"),
        Phrase(" looked at again, "),
        Phrase(words.counted(good, "was good", "were good"), "#matrix", "kept"),
        Phrase(
            f" by what could be known: {all_the_same} turned out badly all the same. "
            f"{words.counted(lucky, 'bad one', 'bad ones').capitalize()} turned out well."
        ),
    )


def quadrant_of(value: str) -> tuple[str, str] | None:
    """Read "good-bad" from an address; nothing for what is no quadrant."""
    well, mark, turned = value.partition("-")
    key = (well, turned)
    return key if mark and key in QUADRANTS else None
