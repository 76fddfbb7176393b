"""The numbers behind each part of a score's page."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from core.pages import Figure
from planner.scores.pages import words
from planner.scores.pages.charts import bottleneck_words, moved
from planner.scores.pages.evidence import AUDIENCES, Evidence
from planner.scores.pages.words import fine_share

MOST_MULTIPLE = 10.0
RECORDS = {
    "drifting-record": "its weekly record, which drifts",
    "beta-posterior": "Beta posterior of its record",
    "given": "given with the case",
    "assumed": "no record: taken as always kept",
}


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """A table for ``components/numbers.html`` or one that is always open."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = ()  # the columns that hold words, not numbers

    @property
    def labelled(self) -> Iterator[Iterator[tuple[str, str]]]:
        """Return each row's cells with the name of their column."""
        return (zip(self.head, row, strict=True) for row in self.rows)


def promises(evidence: Evidence) -> Numbers:
    return Numbers(
        caption="What would be kept",
        head=(
            "Promise",
            "Promised",
            "Kept, mean",
            "1 of 10 below",
            "1 of 10 above",
            "Reaches target",
            "Standard error",
            "On time where it is tightest",
            "Bottleneck",
        ),
        rows=tuple(_promise(row, evidence) for row in evidence.result["promises"]),
    )


def _promise(row: Mapping[str, Any], evidence: Evidence) -> tuple[str, ...]:
    rate, chance, short = row["keep_rate"], row["keep_probability"], row["bottleneck"]
    return (
        evidence.statement(row["id"]),
        fine_share(row["target"]),
        fine_share(rate["mean"]),
        fine_share(rate["p10"]),
        fine_share(rate["p90"]),
        fine_share(chance["value"]),
        words.error_of(chance["standard_error"]) or "none",
        fine_share(short["mean_on_time"] if short else 1.0),
        bottleneck_words(short, evidence),
    )


def existing(evidence: Evidence) -> Numbers:
    return Numbers(
        caption="Promises already made",
        head=("Promise", "Promised", "Without", "Protected", "Unprotected"),
        rows=tuple(
            (
                evidence.statement(row["promise"]),
                *(
                    fine_share(row[key])
                    for key in ("target", "without", "protected", "unprotected")
                ),
            )
            for row in evidence.result["existing"]
        ),
    )


def money(evidence: Evidence) -> Numbers:
    """Return what each tactic spends, on whom and for what."""
    currency = evidence.currency
    return Numbers(
        caption="Where the money goes",
        head=(
            "Tactic",
            "For",
            "Weeks",
            "Occasions a week",
            "Margin of one",
            "Budget",
        ),
        words=(1,),
        rows=tuple(
            (
                evidence.tactic(code),
                AUDIENCES[row["audience"]],
                f"{row['starts'] + 1}–{row['ends'] + 1}",
                words.number(evidence.occasions_a_week(code)),
                f"{words.exact(row['margin'])}{words.NO_BREAK}{currency}",
                words.exact_money(row["budget"], currency),
            )
            for code, row in evidence.drafted.items()
        ),
    )


def value(evidence: Evidence) -> Numbers:
    found = evidence.result["value"]
    return Numbers(
        caption="What the plan is worth: margins less broken promises and budgets",
        head=("", evidence.currency),
        rows=tuple(
            (label, words.number(found[key]))
            for label, key in (
                ("Mean", "mean"),
                ("1 of 10 below", "p10"),
                ("1 of 10 above", "p90"),
            )
        ),
    )


def assumptions(evidence: Evidence) -> Numbers:
    return Numbers(
        caption="What each belief is worth",
        head=(
            "Assumption",
            "Moves",
            "Chance of failing",
            "Kept if it holds",
            "Kept if it fails",
            "Value if it holds",
            "Value if it fails",
            "Worth of testing first",
        ),
        rows=tuple(
            (
                evidence.assumption(row["id"]),
                moved(row["id"], evidence),
                fine_share(row["chance_of_failing"]),
                fine_share(row["if_holds"]),
                fine_share(row["if_fails"]),
                words.money(row["value_if_holds"], evidence.currency),
                words.money(row["value_if_fails"], evidence.currency),
                words.money(row["value_of_testing"], evidence.currency),
            )
            for row in evidence.result["assumptions"]
        ),
    )


def capable(evidence: Evidence) -> Numbers:
    return Numbers(
        caption="How much of each tactic could be promised",
        head=("Tactic", "Drafted a week", "Could be promised a week", "In words"),
        words=(3,),
        rows=tuple(
            _capable(row["tactic"], row["multiple"], evidence)
            for row in evidence.result["capable_to_promise"]
        ),
    )


def _capable(tactic: str, multiple: float, evidence: Evidence) -> tuple[str, ...]:
    drafted = evidence.occasions_a_week(tactic)
    times = words.exact(math.floor(round(multiple * 100, 6)) / 100)
    if multiple >= MOST_MULTIPLE:
        room, said = f"{words.number(drafted * multiple)} or more", "10 times or more"
    elif multiple <= 0:
        room, said = "none", "even without it the plan is not keepable"
    else:
        room = words.number(drafted * multiple)
        said = f"could be promised at {times} times the demand"
    return (evidence.tactic(tactic), words.number(drafted), room, said)


def reliabilities(evidence: Evidence) -> Numbers:
    return Numbers(
        caption="How reliable each promise is when it is on time",
        head=(
            "Promise",
            "Kept",
            "Broken",
            "Last two years",
            "Last 4 weeks",
            "Expected",
            "8 of 10 between",
            "From",
        ),
        rows=tuple(_reliability(row, evidence) for row in evidence.result["promises"]),
    )


def _reliability(row: Mapping[str, Any], evidence: Evidence) -> tuple[str, ...]:
    found = row["reliability"]
    record = evidence.promises[row["id"]].get("track_record")
    counts = [
        words.number(record[key]) if record else "–" for key in ("kept", "broken")
    ]
    return (
        evidence.statement(row["id"]),
        *counts,
        *(
            "–" if found.get(key) is None else fine_share(found[key])
            for key in ("history", "latest")
        ),
        fine_share(found["mean"]),
        f"{fine_share(found['p10'])} – {fine_share(found['p90'])}",
        RECORDS[found["model"]],
    )


def method(evidence: Evidence) -> tuple[Figure, ...]:
    """Return what it takes to compute every figure again."""
    result, horizon = evidence.result, evidence.case["horizon"]
    start = date_format(date.fromisoformat(horizon["start"]))
    waits = "everybody, in one queue" if evidence.everyone_waits else "the plan"
    facts = [
        Figure(label="Model", value=str(result["model_version"])),
        Figure(label="Draws", value=words.number(result["draws"])),
        Figure(label="Seed", value=str(result["seed"])),
        Figure(
            label="Horizon",
            value=f"{words.number(horizon['periods'])} weeks from {start}",
        ),
        Figure(label="Who waits when capacity is short", value=waits),
        Figure(
            label="Keepable from, at risk from",
            value=f"{words.policy_share(evidence.keepable)}, {words.policy_share(evidence.at_risk)}",
        ),
    ]
    if case_hash := evidence.document.get("case_hash"):
        facts.append(Figure(label="Case (SHA-256)", value=str(case_hash)))
    return tuple(facts)
