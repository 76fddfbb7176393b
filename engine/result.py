"""What a score says: frozen dataclasses, and their document ``promise-score/1``.

``docs/scoring.md`` explains every figure and every code of reasons and warnings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from engine.changes import Change

SCORE_FORMAT = "promise-score/1"

# A document carries ten significant digits: more would be rounding, and would differ
# between processors.
DIGITS = 10

Verdict = Literal["keepable", "at-risk", "not-keepable"]
ReliabilityModel = Literal["drifting-record", "beta-posterior", "given", "assumed"]


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability with the standard error of its estimate."""

    value: float
    standard_error: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, 10 % and 90 % quantile over the draws."""

    mean: float
    p10: float
    p90: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often a promise is kept when it is on time, and where that comes from."""

    model: ReliabilityModel
    mean: float
    p10: float
    p90: float
    history: float | None = None
    latest: float | None = None


@dataclass(frozen=True, slots=True)
class RecordLeaning:
    """The plan's keep probability if every record went on as ever, and as lately."""

    if_history: float
    if_latest: float
    latest_weeks: int


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Where a promise runs short, with the numbers to check it by hand."""

    capability: str
    mean_on_time: float
    first_short_period: int | None
    shortfall: float | None
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PromiseScore:
    """How well the plan keeps one of its promises."""

    id: str
    target: float
    keep_rate: Spread
    keep_probability: Probability
    reliability: Reliability
    bottleneck: Bottleneck | None


@dataclass(frozen=True, slots=True)
class CapabilityScore:
    """The load profile of one capability; lists have one entry a period."""

    id: str
    unit: str
    backlog: float
    committed: tuple[float, ...]
    approved: tuple[float, ...]
    plan: tuple[float, ...]
    plan_p90: tuple[float, ...]
    capacity: tuple[float, ...]
    capacity_p10: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ExistingScore:
    """Mean keep rate of a promise already made, without and with the plan."""

    promise: str
    target: float
    without: float
    protected: float
    unprotected: float


@dataclass(frozen=True, slots=True)
class Money:
    """What the plan spends, and on what that cannot be relied."""

    budget: float
    at_risk: float
    share_on_existing: float


@dataclass(frozen=True, slots=True)
class AssumptionScore:
    """What the plan is worth if an assumption holds, and if it fails."""

    id: str
    status: str
    chance_of_failing: float
    if_holds: float
    if_fails: float
    swing: float
    value_if_holds: float
    value_if_fails: float
    value_of_testing: float


@dataclass(frozen=True, slots=True)
class CapableToPromise:
    """The largest multiple of a tactic's demand that keeps the plan keepable."""

    tactic: str
    multiple: float


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to make a plan keepable, scored in full, and its price.

    ``cost`` is ``lost_value`` (the mean value of the plan as drafted less that of the
    plan as changed, in the same draws; negative where the change earns) plus
    ``spending`` (what its initiatives cost). ``weakens`` names the promises it softens.
    At most ``gap`` cheaper could changes with the same kinds of levers be; None where the
    search ended before it knew.
    """

    changes: tuple[Change, ...]
    keep_probability: Probability
    cost: float
    lost_value: float
    spending: float
    value: Spread
    budget: float
    weakens: tuple[str, ...]
    gap: float | None


@dataclass(frozen=True, slots=True)
class OfferSearch:
    """What stands behind the word "cheapest".

    Nothing within ``limits`` costs less than ``bound``; ``gap`` is the cheapest offer's
    cost less that. Both are None where no offer was found, or nothing was proven.
    ``complete`` is false where the search was ended by its limits, or left levers out
    (``levers_left_out``). ``blocked`` says what stands in the way where nothing helps but
    a weaker promise, or nothing at all.
    """

    complete: bool
    bound: float | None
    gap: float | None
    draws: int
    trials: int
    levers: int
    levers_left_out: int
    limits: Mapping[str, float]
    blocked: "tuple[Finding, ...]"


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason or a warning: a stable code and the numbers behind it."""

    code: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """The answer to a case."""

    model_version: str
    seed: int
    draws: int
    verdict: Verdict
    keep_probability: Probability
    promises: tuple[PromiseScore, ...]
    capabilities: tuple[CapabilityScore, ...]
    existing: tuple[ExistingScore, ...]
    money: Money
    value: Spread
    record: RecordLeaning | None
    sensitivities: bool
    assumptions: tuple[AssumptionScore, ...]
    capable_to_promise: tuple[CapableToPromise, ...]
    counter_offers: tuple[Offer, ...]
    counter_offer_search: OfferSearch | None
    reasons: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    def document(self) -> dict[str, Any]:
        """Write the score in format ``promise-score/1``, ready for JSON."""
        content: dict[str, Any] = {"format": SCORE_FORMAT}
        for entry in fields(self):
            content[entry.name] = plain(getattr(self, entry.name))
        return content


def plain(value: object) -> object:
    """Write dataclasses as dictionaries, tuples as lists, numbers to ten digits."""
    if isinstance(value, Finding):
        return {"code": value.code} | {k: plain(v) for k, v in value.details.items()}
    if is_dataclass(value):
        return {
            entry.name: plain(getattr(value, entry.name)) for entry in fields(value)
        }
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
