"""Read everything that could be retired, and what it hangs together with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from accounts.models import Role, User
from accounts.queries import company
from core.weeks import WEEK, monday_of
from operations.models import Capability, Initiative
from planner.plans.content import FORMAT, PlanContent, TacticContent
from planner.plans.models import (
    EDITABLE,
    Commitment,
    PlanState,
    PlanVersion,
    Tactic,
)
from planner.plans.models.states import RUNNING
from planner.portfolio.models import Portfolio
from planner.scores.assembly import build_case
from planner.scores.models import Policy, Score
from promises.models import Outcome, Promise, PromiseState

Document = dict[str, Any]
# Half a year ahead, as operations' board of loads has it.
WEEKS = 26
# What was planned longer ago says little of what an occasion earns today.
REMEMBERED = 104 * WEEK
HELD = 52 * WEEK


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Of one promise: what is still open, and who was promised it within a year."""

    open: int = 0
    open_customers: int = 0
    last_due: date | None = None
    customers: int = 0


@dataclass(frozen=True, kw_only=True)
class PlannedTactic:
    """A tactic of the newest version of a plan that is approved or waits."""

    version: PlanVersion
    content: TacticContent
    rows: tuple[Commitment, ...]

    @property
    def key(self) -> str:
        return f"tactic-{self.version.pk}-{self.content['code']}"

    @property
    def waits(self) -> bool:
        return self.version.plan.state == PlanState.SUBMITTED


@dataclass(kw_only=True)
class World:
    """All that a look needs, read in a fixed number of queries."""

    as_of: date
    start: date
    policy: Policy
    currency: str
    promises: list[Promise]
    held: list[Commitment]
    versions: list[PlanVersion]
    scores: dict[int, Score]
    initiatives: list[Initiative]
    capabilities: dict[str, Capability]
    ledgers: dict[int, Ledger]
    directors: dict[str, User]
    drafting: dict[str, list[tuple[Tactic, User]]] = field(default_factory=dict)

    @property
    def waiting(self) -> list[PlanVersion]:
        """Plans that wait for a decision and have a score."""
        return [
            version
            for version in self.versions
            if version.plan.state == PlanState.SUBMITTED and version.pk in self.scores
        ]

    @property
    def made(self) -> list[Commitment]:
        """What the company has made: to existing customers, and by approved plans."""
        return [row for row in self.held if row.kind != Commitment.Kind.RESERVED]

    def of_promise(self, promise: Promise) -> list[Commitment]:
        return [row for row in self.made if row.promise_id == promise.pk]

    def tactics(self) -> list[PlannedTactic]:
        """Return what is still ahead of plans that are approved or wait."""
        rows: dict[tuple[int | None, str], list[Commitment]] = defaultdict(list)
        for row in self.held:
            rows[row.version_id, row.tactic_code].append(row)
        return [
            PlannedTactic(
                version=version,
                content=content,
                rows=tuple(rows[version.pk, content["code"]]),
            )
            for version in self.versions
            for content in version.content["tactics"]
            if rows[version.pk, content["code"]]
        ]


def read(as_of: date) -> World:
    """Read the world as it stands on a day: a fixed number of queries."""
    start = monday_of(as_of)
    promises = list(
        Promise.objects.exclude(state=PromiseState.RETIRED)
        .select_related("owner", "break_loss")
        .prefetch_related("requirements__capability")
        .annotate(needs=Count("served"))
        .order_by("code")
    )
    versions = _versions(start)
    return World(
        as_of=as_of,
        start=start,
        policy=Policy.objects.current(),
        currency=company().currency,
        promises=promises,
        held=_held(start),
        versions=versions,
        scores=_newest_scores(versions),
        initiatives=list(_initiatives(as_of)),
        capabilities={row.code: row for row in Capability.objects.order_by("code")},
        ledgers=ledgers(as_of),
        directors=_directors(),
        drafting=_drafting(),
    )


def _held(start: date) -> list[Commitment]:
    """Return what holds capacity from this week on."""
    rows = (
        Commitment.objects.holding()
        .select_related("promise", "version__plan")
        .defer("version__content")
        .prefetch_related("promise__requirements__capability")
        .order_by("pk")
    )
    return [row for row in rows if not _is_over(row, start)]


def _is_over(row: Commitment, start: date) -> bool:
    if row.starts_on is None or row.weeks is None:
        return False
    return monday_of(row.starts_on) + WEEK * row.weeks <= start


def _versions(start: date) -> list[PlanVersion]:
    """Return the newest version of each plan that waits or was approved of late."""
    found = (
        PlanVersion.objects.filter(plan__state__in=[PlanState.SUBMITTED, *RUNNING])
        .filter(plan__starts_on__gte=start - REMEMBERED)
        .select_related("plan__author")
        .order_by("plan", "number")
    )
    return list({version.plan_id: version for version in found}.values())


def _newest_scores(versions: Sequence[PlanVersion]) -> dict[int, Score]:
    rows = Score.objects.filter(version__in=versions).order_by("scored_at", "pk")
    return {row.version_id: row for row in rows}


def _initiatives(as_of: date) -> Iterable[Initiative]:
    """Return candidates, and what is funded and does not help yet."""
    later = Q(available_from__gt=as_of) | Q(expected_on__gt=as_of)
    coming = later & Q(state=Initiative.State.FUNDED)
    return (
        Initiative.objects.filter(Q(state=Initiative.State.CANDIDATE) | coming)
        .select_related("capability")
        .order_by("code")
    )


