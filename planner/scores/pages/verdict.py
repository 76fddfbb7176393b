"""The verdict as a sentence, and the four figures under it."""

from collections.abc import Mapping
from typing import Any

from core.pages import Figure, Phrase, Tone
from planner.scores.pages import words
from planner.scores.pages.evidence import Evidence
from planner.scores.pages.sentences import (
    BOTTLENECKS,
    EXISTING,
    METHOD,
    MONEY,
    PROMISES,
    REASONS,
    VALUE,
    Phrases,
)
from planner.scores.pages.words import share

CAN = {
    "keepable": "can keep what it says",
    "at-risk": "may not keep what it says",
    "not-keepable": "cannot keep what it says",
}


def verdict_sentence(evidence: Evidence) -> Phrases:
    """Say whether it can be kept, what is promised how often, and why not."""
    weakest = evidence.weakest
    kept, target = words.against(weakest["keep_rate"]["mean"], weakest["target"])
    times = words.about(evidence.occasions(weakest["id"]))
    return (
        Phrase("As drafted, this plan "),
        Phrase(CAN[evidence.result["verdict"]], REASONS, evidence.tone),
        Phrase(f". It would tell {evidence.audience(weakest['id'])} "),
        Phrase(f"{words.number(times)} times", MONEY),
        Phrase(f" {evidence.statement(weakest['id'])}, and keep that "),
        Phrase(f"{kept} of the time", PROMISES, promise_tone(weakest, evidence)),
        Phrase(f" against a target of {target}"),
        *_or_misses(weakest),
        *_because(weakest["id"], evidence),
        Phrase("."),
    )


def _or_misses(weakest: Mapping[str, Any]) -> Phrases:
    """Say how often a target that is reached on average is missed."""
    missed = 1 - weakest["keep_probability"]["value"]
    if weakest["keep_rate"]["mean"] < weakest["target"] or not missed:
        return ()
    return (
        Phrase(", missing it in "),
        Phrase(f"{words.outcomes(missed)}", PROMISES),
    )


def promise_tone(promise: Mapping[str, Any], evidence: Evidence) -> Tone:
    chance = promise["keep_probability"]["value"]
    if chance >= evidence.keepable:
        return "kept"
    return "at-risk" if chance >= evidence.at_risk else "not-kept"


def _because(promise: str, evidence: Evidence) -> Phrases:
    for found in evidence.result["reasons"]:
        write = BECAUSE.get(found["code"])
        if write and found.get("promise", promise) == promise:
            return write(found, evidence)
    return ()


def _short(found: Mapping[str, Any], evidence: Evidence) -> Phrases:
    name = evidence.capability(found["capability"])
    missing = words.in_units(found["shortfall"], evidence.unit(found["capability"]))
    if words.number(found["shortfall"]) == "0":
        said = f"{name} is first short in {words.week(found['period'])}"
    else:
        said = f"{name} is {missing} short in {words.week(found['period'])}"
    return Phrase(", because "), Phrase(said, BOTTLENECKS)


def _understaffed(found: Mapping[str, Any], evidence: Evidence) -> Phrases:
    people, needed = (words.number(found[k]) for k in ("servers", "servers_needed"))
    return (
        Phrase(", because "),
        Phrase(
            f"{evidence.capability(found['capability'])} would need {needed} people "
            f"in {words.week(found['period'])} and has {people}",
            BOTTLENECKS,
        ),
    )


def _record(found: Mapping[str, Any], evidence: Evidence) -> Phrases:
    return (
        Phrase(", because "),
        Phrase(f"even on time only {share(found['reliability'])} are kept", METHOD),
    )


def _close(found: Mapping[str, Any], evidence: Evidence) -> Phrases:
    return (
        Phrase(", because "),
        Phrase("its own record is too close to that", METHOD),
    )


def _together(found: Mapping[str, Any], evidence: Evidence) -> Phrases:
    count = len(evidence.result["promises"])
    return (
        Phrase("; "),
        Phrase(
            f"all {words.counted(count, 'promise')} together are kept in "
            f"{words.outcomes(found['keep_probability'])}",
            PROMISES,
        ),
    )


BECAUSE = {
    "capability-short": _short,
    "staffed-understaffed": _understaffed,
    "track-record-below-target": _record,
    "target-out-of-reach": _close,
    "joint-risk": _together,
}


# --- Figures -----------------------------------------------------------------


def key_figures(evidence: Evidence) -> tuple[Figure, ...]:
    """Return the keep probability, budget at risk, value, and existing customers."""
    return (
        keep_probability(evidence),
        budget_at_risk(evidence),
        plan_value(evidence),
        existing_customers(evidence),
    )


def keep_probability(evidence: Evidence) -> Figure:
    headline = evidence.result["keep_probability"]
    count = len(evidence.result["promises"])
    asks = f"policy asks for {words.policy_share(evidence.keepable)}"
    error = words.error_of(headline["standard_error"])
    return Figure(
        label="The promise kept"
        if count == 1
        else f"All {words.counted(count, 'promise')} kept",
        value=share(headline["value"]),
        meaning=f"{error}, {asks}" if error else asks,
        url=PROMISES,
        tone=evidence.tone,
    )


def budget_at_risk(evidence: Evidence) -> Figure:
    money = evidence.result["money"]
    of = words.exact_money(money["budget"], evidence.currency)
    return Figure(
        label="Budget at risk",
        value=words.money(money["at_risk"], evidence.currency),
        meaning=f"of {of} would advertise what is not kept",
        url=MONEY,
    )


def plan_value(evidence: Evidence) -> Figure:
    value = evidence.result["value"]
    return Figure(
        label="Plan value",
        value=words.money(value["mean"], evidence.currency),
        meaning=words.between(value["p10"], value["p90"], evidence.currency),
        url=VALUE,
    )


def existing_customers(evidence: Evidence) -> Figure:
    """Return what the plan does, at worst, to a promise made before."""
    rows = evidence.result["existing"]
    if not rows:
        return Figure(
            label="Existing customers",
            value="–",
            meaning="nothing is promised to them yet",
            url=EXISTING,
        )
    worst = min(rows, key=lambda row: row["unprotected"] - row["without"])
    before, after = share(worst["without"]), share(worst["unprotected"])
    if before == after:
        value, meaning = after, "kept, with this plan or without"
    else:
        value = f"{before.removesuffix(words.PERCENT)} → {after}"
        meaning = "kept, if nobody protects them"
    return Figure(
        label="Existing customers", value=value, meaning=meaning, url=EXISTING
    )
