"""Build the case: the plan and the world it meets, as one document.

The same rows always make the same document, so its hash tells whether anything
that a score depends on has changed.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

import engine
from core.refusals import Invalid
from core.weeks import WEEK, monday_of, mondays
from operations.models import Capability, Initiative
from operations.queries import CapabilityProfile, Profile, profiles
from planner.plans.content import AssumptionContent, PlanContent, TacticContent
from planner.plans.models import RUNNING, Commitment, Plan, PlanVersion, TaskLoad
from planner.plans.queries import (
    as_tested,
    first_whole_week,
    late_starts_of,
    with_delays,
)
from planner.scores.models import Policy, Score
from promises.models import Promise
from promises.queries import (
    Standing,
    TrackRecord,
    WeekCount,
    company_record,
    standing_objections,
    track_records,
    weekly_records,
)

CASE_FORMAT = "promise-case/1"
# Two years: a season seen twice, and a case that stays small.
RECORD_WEEKS = 104
# The company's level is a beginning: it is told to a point, so that what is reported of
# other promises does not make every score look old.
COMPANY_OUTCOMES = 1_000
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
    if (own := _own(version, plan)) is not None:
        content = as_tested(content, own, as_of=as_of)
        content = with_delays(content, late_starts_of([own]).get(own, {}))
    held = list(_commitments(version, plan, start, weeks))
    held = [row for row in held if row.pk not in without]
    if not undecided:
        held = [row for row in held if row.kind != Commitment.Kind.RESERVED]
    known = _promises(content, held)
    if whole:
        promises, codes = known, set(Capability.objects.values_list("code", flat=True))
    else:
        _check(content, known)
        promises, codes = _touched(content, known)
    inside = {promise.pk for promise in promises}
    sums = track_records(inside, as_of)
    since = monday_of(as_of) - RECORD_WEEKS * WEEK
    weeks_of = weekly_records(inside, as_of, since=since)
    made = _made(content)
    said = standing_objections([p.pk for p in promises if p.code in made])
    return {
        "format": CASE_FORMAT,
        "horizon": {"start": start.isoformat(), "period": "week", "periods": weeks},
        "capabilities": _capabilities(
            codes, start, weeks, _task_loads(codes, own, start, weeks)
        ),
        "promises": [
            _promise(p, sums.get(p.pk), _record(p, weeks_of.get(p.pk, []), as_of))
            | _objections(said.get(p.pk))
            for p in promises
        ],
        "commitments": [
            _commitment(row, start, weeks) for row in held if row.promise_id in inside
        ],
        "plan": {
            "tactics": [_tactic(tactic) for tactic in content["tactics"]],
            "assumptions": [_assumption(a) for a in content["assumptions"]],
        },
        "initiatives": _initiatives(codes, start, weeks),
        "policy": policy_entry(Policy.objects.current()),
        **_records(as_of, since, known=bool(weeks_of)),
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
    made = _made(content)
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
    named = _named(content)
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


# --- What is committed -------------------------------------------------------


def _own(version: PlanVersion | None, plan: Plan | None) -> int | None:
    return version.plan_id if version else plan.pk if plan else None


def _commitments(
    version: PlanVersion | None, plan: Plan | None, start: date, weeks: int
) -> Iterable[Commitment]:
    own = _own(version, plan)
    reserved = Q(kind=Commitment.Kind.RESERVED)
    earlier = Q(version__lt=version.pk) if version else Q()
    begun = Q(starts_on__isnull=True) | Q(starts_on__lt=start + WEEK * weeks)
    found = Commitment.objects.holding().filter(~reserved | (reserved & earlier), begun)
    if own is not None:
        found = found.exclude(version__plan=own)
    loaded = found.select_related("promise", "version").defer("version__content")
    rows = _as_they_start(loaded.order_by("pk"))
    return [row for row in rows if not _is_outside(row, start, weeks)]


def _as_they_start(found: Iterable[Commitment]) -> list[Commitment]:
    """Return what is committed from the weeks on in which its tactics can start."""
    rows = list(found)
    late = late_starts_of({row.version.plan_id for row in rows if row.version})
    for row in rows:
        known = late.get(row.version.plan_id, {}) if row.version else {}
        if row.starts_on is not None and (start := known.get(row.tactic_code)):
            # It is only read here: nothing of this is stored.
            row.starts_on = max(row.starts_on, first_whole_week(start.ready_on))
    return rows


def _is_outside(row: Commitment, start: date, weeks: int) -> bool:
    if row.starts_on is None or row.weeks is None:
        return False
    first = monday_of(row.starts_on)
    return first + WEEK * row.weeks <= start or first >= start + WEEK * weeks


@dataclass(frozen=True)
class _Weeks:
    """A commitment's place in the horizon, in weeks from its start."""

    first: int
    last: int

    def of(self, amount: Decimal, weeks: int) -> list[float]:
        inside = range(self.first, self.last + 1)
        return [float(amount) if week in inside else 0.0 for week in range(weeks)]


