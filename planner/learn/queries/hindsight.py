"""One decision looked at again: what was predicted, what was known, what happened.

The figures are a document, ``decision-review/1``: a review keeps the one that the
reviewer saw, and the page is drawn from it.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from accounts.models import User
from core.weeks import WEEK, monday_of
from engine.hindsight import place, split
from planner.decisions.models import Decision
from planner.learn.queries.predictions import Prediction, predictions
from planner.scores.pages.holding import mean_of
from planner.scores.queries.beliefs import suppose_score
from promises.models import Promise
from promises.queries import weekly_records

FORMAT = "decision-review/1"
HELD, FAILED, UNKNOWN = "held", "failed", "unknown"
NOW_KNOWN = {HELD: "held", FAILED: "failed", UNKNOWN: "not known"}
Document = dict[str, Any]
# What has been found out since, by the code of an assumption: did it hold?
Known = Mapping[str, bool]


def figures(
    decision: Decision, user: User, *, known: Known, as_of: date, currency: str
) -> Document:
    """Return what was expected of a decision beside what happened since.

    ``known`` says which assumptions have held or failed by now. At most five queries,
    and one more score where something is known now that was not known then.
    """
    if decision.version_id is None:
        return _head(decision, as_of, currency) | _promise_since(decision, as_of)
    evidence = decision.evidence.get("score") or {}
    found = predictions(user, as_of=as_of, decision=decision.pk)
    informed = _informed(decision, known) if evidence else {}
    rows = [_row(each, evidence, informed) for each in found]
    return _head(decision, as_of, currency) | {
        "expected": _expected(evidence),
        "informed": informed.get("chance"),
        "beliefs": _beliefs(evidence, known),
        "promises": rows,
        "weeks": found[0].weeks if found else 0,
        "weeks_over": found[0].weeks_over if found else 0,
        **_happened(found, evidence, informed),
    }


def _head(decision: Decision, as_of: date, currency: str) -> Document:
    return {
        "format": FORMAT,
        "kind": "plan" if decision.version_id else "promise",
        "outcome": decision.outcome,
        "as_of": as_of.isoformat(),
        "currency": currency,
        "expected": None,
        "informed": None,
        "beliefs": [],
        "promises": [],
        "weeks": 0,
        "weeks_over": 0,
        "happened": None,
        "luck": None,
        "knowledge": None,
    }


def _expected(evidence: Mapping[str, Any]) -> Document | None:
    """Return what the score said of the whole plan, and what the policy asked."""
    if not evidence:
        return None
    policy = evidence["case"].get("policy", {})
    return {
        "chance": evidence["result"]["keep_probability"]["value"],
        "verdict": evidence["result"]["verdict"],
        "keepable": policy.get("keepable", 0.9),
        "at_risk": policy.get("at_risk", 0.6),
    }


def _beliefs(evidence: Mapping[str, Any], known: Known) -> list[Document]:
    rows = evidence["content"]["assumptions"] if evidence else []
    return [
        {
            "code": row["code"],
            "statement": row["statement"],
            "probability": float(row["probability"]),
            "then": row["status"],
            "now": {True: HELD, False: FAILED, None: UNKNOWN}[known.get(row["code"])],
        }
        for row in rows
    ]


def _informed(decision: Decision, known: Known) -> Document:
    """Return what would have been expected then, had one known what is known now.

    Both sides of the difference are scored by today's model, and the difference moves
    what was said then: a new model is no new knowledge.
    """
    score = decision.score
    if score is None or not known:
        return {}
    found = suppose_score(score, known)
    before, after = found.believed["result"], found.supposed["result"]
    told = decision.evidence["score"]["result"]
    rates = {row["id"]: row["keep_rate"]["mean"] for row in before["promises"]}
    moved = {
        row["id"]: row["keep_rate"]["mean"] - rates[row["id"]]
        for row in after["promises"]
    }
    change = after["keep_probability"]["value"] - before["keep_probability"]["value"]
    return {
        "chance": _within(told["keep_probability"]["value"] + change),
        "moved": moved,
    }


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _happened(
    found: list[Prediction], evidence: Mapping[str, Any], informed: Document
) -> Document:
    """Say whether every target was reached, and what of that was luck."""
    met = [each for each in found if each.has_outcome]
    if not met or len(met) < len(found):
        return {}
    happened = float(all(each.is_hit for each in met))
    expected = evidence["result"]["keep_probability"]["value"]
    steps = split(expected, informed.get("chance", expected), happened)
    return {"happened": happened, **asdict(steps)}


def _row(
    found: Prediction, evidence: Mapping[str, Any], informed: Document
) -> Document:
    """Return one promise of the plan: predicted beside kept."""
    costs = {row["id"]: row["break_cost"] for row in evidence["case"]["promises"]}
    code, cost = found.promise.code, float(costs.get(found.promise.code, 0))
    due_expected = _due_expected(evidence["case"], code, found.weeks_over)
    moved = informed.get("moved", {}).get(code, 0.0)
    row = {
        "code": code,
        "statement": found.promise.statement,
        "target": found.target,
        "chance": found.chance,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "informed": _within(found.mean + moved) if informed else None,
        "due": found.due,
        "due_expected": due_expected,
        "kept": found.kept,
        "rate": None,
        "reached": None,
        "place": None,
        "cost": None,
        "cost_expected": None,
    }
    if not found.has_outcome:
        return row
    return row | {
        "rate": found.rate,
        "reached": found.is_hit,
        "place": place(found.rate, found.due, found.low, found.high),
        "cost": (found.due - found.kept) * cost,
        "cost_expected": (1 - found.mean) * due_expected * cost,
    }


def _due_expected(case: Mapping[str, Any], promise: str, weeks: int) -> float:
    """Return how many occasions of a promise the first weeks were to bring, of everybody."""
    held = [row for row in case["commitments"] if row["promise"] == promise]
    drafted = [row for row in case["plan"]["tactics"] if promise in row["promises"]]
    return sum(
        mean_of(row["occasions"], week)
        for row in (*held, *drafted)
        for week in range(weeks)
        if row.get("starts", 0) <= week <= row.get("ends", week)
    )


def _promise_since(decision: Decision, as_of: date) -> Document:
    """Return what was kept of a promise in the whole weeks since it was decided."""
    promise = Promise.objects.get(decisions=decision)
    starts = monday_of(decision.decided_at.date()) + WEEK
    rows = weekly_records([promise.pk], as_of, since=starts).get(promise.pk, [])
    due = sum(week.due for week in rows)
    kept = sum(week.kept(promise.kept_rule) for week in rows)
    target = decision.evidence.get("target")
    before = decision.evidence.get("kept")
    known = bool(due) and target is not None
    reached = kept / due >= target if known else None
    return {
        "weeks_over": max((monday_of(as_of) - starts) // WEEK, 0),
        "happened": None if reached is None else float(reached),
        "promises": [
            {
                "code": promise.code,
                "statement": promise.statement,
                "target": target,
                "before": before["share"] if before else None,
                "due": due,
                "kept": kept,
                "rate": kept / due if due else None,
                "reached": reached,
                "cost": (due - kept) * float(decision.evidence.get("break_cost", 0)),
            }
        ],
    }
