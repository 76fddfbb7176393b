"""What a plan leans on, and what it would come to if beliefs were settled, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from core.pages import Figure, Phrase, Tone
from planner.scores.pages import words
from planner.scores.pages.charts import moved
from planner.scores.pages.evidence import TONES, Evidence
from planner.scores.pages.sentences import Phrases
from planner.scores.pages.verdict import promise_tone

Order = Literal["swing", "testing"]
NEXT = "#suppose"


@dataclass(frozen=True, kw_only=True)
class Belief:
    """One assumption: what it moves, its two rankings, and what is supposed of it."""

    code: str
    statement: str
    status: str
    tone: Tone
    moves: str
    swing: str
    testing: str
    swing_sentence: str
    testing_sentence: str
    supposed: str  # "holds", "fails", or nothing: as believed

    @property
    def name(self) -> str:
        """Return what its field is called in the form."""
        return f"if-{self.code}"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A promise, as believed and as supposed."""

    statement: str
    url: str
    target: str
    rate: str
    rate_if: str
    chance: str
    chance_if: str
    tone: Tone
    tone_if: Tone
    change: str


@dataclass(frozen=True, kw_only=True)
class BeliefPage:
    """What the Assumptions tab says of the score."""

    phrases: Phrases
    beliefs: tuple[Belief, ...]
    is_supposed: bool
    figures: tuple[Figure, ...]
    promises: tuple[Kept, ...]
    order: Order

    @property
    def supposed(self) -> str:
        """Return what is supposed as the end of an address: "&if-a1=holds"."""
        settled = {b.name: b.supposed for b in self.beliefs if b.supposed}
        return f"&{urlencode(settled)}" if settled else ""


STATUS_TONES: Mapping[str, Tone] = {
    "untested": "at-risk",
    "supported": "kept",
    "refuted": "not-kept",
}


def belief_page(
    believed: Mapping[str, Any],
    supposed: Mapping[str, Any],
    beliefs: Mapping[str, bool],
    order: Order = "swing",
) -> BeliefPage:
    """Build the page of two documents of format ``score-evidence/1``."""
    before, after = Evidence(believed), Evidence(supposed)
    rows = ranked(before.result["assumptions"], order)
    return BeliefPage(
        phrases=_compared(before, after, beliefs)
        if beliefs
        else _leaning(before, rows),
        beliefs=tuple(_belief(row, before, beliefs) for row in rows),
        is_supposed=bool(beliefs),
        figures=_figures(before, after) if beliefs else (),
        promises=_promises(before, after),
        order=order,
    )


def ranked(rows: Iterable[Mapping[str, Any]], order: Order) -> list[Mapping[str, Any]]:
    """Rank by swing or by what testing first is worth; what is untested comes first."""

    def weight(row: Mapping[str, Any]) -> tuple[bool, float, float]:
        sizes = -abs(row["swing"]), -row["value_of_testing"]
        first, second = sizes if order == "swing" else reversed(sizes)
        return row["status"] != "untested", first, second

    return sorted(rows, key=weight)


def _belief(
    row: Mapping[str, Any], evidence: Evidence, beliefs: Mapping[str, bool]
) -> Belief:
    settled = beliefs.get(row["id"])
    is_open = row["status"] == "untested"
    sure = f"untested, {words.share(1 - row['chance_of_failing'])} sure"
    return Belief(
        code=row["id"],
        statement=evidence.assumption(row["id"]),
        status=sure if is_open else row["status"],
        tone=STATUS_TONES[row["status"]],
        moves=moved(row["id"], evidence),
        swing=points_of(row),
        testing=words.money(row["value_of_testing"], evidence.currency)
        if is_open
        else "–",
        swing_sentence=_swing(row),
        testing_sentence=_testing(row, evidence.currency),
        supposed="" if settled is None else "holds" if settled else "fails",
    )


def points_of(row: Mapping[str, Any]) -> str:
    """Say how far an assumption moves the score: "31 points"."""
    points = abs(round(row["swing"] * 100))
    return f"{points} point{'' if points == 1 else 's'}"


def _swing(row: Mapping[str, Any]) -> str:
    """Say how far the chance of keeping everything moves with one belief."""
    holds, fails = words.share(row["if_holds"]), words.share(row["if_fails"])
    if holds == fails:
        return f"Whether it holds or fails, everything is kept in {holds} of outcomes."
    return f"Everything is kept in {holds} of outcomes if it holds, in {fails} if it fails."


