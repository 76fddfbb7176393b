"""The case: everything a score depends on, as frozen dataclasses that check themselves.

Units: periods are counted from 0; capacity, load and backlog are in the capability's own
unit; money is in the company's currency. Every constructor raises ``InvalidCase``.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine import checks
from engine.quantity import MOST_PERIODS, Quantity, check_quantity
from engine.refusal import InvalidCase

MOST_CAPABILITIES = 1_000
MOST_PROMISES = 2_000
MOST_TACTICS = 2_000
MOST_COMMITMENTS = 10_000
MOST_ASSUMPTIONS = 200
MOST_INITIATIVES = 1_000
MOST_PER_ENTRY = 100
MOST_OUTCOMES = 10**12
MOST_OBJECTIONS = 10**6

PeriodName = Literal["day", "week", "month", "quarter"]
Audience = Literal["new", "existing", "lapsed"]
Status = Literal["untested", "supported", "refuted"]
DriverKind = Literal["demand", "capacity", "reliability"]
WhoWaits = Literal["plan", "everyone"]


@dataclass(frozen=True, slots=True)
class Horizon:
    """The periods that the plan covers, numbered 0 … periods − 1."""

    start: date
    period: PeriodName
    periods: int

    def __post_init__(self) -> None:
        checks.instance(self.start, "start", date)
        checks.choice(self.period, "period", ("day", "week", "month", "quarter"))
        checks.whole(self.periods, "periods", least=1, most=MOST_PERIODS)


@dataclass(frozen=True, slots=True)
class Staffing:
    """Servers who answer calls: people, minutes a call, minutes open a period."""

    servers: Quantity
    handle_minutes: float
    open_minutes: float

    def __post_init__(self) -> None:
        check_quantity(self.servers, "servers")
        checks.positive(self.handle_minutes, "handle_minutes")
        checks.positive(self.open_minutes, "open_minutes")


@dataclass(frozen=True, slots=True)
class Capability:
    """What operations can do: units a period, and how much of it is taken already."""

    id: str
    unit: str = "unit"
    capacity: Quantity | None = None
    staffed: Staffing | None = None
    committed: Quantity = 0.0
    backlog: float = 0.0

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        checks.name(self.unit, "unit")
        if (self.capacity is None) == (self.staffed is None):
            raise InvalidCase("", 'needs either "capacity" or "staffed"')
        if self.capacity is not None:
            check_quantity(self.capacity, "capacity")
        else:
            checks.instance(self.staffed, "staffed", Staffing)
        check_quantity(self.committed, "committed")
        checks.number(self.backlog, "backlog")


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one occasion of a promise asks of a capability."""

    capability: str
    units: float
    lead: int = 0
    within_minutes: float | None = None

    def __post_init__(self) -> None:
        checks.name(self.capability, "capability")
        checks.positive(self.units, "units")
        checks.whole(self.lead, "lead", most=MOST_PERIODS)
        if self.within_minutes is not None:
            checks.number(self.within_minutes, "within_minutes")


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How many occasions of a promise were kept and broken so far."""

    kept: float
    broken: float

    def __post_init__(self) -> None:
        checks.number(self.kept, "kept")
        checks.number(self.broken, "broken")


@dataclass(frozen=True, slots=True)
class Records:
    """Where all records of a case end, and what the company kept of all its promises.

    ``end`` is the Monday after the last week (without it, the horizon's start);
    ``kept`` and ``broken`` count every promise, those of the case too.
    """

    kept: float
    broken: float
    end: date | None = None

    def __post_init__(self) -> None:
        checks.number(self.kept, "kept")
        checks.number(self.broken, "broken")
        if self.end is not None:
            checks.instance(self.end, "end", date)


def check_record(record: tuple[object, ...]) -> None:
    """Accept weekly (due, kept) counts, at most ten years of them."""
    checks.sequence(record, "record", object, most=MOST_PERIODS)
    for week, counts in enumerate(record):
        place = f"record[{week}]"
        if not isinstance(counts, tuple) or len(counts) != 2:
            raise InvalidCase(place, "must be two numbers: due and kept")
        due = checks.whole(counts[0], f"{place}[0]", most=MOST_OUTCOMES)
        checks.whole(counts[1], f"{place}[1]", most=due)


@dataclass(frozen=True, slots=True)
class Objections:
    """How many who keep a promise say that they cannot, unanswered, and why the newest.

    It changes no number of the score: it is evidence, and a warning.
    """

    open: int
    newest: str

    def __post_init__(self) -> None:
        checks.whole(self.open, "open", least=1, most=MOST_OBJECTIONS)
        checks.name(self.newest, "newest")


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, its target keep rate and what an occasion of it requires."""

    id: str
    target: float
    requires: tuple[Requirement, ...] = ()
    within: int = 0
    break_cost: float = 0.0
    track_record: TrackRecord | None = None
    reliability: float | None = None
    record: tuple[tuple[int, int], ...] | None = None
    objections: Objections | None = None

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        checks.positive(self.target, "target", most=1.0)
        checks.sequence(self.requires, "requires", Requirement, most=MOST_PER_ENTRY)
        checks.whole(self.within, "within", most=MOST_PERIODS)
        checks.number(self.break_cost, "break_cost")
        if self.track_record is not None:
            checks.instance(self.track_record, "track_record", TrackRecord)
        if self.record is not None:
            check_record(self.record)
        if self.reliability is not None:
            checks.positive(self.reliability, "reliability", most=1.0)
        if self.objections is not None:
            checks.instance(self.objections, "objections", Objections)


@dataclass(frozen=True, slots=True)
class Commitment:
    """Occasions already promised: to customers, or by the plan that is named."""

    promise: str
    occasions: Quantity
    plan: str | None = None

    def __post_init__(self) -> None:
        checks.name(self.promise, "promise")
        check_quantity(self.occasions, "occasions")
        if self.plan is not None:
            checks.name(self.plan, "plan")


@dataclass(frozen=True, slots=True)
class Tactic:
    """A part of the plan: whom it addresses, what it costs and which promises it makes.

    ``occasions`` are per period from ``starts`` to ``ends`` inclusive; ``ends`` of None
    means the last period. ``margin`` is earned by an occasion whose promises are kept.
    """

    id: str
    promises: tuple[str, ...]
    occasions: Quantity
    audience: Audience = "new"
    budget: float = 0.0
    margin: float = 0.0
    starts: int = 0
    ends: int | None = None

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        checks.sequence(self.promises, "promises", str, least=1, most=MOST_PER_ENTRY)
        checks.distinct(self.promises, "promises")
        check_quantity(self.occasions, "occasions")
        checks.choice(self.audience, "audience", ("new", "existing", "lapsed"))
        checks.number(self.budget, "budget")
        checks.number(self.margin, "margin", least=-checks.LARGEST)
        checks.whole(self.starts, "starts", most=MOST_PERIODS)
        if self.ends is not None:
            checks.whole(self.ends, "ends", least=self.starts, most=MOST_PERIODS)


@dataclass(frozen=True, slots=True)
class Driver:
    """What an assumption moves: demand of a tactic, capacity, or reliability."""

    kind: DriverKind
    target: str

    def __post_init__(self) -> None:
        checks.choice(self.kind, "", ("demand", "capacity", "reliability"))
        checks.name(self.target, self.kind)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A belief: true with ``probability``; false, it multiplies its driver."""

    id: str
    driver: Driver
    probability: float
    if_false: float
    status: Status = "untested"

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        checks.instance(self.driver, "driver", Driver)
        checks.number(self.probability, "probability", most=1.0)
        checks.number(self.if_false, "if_false", most=1_000.0)
        checks.choice(self.status, "status", ("untested", "supported", "refuted"))

    @property
    def chance_of_failing(self) -> float:
        """Return the probability that the assumption is false, given its status."""
        known = {"supported": 0.0, "refuted": 1.0}
        return known.get(self.status, 1.0 - self.probability)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the company considers doing, and what it assumes in doing so."""

    tactics: tuple[Tactic, ...]
    assumptions: tuple[Assumption, ...] = ()

    def __post_init__(self) -> None:
        checks.sequence(self.tactics, "tactics", Tactic, least=1, most=MOST_TACTICS)
        checks.sequence(
            self.assumptions, "assumptions", Assumption, most=MOST_ASSUMPTIONS
        )
        checks.distinct([tactic.id for tactic in self.tactics], "tactics", "id")
        checks.distinct([belief.id for belief in self.assumptions], "assumptions", "id")


@dataclass(frozen=True, slots=True)
class Initiative:
    """A candidate investment: lifts a capability from a period on, at a cost.

    It does not change the score: it is a lever that a counter-offer may pull.
    """

    id: str
    cost: float
    capability: str
    adds: Quantity
    from_period: int = 0

    def __post_init__(self) -> None:
        checks.name(self.id, "id")
        checks.number(self.cost, "cost")
        checks.name(self.capability, "capability")
        check_quantity(self.adds, "adds")
        checks.whole(self.from_period, "from", most=MOST_PERIODS)


@dataclass(frozen=True, slots=True)
class Policy:
    """The company's rules: who waits when capacity is short, and where verdicts fall."""

    who_waits: WhoWaits = "plan"
    keepable: float = 0.90
    at_risk: float = 0.60

    def __post_init__(self) -> None:
        checks.choice(self.who_waits, "who_waits", ("plan", "everyone"))
        checks.positive(self.keepable, "keepable", most=1.0)
        checks.positive(self.at_risk, "at_risk", most=self.keepable)


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the engine, complete: it can be stored and replayed."""

    horizon: Horizon
    capabilities: tuple[Capability, ...]
    promises: tuple[Promise, ...]
    plan: Plan
    commitments: tuple[Commitment, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    policy: Policy = field(default_factory=Policy)
    records: Records | None = None

    def __post_init__(self) -> None:
        # Imported here because the cross-checks read the classes above.
        from engine.consistency import check_case

        check_case(self)
