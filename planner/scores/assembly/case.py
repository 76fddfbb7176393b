"""Put a plan and the world it meets into one document."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import engine
from core.refusals import Invalid
from core.weeks import WEEK, monday_of
from operations.models import Capability
from planner.plans.content import PlanContent
from planner.plans.models import Commitment, Plan, PlanVersion
from planner.plans.queries import (
    as_tested,
    late_starts_of,
    with_delays,
)
from planner.scores.assembly.capabilities import (
    capabilities_of,
    initiatives_of,
    task_loads,
)
from planner.scores.assembly.committed import (
    commitment_entry,
    commitments_within,
    own_plan,
)
from planner.scores.assembly.planned import assumption_entry, tactic_entry
from planner.scores.assembly.promised import (
    RECORD_WEEKS,
    made_codes,
    named_codes,
    objections_entry,
    promise_entry,
    promises_of,
    record_of,
    records,
)
from planner.scores.models import Policy, Score
from promises.models import Promise
from promises.queries import (
    standing_objections,
    track_records,
    weekly_records,
)

CASE_FORMAT = "promise-case/1"
Document = dict[str, Any]


class NotScorable(Invalid):
    title = "This plan cannot be scored yet"


def case_hash(case: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the case in its one canonical spelling."""
    text = json.dumps(case, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def build_case(
    content: PlanContent,
    *,
    as_of: date,
    version: PlanVersion | None = None,
    plan: Plan | None = None,
    undecided: bool = True,
    whole: bool = False,
    without: Collection[int] = (),
) -> Document:
    """Return the case of a plan against everything that is committed before it.

    A submitted ``version`` meets only the reservations that were made before its
    own; a draft, of the given ``plan`` if it has one, meets all but that plan's.
    Without ``undecided`` it meets no reservations: only what the company has made;
    and never the commitments in ``without`` (their keys), as if they had been let go.
    Only what shares a capability with the plan, directly or through others, is in
    the case: nothing else can change its score. With ``whole`` everything is, and a
    plan that promises nothing too. Assumptions stand as tests of them say; tactics
    start when their tasks let them. A fixed number of queries, whatever the size of the
    ledger. Raises ``NotScorable`` for a plan that promises nothing.
    """
    start, weeks = date.fromisoformat(content["starts_on"]), content["weeks"]
    if (own := own_plan(version, plan)) is not None:
        content = as_tested(content, own, as_of=as_of)
        content = with_delays(content, late_starts_of([own]).get(own, {}))
    held = list(commitments_within(version, plan, start, weeks))
    held = [row for row in held if row.pk not in without]
    if not undecided:
        held = [row for row in held if row.kind != Commitment.Kind.RESERVED]
    known = promises_of(content, held)
    if whole:
        promises, codes = known, set(Capability.objects.values_list("code", flat=True))
    else:
        _check(content, known)
        promises, codes = _touched(content, known)
    inside = {promise.pk for promise in promises}
    sums = track_records(inside, as_of)
    since = monday_of(as_of) - RECORD_WEEKS * WEEK
    weeks_of = weekly_records(inside, as_of, since=since)
    made = made_codes(content)
    said = standing_objections([p.pk for p in promises if p.code in made])
    return {
        "format": CASE_FORMAT,
        "horizon": {"start": start.isoformat(), "period": "week", "periods": weeks},
        "capabilities": capabilities_of(
            codes, start, weeks, task_loads(codes, own, start, weeks)
        ),
        "promises": [
            promise_entry(
                p, sums.get(p.pk), record_of(p, weeks_of.get(p.pk, []), as_of)
            )
            | objections_entry(said.get(p.pk))
            for p in promises
        ],
        "commitments": [
            commitment_entry(row, start, weeks)
            for row in held
            if row.promise_id in inside
        ],
        "plan": {
            "tactics": [tactic_entry(tactic) for tactic in content["tactics"]],
            "assumptions": [assumption_entry(a) for a in content["assumptions"]],
        },
        "initiatives": initiatives_of(codes, start, weeks),
        "policy": policy_entry(Policy.objects.current()),
        **records(as_of, since, known=bool(weeks_of)),
    }


def is_current(score: Score, *, as_of: date) -> bool:
    """Tell whether the version would be scored on the very same case today."""
    if score.model_version != engine.MODEL_VERSION:
        return False
    version = score.version
    case = build_case(version.content, as_of=as_of, version=version)
    return case_hash(case) == score.case_hash


def policy_entry(policy: Policy) -> Document:
    return {
        "who_waits": policy.who_waits,
        "keepable": float(policy.keepable),
        "at_risk": float(policy.at_risk),
    }


def _check(content: PlanContent, promises: Sequence[Promise]) -> None:
    """Refuse a plan in which there is nothing to be kept."""
    if gaps := gaps_of(content, promises):
        raise NotScorable(
            " ".join(gaps), next_step="Complete the draft: then it has a score."
        )


def gaps_of(content: PlanContent, promises: Sequence[Promise]) -> list[str]:
    """Say what a plan still needs before it can be scored."""
    if not content["tactics"]:
        return ["A plan has at least one tactic: add one."]
    gaps = [
        f"{tactic['name']} makes no promise yet: choose one."
        for tactic in content["tactics"]
        if not tactic["promises"]
    ]
    made = made_codes(content)
    gaps += [
        f"“{promise}” has no target yet: say what share of it is promised."
        for promise in promises
        if promise.code in made and promise.target is None
    ]
    return gaps


def _touched(
    content: PlanContent, promises: Sequence[Promise]
) -> tuple[list[Promise], set[str]]:
    """Return the promises and capabilities that hang together with the plan."""
    named = named_codes(content)
    codes = {
        assumption["driver"]["capacity"]
        for assumption in content["assumptions"]
        if "capacity" in assumption["driver"]
    }
    needs = {
        promise.code: {need.capability.code for need in promise.requirements.all()}
        for promise in promises
    }
    inside = {promise.code for promise in promises if promise.code in named}
    while True:
        codes |= {code for name in inside for code in needs[name]}
        joined = {name for name, found in needs.items() if found & codes} - inside
        if not joined:
            break
        inside |= joined
    return [promise for promise in promises if promise.code in inside], codes


NOTHING = "(nothing)"  # no code of a promise or tactic is spelled like this


def build_load_case(start: date, weeks: int, *, with_tasks: bool = True) -> Document:
    """Return the case of a plan that asks for nothing, against all that is held.

    Its load profile is what every capability has to carry anyway, ``with_tasks`` those
    of running plans too.
    """
    held = list(commitments_within(None, None, start, weeks))
    promises = (
        Promise.objects.filter(pk__in={row.promise_id for row in held})
        .prefetch_related("requirements__capability")
        .order_by("code")
    )
    codes = set(Capability.objects.values_list("code", flat=True))
    taken = task_loads(codes, None, start, weeks) if with_tasks else {}
    return {
        "format": CASE_FORMAT,
        "horizon": {"start": start.isoformat(), "period": "week", "periods": weeks},
        "capabilities": capabilities_of(codes, start, weeks, taken),
        "promises": [
            *(promise_entry(promise, None) for promise in promises),
            {"id": NOTHING, "target": 1.0, "requires": []},
        ],
        "commitments": [commitment_entry(row, start, weeks) for row in held],
        "plan": {"tactics": [{"id": NOTHING, "promises": [NOTHING], "occasions": 0.0}]},
    }