def _testing(row: Mapping[str, Any], currency: str) -> str:
    """Say what knowing the answer before the decision is worth, and why."""
    if row["status"] != "untested":
        return (
            f"It has been tested and {row['status']}: there is nothing left to learn."
        )
    holds = words.money(row["value_if_holds"], currency)
    fails = words.money(row["value_if_fails"], currency)
    worth = f"The plan is worth {holds} if it holds and {fails} if it fails"
    pays = row["value_if_holds"] > 0, row["value_if_fails"] > 0
    if not any(pays):
        return (
            f"{worth}: it does not pay either way, so no answer changes the decision."
        )
    if all(pays):
        return f"{worth}: it pays either way, so no answer changes the decision."
    wrong = "holds" if pays[1] else "fails"
    return (
        f"{worth}: who knows before deciding leaves it where it {wrong}, and that "
        f"is worth {words.money(row['value_of_testing'], currency)} on average."
    )


# --- The sentence at the head of the page ------------------------------------


def _kept(evidence: Evidence) -> str:
    """Name what has to be kept: the promise, or all of them."""
    count = len(evidence.result["promises"])
    return "The promise" if count == 1 else f"All {words.counted(count, 'promise')}"


def _leaning(evidence: Evidence, rows: list[Mapping[str, Any]]) -> Phrases:
    """Say what the plan leans on most, and what is best tested first."""
    chance = evidence.result["keep_probability"]["value"]
    verb = "is" if len(evidence.result["promises"]) == 1 else "are"
    head = (
        Phrase(f"As believed, {_kept(evidence).lower()} {verb} kept in "),
        Phrase(words.outcomes(chance), tone=evidence.tone),
    )
    untested = [row for row in rows if row["status"] == "untested"]
    if not untested:
        return (*head, Phrase(". Everything that the plan believes has been tested."))
    widest = max(untested, key=lambda row: abs(row["swing"]))
    dearest = max(untested, key=lambda row: row["value_of_testing"])
    if not round(widest["swing"] * 100):
        return (*head, Phrase(", whether what it believes holds or fails."))
    moves = points_of(widest)
    said = (
        *head,
        Phrase(
            f". Most hangs on {evidence.assumption(widest['id'])}, which moves it by "
        ),
        Phrase(moves, NEXT),
    )
    if not dearest["value_of_testing"]:
        return (*said, Phrase("; no single test would change the decision."))
    worth = words.money(dearest["value_of_testing"], evidence.currency)
    which = "the same"
    if dearest["id"] != widest["id"]:
        which = evidence.assumption(dearest["id"])
    return (
        *said,
        Phrase(f"; to test first, choose {which}: knowing it is worth "),
        Phrase(worth, NEXT),
        Phrase("."),
    )


def _compared(
    before: Evidence, after: Evidence, beliefs: Mapping[str, bool]
) -> Phrases:
    """Say what is supposed, and what becomes of the headline."""
    clauses = [
        f"{before.assumption(name)} {'holds' if holds else 'fails'}"
        for name, holds in beliefs.items()
    ]
    verb = "is" if len(before.result["promises"]) == 1 else "are"
    return (
        Phrase(f"If {words.listed(clauses)}, {_kept(before).lower()} {verb} kept in "),
        Phrase(
            words.outcomes(after.result["keep_probability"]["value"]), tone=after.tone
        ),
        Phrase(", as believed in "),
        Phrase(
            words.outcomes(before.result["keep_probability"]["value"]),
            tone=before.tone,
        ),
        Phrase("."),
    )


# --- Before and after --------------------------------------------------------


def _figures(before: Evidence, after: Evidence) -> tuple[Figure, ...]:
    """Return keep probability, budget at risk and value; as believed under each."""
    now, then = after.result, before.result
    currency = before.currency
    return (
        Figure(
            label="Everything kept",
            value=words.share(now["keep_probability"]["value"]),
            meaning=f"as believed {words.share(then['keep_probability']['value'])}",
            tone=TONES[now["verdict"]],
        ),
        Figure(
            label="Budget at risk",
            value=words.money(now["money"]["at_risk"], currency),
            meaning=f"as believed {words.money(then['money']['at_risk'], currency)}",
        ),
        Figure(
            label="Plan value",
            value=words.money(now["value"]["mean"], currency),
            meaning=f"as believed {words.money(then['value']['mean'], currency)}",
        ),
    )


def _promises(before: Evidence, after: Evidence) -> tuple[Kept, ...]:
    return tuple(
        _promise(row, after.scored[row["id"]], before)
        for row in before.result["promises"]
    )


def _promise(
    row: Mapping[str, Any], then: Mapping[str, Any], evidence: Evidence
) -> Kept:
    chance, chance_if = (found["keep_probability"]["value"] for found in (row, then))
    return Kept(
        statement=evidence.statement(row["id"]),
        url=evidence.promise_url(row["id"]),
        target=words.policy_share(row["target"]),
        rate=words.fine_share(row["keep_rate"]["mean"]),
        rate_if=words.fine_share(then["keep_rate"]["mean"]),
        chance=words.share(chance),
        chance_if=words.share(chance_if),
        tone=promise_tone(row, evidence),
        tone_if=promise_tone(then, evidence),
        change=words.points(chance_if - chance),
    )
