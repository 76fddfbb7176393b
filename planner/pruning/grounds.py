"""When something is worth retiring: four grounds, each judged by figures alone.

Nothing here reads the database or asks the engine. Each judgement is a ``Ground`` with
the figures it rests on, or ``Untold``: why it cannot be said either way. What is fine is
None. ``docs/pruning.md`` explains every rule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

# A smaller share would not be noticed: of customers lost, or below a target.
NOTICED: Final = 0.05


class Why(StrEnum):
    LOYALTY = "no-loyalty"
    NEED = "no-need"
    KEEPING = "cannot-be-kept"
    RETURN = "returns-less"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A reason to retire; ``sure`` where the whole interval says so."""

    why: Why
    sure: bool
    figures: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {"ground": self.why.value, "sure": self.sure, **self.figures}


@dataclass(frozen=True, kw_only=True)
class Untold:
    """Why a ground can be neither claimed nor ruled out: a code, and its figures."""

    why: Why
    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {"ground": self.why.value, "code": self.code, **self.figures}


Judgement = Ground | Untold | None


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Customers whose promise was broken beside those to whom it was kept.

    ``difference`` is the extra share lost of the first, with its 95 % interval; None
    where there were too few to say.
    """

    broken: int
    broken_lost: int
    kept: int
    kept_lost: int
    followed_weeks: int
    difference: float | None
    low: float | None
    high: float | None

    def figures(self) -> dict[str, Any]:
        return dict(vars(self))


def earns_no_loyalty(loss: Loss | None) -> Judgement:
    """Claim it only where the loss is surely smaller than anybody would notice."""
    if loss is None:
        return Untold(why=Why.LOYALTY, code="not-counted")
    if loss.difference is None or loss.low is None or loss.high is None:
        return Untold(why=Why.LOYALTY, code="too-few", figures=loss.figures())
    if loss.low > 0.0:
        return None
    if loss.high <= NOTICED:
        return Ground(why=Why.LOYALTY, sure=True, figures=loss.figures())
    return Untold(why=Why.LOYALTY, code="too-wide", figures=loss.figures())


def serves_no_need(needs: int) -> Judgement:
    return None if needs else Ground(why=Why.NEED, sure=True, figures={"needs": 0})


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """How well the engine sees a promise kept at what is asked of it now.

    ``weekly`` is the mean number of occasions; ``assumed`` where nothing is promised yet
    and one occasion a week was played instead. ``reliability`` is how often it is kept
    when it is on time: its record with a range of nine outcomes in ten above ``p10`` and
    below ``p90``, or None where nothing is on record.
    """

    weekly: float
    assumed: bool
    target: float
    probability: float
    standard_error: float
    rate: Mapping[str, float]
    reliability: Mapping[str, float] | None
    record: tuple[int, int] | None
    bottleneck: Mapping[str, Any] | None

    def figures(self) -> dict[str, Any]:
        return {
            "weekly": self.weekly,
            "assumed": self.assumed,
            "target": self.target,
            "keep_probability": self.probability,
            "standard_error": self.standard_error,
            "keep_rate": dict(self.rate),
            "reliability": dict(self.reliability) if self.reliability else None,
            "record": list(self.record) if self.record else None,
            "bottleneck": dict(self.bottleneck) if self.bottleneck else None,
        }


def cannot_be_kept(keeping: Keeping | None, *, at_risk: float) -> Judgement:
    """Claim it where both agree: the engine, at today's load, and what is on record.

    The record denies the target surely where even its ninth outcome in ten stays below,
    and likely where its mean is so far below that it shows. Without a record a shortage
    that the engine can name has to speak for it.
    """
    if keeping is None:
        return Untold(why=Why.KEEPING, code="no-target")
    if keeping.probability >= at_risk:
        return None
    short = keeping.bottleneck is not None
    sure = True
    if keeping.reliability is not None:
        sure = keeping.reliability["p90"] < keeping.target
        reached = not sure and keeping.reliability["mean"] > keeping.target - NOTICED
        code = "load-alone" if short else "record-unsure"
    else:
        reached, code = not short, "no-record"
    if reached:
        return Untold(why=Why.KEEPING, code=code, figures=keeping.figures())
    return Ground(why=Why.KEEPING, sure=sure, figures=keeping.figures())


@dataclass(frozen=True, kw_only=True)
class Return:
    """What something earns for what it takes, in money.

    ``earned`` has ``mean``, ``p10`` and ``p90``, its own costs taken off; ``charge`` is
    what the scarce units it takes are worth to others (units × shadow value).
    """

    earned: Mapping[str, float]
    charge: float
    taken: tuple[Mapping[str, Any], ...] = ()
    basis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def net(self) -> float:
        return self.earned["mean"] - self.charge

    def figures(self) -> dict[str, Any]:
        return {
            "earned": dict(self.earned),
            "charge": self.charge,
            "net": self.net,
            "taken": [dict(row) for row in self.taken],
            **self.basis,
        }


@dataclass(frozen=True, kw_only=True)
class InPlan:
    """How a plan is kept with a tactic, by the tactic alone, and without it.

    Probabilities that every promise of it is kept; ``without`` is None where nothing
    would be left or the plan is kept anyway.
    """

    plan: float
    alone: float
    without: float | None
    worst: Mapping[str, Any]

    def figures(self) -> dict[str, Any]:
        return {
            "plan_probability": self.plan,
            "keep_probability": self.alone,
            "without": self.without,
            **self.worst,
        }


def spoils_its_plan(found: InPlan, *, keepable: float, at_risk: float) -> Judgement:
    """Claim it of a tactic that is not keepable alone, or without which its plan is."""
    mends = found.plan < keepable and (found.without or 0.0) >= keepable
    if found.alone >= at_risk and not mends:
        return None
    return Ground(why=Why.KEEPING, sure=True, figures=found.figures())


def returns_less(found: Return | None) -> Judgement:
    """Claim it where the mean falls short; surely, where nine outcomes in ten do."""
    if found is None:
        return Untold(why=Why.RETURN, code="no-margin")
    if found.net >= 0.0:
        return None
    sure = found.earned["p90"] < found.charge
    return Ground(why=Why.RETURN, sure=sure, figures=found.figures())


@dataclass(frozen=True, kw_only=True)
class Gain:
    """What an initiative adds to the best set, its cost taken off.

    ``gain`` is None where no set holds it, or where it is funded: then it is part of what
    capacity is. ``fullest`` is the share that is asked of its capability in the fullest
    week, with every plan that waits and without the initiative; ``unlocks`` names plans
    that become keepable with it, alone or as one of all initiatives.
    """

    cost: float
    gain: float | None
    low: float | None
    high: float | None
    fullest: float | None
    unlocks: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_never_scarce(self) -> bool:
        return self.fullest is not None and self.fullest < 1.0

    def figures(self) -> dict[str, Any]:
        return dict(vars(self)) | {
            "unlocks": [dict(row) for row in self.unlocks],
            "never_scarce": self.is_never_scarce,
        }


def gains_less(found: Gain) -> Judgement:
    """Claim it where it gains less than it costs, and makes no plan keepable either.

    It is sure where there is enough of its capability in every week anyway.
    """
    if found.unlocks:
        return None
    if found.gain is None:
        if found.is_never_scarce:
            return Ground(why=Why.RETURN, sure=True, figures=found.figures())
        return Untold(why=Why.RETURN, code="no-gain", figures=found.figures())
    if found.gain >= 0.0:
        return None
    sure = found.is_never_scarce and found.high is not None and found.high < 0.0
    return Ground(why=Why.RETURN, sure=sure, figures=found.figures())


def grounds(judged: Iterable[Judgement]) -> tuple[list[Ground], list[Untold]]:
    """Part what is claimed from what cannot be told."""
    found = list(judged)
    return (
        [entry for entry in found if isinstance(entry, Ground)],
        [entry for entry in found if isinstance(entry, Untold)],
    )
