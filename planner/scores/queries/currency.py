"""Tell whether a score is still of today's world, and what has changed if not."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import engine
from accounts.queries import local_day
from operations.models import Capability
from planner.plans.models import Plan
from planner.scores import assembly
from planner.scores.assembly import build_case
from planner.scores.models import Score
from promises.models import Promise

Case = Mapping[str, Any]
Names = Mapping[str, str]


def is_current(score: Score, *, now: datetime) -> bool:
    """Tell whether the version would be scored on the very same case now."""
    return assembly.is_current(score, as_of=local_day(now))


def changes_since(score: Score, *, now: datetime) -> list[str]:
    """Say in words what the score was not computed from; nothing if it is current."""
    version = score.version
    case = build_case(version.content, as_of=local_day(now), version=version)
    found = what_changed(score.case, case, _names(score.case, case))
    if score.model_version != engine.MODEL_VERSION:
        found.append(
            f"The scoring model is {engine.MODEL_VERSION} now, "
            f"it was {score.model_version}."
        )
    return found


def _names(*cases: Case) -> dict[str, str]:
    """Return what the codes of some cases are called."""
    capabilities = {entry["id"] for case in cases for entry in case["capabilities"]}
    promises = {entry["id"] for case in cases for entry in case["promises"]}
    plans = {
        int(entry["plan"].removeprefix("plan-"))
        for case in cases
        for entry in case["commitments"]
        if "plan" in entry
    }
    found = dict(
        Capability.objects.filter(code__in=capabilities).values_list("code", "name")
    )
    said = Promise.objects.filter(code__in=promises).values_list("code", "statement")
    found |= {code: f"“{statement}”" for code, statement in said}
    titles = Plan.objects.filter(pk__in=plans).values_list("pk", "title")
    return found | {f"plan-{pk}": f"The plan “{title}”" for pk, title in titles}


# --- Two cases, compared in words ----------------------------------------------

CAPABILITY_WORDS = {
    "capacity": "What {} can do was changed.",
    "staffed": "The staffing of {} was changed.",
    "committed": "The load that {} has already was changed.",
    "backlog": "The backlog of {} was changed.",
    "unit": "The unit of {} was changed.",
}
PROMISE_WORDS = {
    "target": "The target of {} was changed.",
    "within": "How long {} may wait was changed.",
    "break_cost": "What a broken {} costs was changed.",
    "requires": "What {} takes of operations was changed.",
    "track_record": "There are new outcomes of {} in the ledger.",
    "record": "There are new outcomes of {} in the ledger.",
    "objections": "What the frontline says of {} has changed.",
}
POLICY_WORDS = {
    "who_waits": "The policy now says otherwise who waits when capacity is short.",
    "keepable": "The policy's threshold for a keepable plan was changed.",
    "at_risk": "The policy's threshold for a plan at risk was changed.",
}


def what_changed(before: Case, after: Case, names: Names | None = None) -> list[str]:
    """Return one sentence for each thing that is not the same in two cases.

    ``names`` says what the codes are called: capabilities, promises, plans.
    """
    names = names or {}
    capabilities = before["capabilities"], after["capabilities"]
    promises = before["promises"], after["promises"]
    found = [
        *_entries(*capabilities, CAPABILITY_WORDS, names),
        *_entries(*promises, PROMISE_WORDS, names),
        *_commitments(before["commitments"], after["commitments"], names),
        *_initiatives(before["initiatives"], after["initiatives"]),
        *_started(before.get("plan", {}), after.get("plan", {})),
        *_tested(before.get("plan", {}), after.get("plan", {})),
        *[
            words
            for key, words in POLICY_WORDS.items()
            if before["policy"].get(key) != after["policy"].get(key)
        ],
    ]
    if not found and before.get("records") != after.get("records"):
        return ["Another week of the company's ledger is over, or was corrected."]
    return found


def _entries(
    before: Iterable[Case],
    after: Iterable[Case],
    words: Mapping[str, str],
    names: Names,
) -> list[str]:
    old = {entry["id"]: entry for entry in before}
    new = {entry["id"]: entry for entry in after}

    def called(code: str) -> str:
        return names.get(code, code)

    came, went = sorted(set(new) - set(old)), sorted(set(old) - set(new))
    found = [f"{called(code)} now plays a part." for code in came]
    found += [f"{called(code)} plays no part any more." for code in went]
    for code in sorted(set(old) & set(new)):
        found += dict.fromkeys(
            sentence.format(called(code))
            for key, sentence in words.items()
            if old[code].get(key) != new[code].get(key)
        )
    return found


def _by_holder(entries: Iterable[Case]) -> dict[str, list[Case]]:
    held: dict[str, list[Case]] = {}
    for entry in entries:
        held.setdefault(entry.get("plan", ""), []).append(entry)
    return held


def _commitments(
    before: Iterable[Case], after: Iterable[Case], names: Names
) -> list[str]:
    old, new = _by_holder(before), _by_holder(after)
    found = []
    if old.pop("", []) != new.pop("", []):
        found.append("What existing customers have been promised was changed.")

    def called(holder: str) -> str:
        return names.get(holder, holder)

    came, went = sorted(set(new) - set(old)), sorted(set(old) - set(new))
    found += [f"{called(holder)} now holds capacity." for holder in came]
    found += [f"{called(holder)} holds no capacity any more." for holder in went]
    found += [
        f"{called(holder)} holds other capacity than before."
        for holder in sorted(set(old) & set(new))
        if old[holder] != new[holder]
    ]
    return found


def _initiatives(before: Iterable[Case], after: Iterable[Case]) -> list[str]:
    if list(before) == list(after):
        return []
    return ["The initiatives that may lift capacity were changed."]


def _started(before: Case, after: Case) -> list[str]:
    # A version's own weeks never change: only its tasks move them.
    old, new = (
        {row["id"]: (row.get("starts"), row.get("ends")) for row in case["tactics"]}
        if "tactics" in case
        else {}
        for case in (before, after)
    )
    if old == new:
        return []
    return ["As its tasks stand, its tactics start in other weeks."]


def _tested(before: Case, after: Case) -> list[str]:
    old = {row["id"]: row.get("status") for row in before.get("assumptions", ())}
    new = {row["id"]: row.get("status") for row in after.get("assumptions", ())}
    if old == new:
        return []
    return ["What tests say of its assumptions has changed."]
