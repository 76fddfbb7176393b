"""The score of a draft in a session: computed once for each revision, for everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.queries import local_day
from core.refusals import Refusal
from planner.plans.models import Plan
from planner.plans.queries import plan_content, results_of
from planner.scores.pages import page_from_evidence
from planner.scores.queries import inquire

KEPT_SECONDS = 15 * 60
CLAIM_SECONDS = 10
WEIGHED_AGAIN = timedelta(seconds=20)


@dataclass(frozen=True)
class SharedScore:
    """The score of one revision as everybody in the session sees it."""

    revision: int
    html: str
    tested: str  # differs as soon as tests say something else of its assumptions


def _key(plan: Plan, name: str) -> str:
    return f"session-score:{plan.pk}:{name}"


def _tested(plan: Plan, now: datetime) -> str:
    """Return a fingerprint of what tests say of the plan's assumptions."""
    results = results_of([plan.pk], as_of=local_day(now)).get(plan.pk, {})
    return f"{crc32(repr(sorted(results.items())).encode()):x}" if results else "0"


def _computed(plan: Plan, now: datetime) -> dict[str, Any]:
    """Return the evidence, or why there is none, for the plan as it stands."""
    row = Plan.objects.get(pk=plan.pk)
    known = {"revision": row.revision, "tested": _tested(row, now)}
    try:
        evidence = inquire(plan_content(row), now=now, plan=row, searches=False)
    except Refusal as refusal:
        told = {"message": refusal.message, "next_step": refusal.next_step}
        return {**known, "evidence": None, "refusal": told}
    return {**known, "evidence": evidence, "refusal": None}


def _is_current(found: dict[str, Any], plan: Plan, now: datetime) -> bool:
    newer = found["revision"] >= plan.revision
    return newer and found.get("tested") == _tested(plan, now)


def _latest(plan: Plan, *, now: datetime) -> dict[str, Any] | None:
    """Return the newest score there is; whoever comes first computes a newer one.

    Only one at a time computes; the others are answered with the one before.
    """
    found: dict[str, Any] | None = cache.get(_key(plan, "latest"))
    if found is not None and _is_current(found, plan, now):
        return found
    if not cache.add(_key(plan, "claim"), 1, CLAIM_SECONDS):
        return found
    try:
        found = _computed(plan, now)
        cache.set(_key(plan, "latest"), found, KEPT_SECONDS)
    finally:
        cache.delete(_key(plan, "claim"))
    return found


def shared_score(plan: Plan, *, now: datetime) -> SharedScore | None:
    """Return the newest score as a fragment; None while the first is computed."""
    found = _latest(plan, now=now)
    if found is None:
        return None
    key = _key(plan, f"{found['revision']}:{found['tested']}:{get_language()}")
    html = cache.get(key)
    if html is None:
        html = _rendered(found)
        cache.set(key, html, KEPT_SECONDS)
    return SharedScore(found["revision"], html, found["tested"])


def _rendered(found: dict[str, Any]) -> str:
    evidence = found["evidence"]
    context = {
        "page": page_from_evidence(evidence) if evidence else None,
        "refusal": found["refusal"],
        "left_out": [],
    }
    return render_to_string("scores/_live.html", context)


def latest_summary(plan: Plan, *, now: datetime) -> dict[str, Any] | None:
    """Return the newest score in words and figures, with the revision that it is of."""
    found = _latest(plan, now=now)
    return {"revision": found["revision"], **_summary(found)} if found else None


def score_summary(plan: Plan, *, now: datetime) -> dict[str, Any]:
    """Return what the record keeps of the score: its sentence and its probability."""
    found = _latest(plan, now=now)
    stands = found is not None and _is_current(found, plan, now)
    if found is None or not stands or found["revision"] != plan.revision:
        found = _computed(plan, now)
    return _summary(found)


def _summary(found: dict[str, Any]) -> dict[str, Any]:
    evidence = found["evidence"]
    if evidence is None:
        return {"text": found["refusal"]["message"], "keep_probability": None}
    page = page_from_evidence(evidence)
    result = evidence["result"]
    return {
        "text": "".join(phrase.text for phrase in page.phrases),
        "verdict": page.verdict_label,
        "tone": page.tone,
        "keep_probability": result["keep_probability"]["value"],
    }


def weighed_assumptions(plan: Plan, *, now: datetime) -> list[dict[str, Any]]:
    """Return the untested assumptions with what testing each is worth, most first.

    They only order questions: while people type, the weights may be a little old.
    """
    key = _key(plan, "assumptions")
    found: tuple[int, datetime, list[dict[str, Any]]] | None = cache.get(key)
    if found is not None:
        revision, at, rows = found
        if revision == plan.revision or now - at < WEIGHED_AGAIN:
            return rows
    rows = _weighed(plan, now)
    cache.set(key, (plan.revision, now, rows), KEPT_SECONDS)
    return rows


def _weighed(plan: Plan, now: datetime) -> list[dict[str, Any]]:
    try:
        evidence = inquire(
            plan_content(plan), now=now, plan=plan, sensitivities=True, searches=False
        )
    except Refusal:
        return []
    rows: list[dict[str, Any]] = evidence["result"]["assumptions"]
    worth = sorted(rows, key=lambda row: -(row.get("value_of_testing") or 0))
    return [
        {"id": row["id"], "value": row.get("value_of_testing") or 0} for row in worth
    ]