def _commitment(row: Commitment, start: date, weeks: int) -> Document:
    entry: Document = {
        "promise": row.promise.code,
        "occasions": _occasions(row, start, weeks),
    }
    if row.version is not None:
        entry["plan"] = f"plan-{row.version.plan_id}"
    return entry


def _occasions(row: Commitment, start: date, weeks: int) -> Any:  # noqa: ANN401
    """Return a number or an estimate, or a list of them where weeks differ."""
    amounts = {"low": row.low, "likely": row.likely, "high": row.high}
    if row.starts_on is None or row.weeks is None:
        return _estimate({k: float(v) for k, v in amounts.items()})
    first = (monday_of(row.starts_on) - start).days // 7
    place = _Weeks(first, first + row.weeks - 1)
    return _estimate({k: place.of(v, weeks) for k, v in amounts.items()})


def _estimate(points: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return one value where all three points agree."""
    if points["low"] == points["likely"] == points["high"]:
        return points["likely"]
    return dict(points)


# --- What is promised, and what it takes -------------------------------------


def _made(content: PlanContent) -> set[str]:
    """Return the promises that the plan makes."""
    return {code for tactic in content["tactics"] for code in tactic["promises"]}


def _named(content: PlanContent) -> set[str]:
    """Return the promises that the plan makes or doubts."""
    return _made(content) | {
        assumption["driver"]["reliability"]
        for assumption in content["assumptions"]
        if "reliability" in assumption["driver"]
    }


def _promises(content: PlanContent, held: Iterable[Commitment]) -> list[Promise]:
    committed = {row.promise_id for row in held}
    return list(
        Promise.objects.filter(Q(code__in=_named(content)) | Q(pk__in=committed))
        .prefetch_related("requirements__capability")
        .order_by("code")
    )


def _records(as_of: date, since: date, *, known: bool) -> Document:
    """Say where the records end, and what the company kept in all."""
    company = company_record(as_of, since=since)
    if company is None or not known:
        return {}
    outcomes = company.kept + company.broken
    if outcomes > COMPANY_OUTCOMES:
        points = COMPANY_OUTCOMES // 100
        kept = round(100 * company.kept / outcomes) * points
        company = TrackRecord(kept=kept, broken=COMPANY_OUTCOMES - kept)
    end = monday_of(as_of).isoformat()
    return {"records": {"end": end, "kept": company.kept, "broken": company.broken}}


def _record(
    promise: Promise, weeks: Sequence[WeekCount], as_of: date
) -> list[list[int]]:
    """Return due and kept of every week from the first known to the last over."""
    if not weeks:
        return []
    found = {week.week: [week.due, week.kept(promise.kept_rule)] for week in weeks}
    count = (monday_of(as_of) - weeks[0].week).days // 7
    return [found.get(day, [0, 0]) for day in mondays(weeks[0].week, count)]


def _promise(
    promise: Promise, sums: TrackRecord | None, record: Sequence[list[int]] = ()
) -> Document:
    entry: Document = {
        "id": promise.code,
        "target": float(promise.target) if promise.target is not None else 1.0,
        "within": promise.within_weeks,
        "break_cost": float(promise.break_cost or 0),
        "requires": [],
    }
    if sums is not None:
        entry["track_record"] = {"kept": sums.kept, "broken": sums.broken}
        entry["record"] = list(record)
    needs = sorted(promise.requirements.all(), key=lambda n: n.capability.code)
    for need in needs:
        required: Document = {
            "capability": need.capability.code,
            "units": float(need.units),
            "lead": need.lead_weeks,
        }
        if need.within_minutes is not None:
            required["within_minutes"] = float(need.within_minutes)
        entry["requires"].append(required)
    return entry


def _objections(said: Standing | None) -> Document:
    """Return what stands open against a promise of the plan: evidence, and no number."""
    return {} if said is None else {"objections": asdict(said)}


# --- What operations can do --------------------------------------------------


Loads = Mapping[str, Sequence[float]]  # by capability: what tasks take, week by week


def _capabilities(
    codes: set[str], start: date, weeks: int, taken: Loads
) -> list[Document]:
    only = Capability.objects.filter(code__in=codes).values_list("pk", flat=True)
    found = profiles(weeks_from=start, weeks=weeks, only=list(only))
    return [_capability(profile, taken.get(profile.code)) for profile in found]


def _task_loads(codes: set[str], own: int | None, start: date, weeks: int) -> Loads:
    """Return what the open tasks of running plans, and of this one, take by week."""
    works = Q(plan__state__in=RUNNING)
    rows = TaskLoad.objects.filter(
        works if own is None else works | Q(plan=own),
        capability__code__in=codes,
        week__gte=start,
        week__lt=start + WEEK * weeks,
    )
    found: dict[str, list[float]] = {}
    by_week = rows.values_list("capability__code", "week").order_by()
    for code, week, amount in by_week.annotate(taken=Sum("amount")):
        line = found.setdefault(code, [0.0] * weeks)
        line[(week - start).days // 7] = float(amount)
    return found


def _capability(
    profile: CapabilityProfile, taken: Sequence[float] | None = None
) -> Document:
    entry: Document = {
        "id": profile.code,
        "unit": profile.unit,
        "committed": _beside(_numbers(profile.committed), taken),
        "backlog": float(profile.backlog),
    }
    if profile.staffing is not None:
        entry["staffed"] = {
            "servers": _numbers(profile.staffing.servers),
            "handle_minutes": float(profile.staffing.handle_minutes),
            "open_minutes": float(profile.staffing.open_minutes),
        }
        return entry
    points = {"low": profile.low, "likely": profile.likely, "high": profile.high}
    entry["capacity"] = _estimate(
        {name: _numbers(value) for name, value in points.items() if value is not None}
    )
    return entry


def _beside(
    committed: float | list[float], taken: Sequence[float] | None
) -> float | list[float]:
    """Put what tasks take on top of what is committed."""
    if taken is None:
        return committed
    weekly = committed if isinstance(committed, list) else [committed] * len(taken)
    return [round(a + b, 3) for a, b in zip(weekly, taken, strict=True)]


def _numbers(profile: Profile) -> float | list[float]:
    if isinstance(profile, tuple):
        return [float(value) for value in profile]
    return float(profile)


def _initiatives(codes: set[str], start: date, weeks: int) -> list[Document]:
    rows = (
        Initiative.objects.candidates()
        .filter(capability__code__in=codes)
        .select_related("capability")
        .order_by("code")
    )
    entries = []
    for row in rows:
        first = max(0, _first_full_week(row.helps_from, start))
        if first < weeks:
            entries.append(
                {
                    "id": row.code,
                    "cost": float(row.cost),
                    "capability": row.capability.code,
                    "adds": float(row.adds),
                    "from": first,
                }
            )
    return entries


def _first_full_week(day: date, start: date) -> int:
    """Count the weeks from the start to the first Monday on or after the day."""
    return ((day + timedelta(days=6)) - start).days // 7


# --- What the plan does ------------------------------------------------------


def _tactic(tactic: TacticContent) -> Document:
    points = {name: float(tactic[name]) for name in ("low", "likely", "high")}
    return {
        "id": tactic["code"],
        "promises": tactic["promises"],
        "audience": tactic["audience"],
        "budget": float(tactic["budget"]),
        "margin": float(tactic["margin"]),
        "occasions": _estimate(points),
        "starts": tactic["starts"] - 1,
        "ends": tactic["ends"] - 1,
    }


def _assumption(assumption: AssumptionContent) -> Document:
    return {
        "id": assumption["code"],
        "driver": assumption["driver"],
        "probability": float(assumption["probability"]),
        "if_false": float(assumption["if_false"]),
        "status": assumption["status"],
    }


# --- What has to be carried anyway -------------------------------------------

NOTHING = "(nothing)"  # no code of a promise or tactic is spelled like this


def build_load_case(start: date, weeks: int, *, with_tasks: bool = True) -> Document:
    """Return the case of a plan that asks for nothing, against all that is held.

    Its load profile is what every capability has to carry anyway, ``with_tasks`` those
    of running plans too.
    """
    held = list(_commitments(None, None, start, weeks))
    promises = (
        Promise.objects.filter(pk__in={row.promise_id for row in held})
        .prefetch_related("requirements__capability")
        .order_by("code")
    )
    codes = set(Capability.objects.values_list("code", flat=True))
    taken = _task_loads(codes, None, start, weeks) if with_tasks else {}
    return {
        "format": CASE_FORMAT,
        "horizon": {"start": start.isoformat(), "period": "week", "periods": weeks},
        "capabilities": _capabilities(codes, start, weeks, taken),
        "promises": [
            *(_promise(promise, None) for promise in promises),
            {"id": NOTHING, "target": 1.0, "requires": []},
        ],
        "commitments": [_commitment(row, start, weeks) for row in held],
        "plan": {"tactics": [{"id": NOTHING, "promises": [NOTHING], "occasions": 0.0}]},
    }
