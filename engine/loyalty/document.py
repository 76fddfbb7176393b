"""Loyalty as plain dictionaries, lists and numbers, ready for JSON."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.loyalty.answer import Candidate, Future, Value
from engine.loyalty.forecast import Check, Total
from engine.loyalty.histories import Array, Chosen, Shopping, Whole
from engine.loyalty.retention import (
    Curves,
    came_back,
    kaplan_meier,
    month_cohorts,
    until_again,
    until_silent,
    year_cohorts,
)
from engine.loyalty.rfm import CLASSES, FIFTHS, Rfm, classes_of, rfm_of
from engine.loyalty.spend import Spend

SHOWN_WEEKS = (4, 8, 13, 26, 39, 52, 78, 104, 156, 208, 260)
# As a curve is drawn: every four weeks, and the quarters.
DRAWN_WEEKS = tuple(sorted({*range(4, 261, 4), *SHOWN_WEEKS}))


def day(number: int) -> str:
    """Write a day since 1970-01-01."""
    return str(np.datetime64(number, "D"))


def total_document(total: Total) -> dict[str, Any]:
    """Write a forecast for all, with the deviations that its interval is made of."""
    return {
        "weeks": total.weeks,
        "mean": total.mean,
        "p10": total.p10,
        "p90": total.p90,
        "deviations": {
            "chance": total.chance,
            "parameters": total.uncertainty,
            "past_misses": total.model_error,
        },
    }


def check_document(check: Check) -> dict[str, Any]:
    """Write a forecast beside what happened."""
    return {
        "origin": day(check.origin),
        "weeks": check.weeks,
        "customers": check.customers,
        "expected": check.expected.mean,
        "p10": check.expected.p10,
        "p90": check.expected.p90,
        "happened": check.happened,
        "inside": check.inside,
        "held_out_log_likelihood": check.held_out,
    }


def candidate_document(candidate: Candidate) -> dict[str, Any]:
    """Write a model."""
    fit = candidate.fit
    return {
        "parameters": fit.named(),
        "log_likelihood": fit.log_likelihood,
        "held_out_log_likelihood": candidate.held_out,
        "settled": fit.settled,
        "at_edge": list(fit.at_edge),
        "forecast": candidate.total.mean,
        "check": check_document(candidate.check) if candidate.check else None,
    }


def future_document(future: Future) -> dict[str, Any]:
    """Write the models, the choice, the forecast and who is still a customer."""
    best, bg_nbd = future.best, future.candidates["bg_nbd"].fit
    kinds, outlook = future.kinds, future.outlook
    once = kinds.repeats == 0
    return {
        "bg_nbd": {**bg_nbd.named(), "log_likelihood": bg_nbd.log_likelihood},
        "model": future.chosen,
        "held_out": {name: one.held_out for name, one in future.candidates.items()},
        "models": {
            name: candidate_document(one) for name, one in future.candidates.items()
        },
        "forecast": {
            **total_document(best.total),
            "customers": int(kinds.count.sum()),
            "check": check_document(best.check) if best.check else None,
            "past": [check_document(one) for one in best.past],
        },
        "alive": {
            "customers": float(outlook.alive @ kinds.count),
            "share": float(outlook.alive @ kinds.count) / best.fit.customers,
            "bought_once": {
                "customers": int(kinds.count[once].sum()),
                "mean_probability": _mean(outlook.alive[once], kinds.count[once]),
            },
        },
    }


def _mean(values: Array, count: Array) -> float | None:
    return float(values @ count / count.sum()) if count.sum() else None


def cautions(parts: dict[str, Any]) -> list[str]:
    """Say what a reader of the forecast must know."""
    found = []
    held_out = parts["held_out"]
    chosen = parts["model"]
    if held_out[chosen] is None:
        found.append("The history is too short to try forecasts on the past.")
    elif max(held_out, key=held_out.get) != chosen:
        found.append(
            "The BG/NBD foretold the past better, but takes everyone who bought once "
            f"for a customer for ever: {chosen} is used."
        )
    check = parts["forecast"]["check"]
    if check and not check["inside"]:
        found.append(
            f"The check fails: {check['happened']:,} purchases happened in "
            f"{check['weeks']:g} weeks, {check['p10']:,.0f} to {check['p90']:,.0f} were "
            "forecast."
        )
    for name, one in parts["models"].items():
        if one["at_edge"]:
            edge = ", ".join(one["at_edge"])
            found.append(f"{name}: {edge} ran to its bound; a simpler model would do.")
        if not one["settled"]:
            found.append(f"{name}: no clear optimum was found; mind its figures.")
    return found


def spend_document(spend: Spend) -> dict[str, Any]:
    """Write the Gamma-Gamma model."""
    return {
        "p": spend.p,
        "q": spend.q,
        "gamma": spend.gamma,
        "log_likelihood": spend.log_likelihood,
        "customers": spend.customers,
        "mean": spend.mean if np.isfinite(spend.mean) else None,
        "correlation": spend.correlation,
        "rank_correlation": spend.relation,
        "related": spend.related,
        "settled": spend.settled,
    }


def value_document(value: Value) -> dict[str, Any]:
    """Write what customers are worth together, and how it is shared."""
    ordered = np.sort(value.worth)[::-1]
    tenth = int(np.ceil(len(ordered) / 10))
    total = float(ordered.sum())
    return {
        "weeks": value.weeks,
        "yearly_discount": value.yearly_discount,
        "revenue": total,
        "mean": total / len(ordered),
        "best_tenth_share": float(ordered[:tenth].sum()) / total if total else None,
    }


def retention_document(
    shopping: Shopping, as_of: int, silent_after: int, confidence: float
) -> dict[str, Any]:
    """Write repeat rate and retention, of all and by month of the first purchase."""
    cohort, names = month_cohorts(shopping.first)
    year, years = year_cohorts(shopping.first)
    everyone = np.zeros_like(cohort)
    again, silent = (
        until_again(shopping, as_of),
        until_silent(shopping, as_of, silent_after),
    )
    tables = []
    for group, size in ((everyone, 1), (cohort, len(names)), (year, len(years))):
        tables.append(
            [
                kaplan_meier(spell.days, spell.happened, group, size, confidence)
                for spell in (again, silent)
            ]
        )
    silences, ended = came_back(shopping, as_of, silent_after)
    repeated = int(again.happened.sum())
    return {
        "confidence": confidence,
        "silent_after_days": silent_after,
        "silences": silences,
        "ended": ended,
        "repeat_rate": {
            "customers": len(cohort),
            "repeated": repeated,
            "share": repeated / len(cohort),
            "within": _steps(tables[0][0], 0, turned=True),
        },
        "retained": _steps(tables[0][1], 0, turned=False),
        "cohorts": _cohorts(names, cohort, again.happened, tables[1], SHOWN_WEEKS),
        "years": _cohorts(years, year, again.happened, tables[2], DRAWN_WEEKS),
        "drawn": {
            "repeated_within": _steps(tables[0][0], 0, DRAWN_WEEKS, turned=True),
            "retained": _steps(tables[0][1], 0, DRAWN_WEEKS, turned=False),
        },
    }


def _cohorts(
    names: list[str],
    cohort: Whole,
    again: Chosen,
    curves: list[Curves],
    weeks: Sequence[int],
) -> list[dict[str, Any]]:
    """Write every cohort: who came back by when, and who stayed."""
    sizes = np.bincount(cohort, minlength=len(names))
    repeated = np.bincount(cohort[again], minlength=len(names))
    return [
        {
            "cohort": name,
            "customers": int(sizes[index]),
            "repeated": int(repeated[index]),
            "repeat_rate": float(repeated[index] / sizes[index]),
            "repeated_within": _steps(curves[0], index, weeks, turned=True),
            "retained": _steps(curves[1], index, weeks, turned=False),
        }
        for index, name in enumerate(names)
    ]


def _steps(
    curves: Curves, row: int, shown: Sequence[int] = SHOWN_WEEKS, *, turned: bool
) -> list[dict[str, Any]]:
    """Write a curve at whole weeks as long as anyone is followed; its rest if turned."""
    steps = []
    length = curves.share.shape[1]
    for weeks in (one for one in shown if one * 7 < length):
        at = weeks * 7
        if not curves.followed[row, at]:
            continue
        share, low, high = (
            float(one[row, at]) for one in (curves.share, curves.low, curves.high)
        )
        if turned:
            share, low, high = 1.0 - share, 1.0 - high, 1.0 - low
        steps.append(
            {
                "weeks": weeks,
                "share": share,
                "low": low,
                "high": high,
                "followed": int(curves.followed[row, at]),
            }
        )
    return steps


def rfm_document(shopping: Shopping) -> dict[str, Any]:
    """Write how many customers have each pair of recency and frequency scores."""
    return scored_document(scores_of(shopping))


def scores_of(shopping: Shopping) -> Rfm:
    """Score every customer."""
    size = len(shopping.begins)
    return rfm_of(shopping.customer, shopping.day, shopping.amount, size)


def scored_document(scored: Rfm) -> dict[str, Any]:
    """Write the map of scores, and the classes by recency and frequency."""
    place = (scored.recency_score.astype(int) - 1) * FIFTHS + scored.frequency_score - 1
    table = np.bincount(place, minlength=FIFTHS * FIFTHS).reshape(FIFTHS, FIFTHS)
    return {
        "rows": "recency score 1 to 5",
        "columns": "frequency score 1 to 5",
        "customers": table.tolist(),
        "classes": _classes(scored),
    }


def _classes(scored: Rfm) -> list[dict[str, Any]]:
    """Write how many customers each class has, and what they spent."""
    place = classes_of(scored.recency_score, scored.frequency_score)
    count = np.bincount(place, minlength=len(CLASSES))
    spent = np.bincount(place, scored.amount, len(CLASSES))
    total = float(spent.sum())
    return [
        {
            "class": name,
            "customers": int(count[index]),
            "revenue": float(spent[index]),
            "share": float(spent[index]) / total if total else None,
        }
        for index, name in enumerate(CLASSES)
    ]