def ledgers(as_of: date, promise: Promise | None = None) -> dict[int, Ledger]:
    """Count what is open and who is promised, of one or of all; two queries."""
    kept = Outcome.objects.filter(promise=promise) if promise else Outcome.objects
    rows = kept.order_by().values("promise_id")
    still = rows.filter(
        due_week__gte=monday_of(as_of), due_on__gte=as_of, done_at__isnull=True
    )
    named = Count("customer", distinct=True, filter=~Q(customer=""))
    opened = {
        row["promise_id"]: row
        for row in still.annotate(many=Count("pk"), customers=named, last=Max("due_on"))
    }
    of_late = rows.filter(due_week__gte=monday_of(as_of) - HELD)
    found = {}
    for row in of_late.annotate(customers=named):
        is_open: Mapping[str, Any] = opened.get(row["promise_id"], {})
        found[row["promise_id"]] = Ledger(
            open=is_open.get("many", 0),
            open_customers=is_open.get("customers", 0),
            last_due=is_open.get("last"),
            customers=row["customers"],
        )
    return found


def _directors() -> dict[str, User]:
    """Return one director of each department: the one who is here longest."""
    rows = User.objects.filter(role=Role.DIRECTOR, is_active=True).order_by("-pk")
    return {str(row.department): row for row in rows}


def _drafting() -> dict[str, list[tuple[Tactic, User]]]:
    """Return by promise the tactics of drafts that make it, with their authors."""
    rows = (
        Tactic.objects.filter(plan__state__in=EDITABLE)
        .select_related("plan__author")
        .prefetch_related("promises")
        .order_by("plan", "pk")
    )
    found: dict[str, list[tuple[Tactic, User]]] = defaultdict(list)
    for row in rows:
        for promise in row.promises.all():
            found[promise.code].append((row, row.plan.author))
    return dict(found)


# --- Cases -----------------------------------------------------------------------


def present_case(world: World) -> Document | None:
    """Return the case of keeping everything the company has made, all together.

    What is made is what the plan of this case does, so that the engine says of each
    promise how surely its target is reached at today's load. A promise that nobody has
    been made yet is played with one occasion a week.
    """
    playable = {row.code: row for row in world.promises if row.target is not None}
    if not playable:
        return None
    tactics = [
        tactic
        for row in world.made
        if row.promise.code in playable
        and (tactic := _standing(row, world.start)) is not None
    ]
    asked = {code for tactic in tactics for code in tactic["promises"]}
    tactics += [_single(row) for row in playable.values() if row.code not in asked]
    content: PlanContent = {
        "format": FORMAT,
        "title": "All that is made",
        "objective": "",
        "department": "",
        "starts_on": world.start.isoformat(),
        "weeks": WEEKS,
        "tactics": tactics,
        "assumptions": [],
    }
    case = build_case(content, as_of=world.as_of, undecided=False)
    case["commitments"] = [
        entry for entry in case["commitments"] if entry["promise"] not in playable
    ]
    case["initiatives"] = []
    return case


def _standing(row: Commitment, start: date) -> TacticContent | None:
    first, last = 1, WEEKS
    if row.starts_on is not None and row.weeks is not None:
        first = (monday_of(row.starts_on) - start).days // 7 + 1
        last = first + row.weeks - 1
    if first > WEEKS:
        return None
    return _tactic(
        f"c{row.pk}",
        row.promise.code,
        (str(row.low), str(row.likely), str(row.high)),
        (max(first, 1), min(last, WEEKS)),
    )


def _single(promise: Promise) -> TacticContent:
    return _tactic(f"p{promise.pk}", promise.code, ("1", "1", "1"), (1, WEEKS))


def _tactic(
    code: str, promise: str, points: tuple[str, str, str], span: tuple[int, int]
) -> TacticContent:
    low, likely, high = points
    return {
        "code": code,
        "name": code,
        "promises": [promise],
        "audience": "existing",
        "segment": "",
        "channel": "",
        "budget": "0",
        "margin": "0",
        "low": low,
        "likely": likely,
        "high": high,
        "starts": span[0],
        "ends": span[1],
    }


def without_tactic(content: PlanContent, code: str) -> PlanContent | None:
    """Return the plan without one tactic; None where nothing would be left."""
    rest = [tactic["code"] for tactic in content["tactics"] if tactic["code"] != code]
    return only_tactics(content, rest) if rest else None


def only_tactics(content: PlanContent, codes: Sequence[str]) -> PlanContent:
    """Return the plan with some of its tactics, and no assumption on others."""
    return {
        **content,
        "tactics": [row for row in content["tactics"] if row["code"] in codes],
        "assumptions": [
            belief
            for belief in content["assumptions"]
            if belief["driver"].get("demand") in {None, *codes}
        ],
    }


def held_back(start: date) -> dict[str, float]:
    """Return what the newest best set of this week holds back to be kept."""
    newest = Portfolio.objects.filter(state="done").order_by("-pk").first()
    if newest is None or newest.case is None or newest.result is None:
        return {}
    if newest.case["horizon"]["start"] != start.isoformat():
        return {}
    shares: dict[str, float] = newest.result.get("held_back", {})
    return shares
