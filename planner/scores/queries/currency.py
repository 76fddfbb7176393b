"""Tell whether a score is still of today's world, and what has changed if not."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import engine
from accounts.queries import local_day
from planner.scores.assembly import Document, build_case, case_hash
from planner.scores.models import Score

Case = Mapping[str, Any]


def case_of_now(score: Score, *, now: datetime) -> Document:
    """Return the case that the score's version would be scored on now."""
    version = score.version
    return build_case(version.content, as_of=local_day(now), version=version)


def is_current(score: Score, *, now: datetime) -> bool:
    """Tell whether the version would be scored on the very same case now."""
    if score.model_version != engine.MODEL_VERSION:
        return False
    return case_hash(case_of_now(score, now=now)) == score.case_hash


def what_changed(score: Score, *, now: datetime) -> list[str]:
    """Say in words what the score was not computed from; nothing if it is current."""
    found = differences(score.case, case_of_now(score, now=now))
    if score.model_version != engine.MODEL_VERSION:
        found.append(
            f"The scoring model is {engine.MODEL_VERSION} now, "
            f"it was {score.model_version}."
        )
    return found


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
}
POLICY_WORDS = {
    "who_waits": "The policy now says otherwise who waits when capacity is short.",
    "keepable": "The policy's threshold for a keepable plan was changed.",
    "at_risk": "The policy's threshold for a plan at risk was changed.",
}


def differences(before: Case, after: Case) -> list[str]:
    """Return one sentence for each thing that is not the same in two cases."""
    return [
        *_entries(before["capabilities"], after["capabilities"], CAPABILITY_WORDS),
        *_entries(before["promises"], after["promises"], PROMISE_WORDS),
        *_commitments(before["commitments"], after["commitments"]),
        *_initiatives(before["initiatives"], after["initiatives"]),
        *[
            words
            for key, words in POLICY_WORDS.items()
            if before["policy"].get(key) != after["policy"].get(key)
        ],
    ]


def _entries(
    before: Iterable[Case], after: Iterable[Case], words: Mapping[str, str]
) -> list[str]:
    old = {entry["id"]: entry for entry in before}
    new = {entry["id"]: entry for entry in after}
    found = [f"{name} now plays a part." for name in sorted(set(new) - set(old))]
    found += [f"{name} plays no part any more." for name in sorted(set(old) - set(new))]
    for name in sorted(set(old) & set(new)):
        found += [
            sentence.format(name)
            for key, sentence in words.items()
            if old[name].get(key) != new[name].get(key)
        ]
    return found


def _by_holder(entries: Iterable[Case]) -> dict[str, list[Any]]:
    held: dict[str, list[Any]] = {}
    for entry in entries:
        _, _, title = str(entry.get("plan", "")).partition(": ")
        where = f"“{title}”" if "plan" in entry else "existing customers"
        held.setdefault(where, []).append(entry)
    return held


def _commitments(before: Iterable[Case], after: Iterable[Case]) -> list[str]:
    old, new = _by_holder(before), _by_holder(after)
    found = [
        f"{where.capitalize()} now have been promised something that takes capacity."
        if where == "existing customers"
        else f"{where} now holds capacity."
        for where in sorted(set(new) - set(old))
    ]
    found += [f"{w} holds no capacity any more." for w in sorted(set(old) - set(new))]
    found += [
        f"What has been promised to {where} was changed."
        if where == "existing customers"
        else f"What {where} holds was changed."
        for where in sorted(set(old) & set(new))
        if old[where] != new[where]
    ]
    return found


def _initiatives(before: Iterable[Case], after: Iterable[Case]) -> list[str]:
    if list(before) == list(after):
        return []
    return ["The initiatives that may lift capacity were changed."]
