"""Everything that a score's page shows, from the evidence document alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.charts import Dumbbell, HeatMap, KeepRates, Tornado
from core.pages import Figure, Tone
from planner.scores.pages import charts, tables, words
from planner.scores.pages.evidence import Evidence
from planner.scores.pages.offers import Offers, offers
from planner.scores.pages.sentences import Phrases, Sentence, sentence
from planner.scores.pages.starting import late_starts
from planner.scores.pages.tables import Numbers
from planner.scores.pages.verdict import key_figures, verdict_sentence

VERDICTS = {
    "keepable": "Keepable",
    "at-risk": "At risk",
    "not-keepable": "Not keepable",
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A headline, a sentence and the numbers that they come from."""

    title: str
    text: str
    numbers: Numbers


@dataclass(frozen=True, kw_only=True)
class ScorePage:
    """A score as ``templates/scores/_score.html`` shows it."""

    title: str
    version: int | None
    scored_at: datetime | None
    draws: int
    model_version: str
    verdict: str
    verdict_label: str
    tone: Tone
    phrases: Phrases
    figures: tuple[Figure, ...]
    late_starts: tuple[Sentence, ...]
    reasons: tuple[Sentence, ...]
    warnings: tuple[Sentence, ...]
    bottlenecks: HeatMap
    promises: KeepRates
    promise_numbers: Numbers
    existing: Dumbbell | None
    existing_numbers: Numbers
    money: Part
    value: Part
    value_range: charts.ValueRange
    assumptions: Tornado | None
    assumption_numbers: Numbers
    has_sensitivities: bool
    capable: Part
    offers: Offers | None
    method: tuple[Figure, ...]
    reliabilities: Numbers
    leaning: str


def page_from_evidence(document: Mapping[str, Any]) -> ScorePage:
    """Build the page of a document of format ``score-evidence/1``.

    Nothing is read but the document, so that a decision can be replayed as it was
    seen, whatever has become of the plan since.
    """
    evidence = Evidence(document)
    result = evidence.result
    return ScorePage(
        title=document["title"],
        version=document.get("version"),
        scored_at=evidence.scored_at,
        draws=result["draws"],
        model_version=result["model_version"],
        verdict=result["verdict"],
        verdict_label=VERDICTS[result["verdict"]],
        tone=evidence.tone,
        phrases=verdict_sentence(evidence),
        figures=key_figures(evidence),
        late_starts=late_starts(evidence),
        reasons=tuple(sentence(found, evidence) for found in result["reasons"]),
        warnings=tuple(sentence(found, evidence) for found in result["warnings"]),
        bottlenecks=charts.bottlenecks(evidence),
        promises=charts.promises(evidence),
        promise_numbers=tables.promises(evidence),
        existing=charts.existing(evidence),
        existing_numbers=tables.existing(evidence),
        money=_money(evidence),
        value=_value(evidence),
        value_range=charts.value_range(evidence),
        assumptions=charts.assumptions(evidence),
        assumption_numbers=tables.assumptions(evidence),
        has_sensitivities=result["sensitivities"],
        capable=_capable(evidence),
        offers=offers(evidence),
        method=tables.method(evidence),
        reliabilities=tables.reliabilities(evidence),
        leaning=_leaning(evidence),
    )


def _leaning(evidence: Evidence) -> str:
    """Say what the headline would be at two levels of the records it rests on."""
    record = evidence.result.get("record")
    if not record:
        return ""
    history, latest = (
        words.outcomes(record[key]) for key in ("if_history", "if_latest")
    )
    weeks = words.counted(record["latest_weeks"], "week")
    return (
        "How much this leans on the record: were every promise exactly as reliable as "
        f"in all weeks of its record, the plan would be kept in {history}; "
        f"as in its last {weeks}, in {latest}."
    )


def _money(evidence: Evidence) -> Part:
    money = evidence.result["money"]
    at_risk = words.money(money["at_risk"], evidence.currency)
    budget = words.exact_money(money["budget"], evidence.currency)
    kept_share = words.share(money["share_on_existing"])
    return Part(
        title=f"{at_risk} of {budget} at risk"
        if words.about(money["at_risk"])
        else f"{budget}, none of it at risk",
        text=f"Each tactic's budget, weighed with the chance that one of its promises "
        f"misses its target. {kept_share} of the money is for existing and lapsed "
        "customers, the rest for new ones.",
        numbers=tables.money(evidence),
    )


def _value(evidence: Evidence) -> Part:
    value = evidence.result["value"]
    currency = evidence.currency
    title = "The plan pays" if value["p10"] >= 0 else "The plan may not pay"
    if value["mean"] < 0:
        title = "The plan loses money"
    mean = words.money(value["mean"], currency)
    ends = words.between(value["p10"], value["p90"], currency)
    return Part(
        title=title,
        text=f"{mean} on average, and {ends} in 8 of 10 outcomes: "
        "margins earned, less what broken promises cost, less the budgets.",
        numbers=tables.value(evidence),
    )


def _capable(evidence: Evidence) -> Part:
    rows = evidence.result["capable_to_promise"]
    tight = [evidence.tactic(row["tactic"]) for row in rows if 0 < row["multiple"] < 1]
    title = "There is room for what is drafted"
    if tight:
        title = f"Less could be promised: {words.listed(tight)}"
    if rows and all(row["multiple"] <= 0 for row in rows):
        title = "No single tactic, made smaller, makes the plan keepable"
    return Part(
        title=title,
        text="How much of each tactic could be promised, all else as drafted, so that "
        f"everything is still kept in {words.policy_share(evidence.keepable)} of outcomes.",
        numbers=tables.capable(evidence),
    )
