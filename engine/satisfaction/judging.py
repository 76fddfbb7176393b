"""Of those who left, say how many had been satisfied, and whether that may be asked.

The share is that of leavers whose last answer reached a threshold, with Wilson's interval.
Beside it stands how the score goes with leaving at all, because a score that was made from
the outcome, or that runs the other way, must not be advised on. The relation is the
probability that a customer who stayed scored higher than one who left (ties count half):
Mann and Whitney's statistic, the area under the ROC curve; its interval is Newcombe's
method 5.

Sources: E. B. Wilson, JASA 22 (1927); T. O. Jones and W. E. Sasser, "Why satisfied
customers defect", Harvard Business Review 73 (1995); H. B. Mann and D. R. Whitney, Annals
of Mathematical Statistics 18 (1947); R. G. Newcombe, "Confidence intervals for an effect
size measure based on the Mann-Whitney statistic. Part 2", Statistics in Medicine 25
(2006); separation: A. Albert and J. A. Anderson, Biometrika 71 (1984).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, ndtri

from engine.calibration import Share, share_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Chosen = NDArray[np.bool_]

FEW_LEAVERS = 30
MOST_LEVELS = 25
BANDS = 10
# A score that tells the outcome: what no honest answer has been seen to do.
SURE_RELATION = 0.9
FEWEST = 5
FEW_TO_BE_CLOSE = 10
CHANCE_OF_SEPARATION = 0.002
# Of the interval that must lie below 0.5 before a relation is said to run backwards.
SURELY_BACKWARDS = 0.99
TINY = 1e-12
SURE_SHARE, SURE_LOW = 0.98, 0.88
FEW_TO_BE_SURE = 30
FEW_EXPECTED = 20.0
RARER = 20.0


@dataclass(frozen=True, slots=True)
class Caution:
    """Why a figure must be read with care: a code and the numbers behind it."""

    code: str
    numbers: Mapping[str, float | int | str | bool]


@dataclass(frozen=True, slots=True)
class Level:
    """Customers with scores from ``lowest`` to ``highest``, and the share who left."""

    lowest: float
    highest: float
    left: Share


@dataclass(frozen=True, slots=True)
class Relation:
    """P(stayer's score > leaver's) + ½ P(equal), and its interval.

    0.5: the score says nothing; 1: everyone who stayed scored higher; below 0.5: the
    satisfied leave more.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The share of satisfied defectors and what to make of it.

    ``share`` counts satisfied leavers of leavers; ``satisfied`` and ``dissatisfied``
    count leavers of each; ``relation`` is None where nobody left or nobody stayed.
    """

    satisfied_from: float
    confidence: float
    share: Share
    satisfied: Share
    dissatisfied: Share
    levels: tuple[Level, ...]
    relation: Relation | None
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Customers by score: ``values`` in order, ``gone`` and ``there``, all (k,)."""

    values: Floats
    gone: Whole
    there: Whole

    @property
    def leavers(self) -> int:
        """Return how many left."""
        return int(self.gone.sum())

    @property
    def stayers(self) -> int:
        """Return how many stayed."""
        return int(self.there.sum())

    def reversed(self) -> "Table":
        """Return the same customers, best scores first."""
        return Table(self.values[::-1], self.gone[::-1], self.there[::-1])


def judge(
    score: Floats, left: Chosen, satisfied_from: float, *, confidence: float = 0.95
) -> Judged:
    """Return the satisfied-defector share of customers' last answers.

    ``score`` (n,) is finite, on whatever scale; ``left`` (n,) says who left; whoever
    scores at least ``satisfied_from`` counts as satisfied. ``confidence`` is that of
    every interval.

    >>> found = judge(np.array([5.0, 4, 2, 5, 4, 1]), np.arange(6) < 3, 4.0)
    >>> found.share.count, found.share.of
    (2, 3)
    """
    return judge_table(table_of(score, left), satisfied_from, confidence=confidence)


def judge_table(
    table: Table, satisfied_from: float, *, confidence: float = 0.95
) -> Judged:
    """Return what ``judge`` does, from customers counted by score."""
    content = table.values >= satisfied_from
    leavers = int(table.gone[content].sum())
    stayers = int(table.there[content].sum())
    share = share_of(leavers, table.leavers, confidence=confidence)
    satisfied = share_of(leavers, leavers + stayers, confidence=confidence)
    dissatisfied = share_of(
        table.leavers - leavers,
        table.leavers + table.stayers - leavers - stayers,
        confidence=confidence,
    )
    relation = relation_of(table, confidence)
    return Judged(
        satisfied_from,
        confidence,
        share,
        satisfied,
        dissatisfied,
        levels_of(table, confidence),
        relation,
        cautions_of(table, content, relation),
    )


def table_of(score: Floats, left: Chosen) -> Table:
    """Count customers by score."""
    values, place = np.unique(score, return_inverse=True)
    gone = np.bincount(place[left], minlength=len(values))
    there = np.bincount(place[~left], minlength=len(values))
    return Table(values, gone.astype(np.int64), there.astype(np.int64))


def levels_of(table: Table, confidence: float) -> tuple[Level, ...]:
    """Return the share who left at every score, or in tenths of too many scores."""
    size = table.gone + table.there
    if len(size) <= MOST_LEVELS:
        band = np.arange(len(size))
    else:
        before = np.cumsum(size) - size
        band = before * BANDS // size.sum()
    found = []
    for number in np.unique(band).tolist():
        rows = band == number
        share = share_of(
            int(table.gone[rows].sum()), int(size[rows].sum()), confidence=confidence
        )
        values = table.values[rows]
        found.append(Level(float(values[0]), float(values[-1]), share))
    return tuple(found)


def relation_of(table: Table, confidence: float) -> Relation | None:
    """Return how scores go with staying; None where one side is empty."""
    gone, there = table.leavers, table.stayers
    if not gone or not there:
        return None
    below = np.cumsum(table.gone) - table.gone
    wins = float(table.there @ (below + table.gone / 2.0))
    value = wins / (float(gone) * there)
    low, high = relation_interval(value, gone, there, confidence)
    return Relation(value, low, high)


def relation_interval(
    value: float, gone: int, there: int, confidence: float
) -> tuple[float, float]:
    """Return Newcombe's interval (method 5) of a relation seen in so many of each.

    Its ends are the θ at which |value − θ| = z·√V(θ), with Hanley and McNeil's variance
    V(θ) = θ(1−θ)/(mn) · (1 + N·(1−θ)/(2−θ) + N·θ/(1+θ)), N = (m+n)/2 − 1.

    >>> [round(end, 3) for end in relation_interval(1.0, 10, 10, 0.95)]
    [0.8, 1.0]
    """
    z = float(ndtri(0.5 + confidence / 2.0))
    more = (gone + there) / 2.0 - 1.0

    def excess(theta: float) -> float:
        spread = theta * (1.0 - theta) / (float(gone) * there)
        spread *= 1.0 + more * ((1.0 - theta) / (2.0 - theta) + theta / (1.0 + theta))
        return (value - theta) ** 2 - z * z * spread

    low = 0.0 if value <= 0.0 else float(brentq(excess, 0.0, min(value, 1.0 - TINY)))
    high = 1.0 if value >= 1.0 else float(brentq(excess, max(value, TINY), 1.0))
    return low, high


def cautions_of(
    table: Table, content: Chosen, relation: Relation | None
) -> tuple[Caution, ...]:
    """Return what a reader of the share must know."""
    found = [*emptiness(table), *off_scale(content, table)]
    if relation is not None:
        leaks = leak_of(table, relation)
        found += [leaks] if leaks else []
        found += wrong_way(table, content)
    return tuple(found)


def emptiness(table: Table) -> list[Caution]:
    """Say where too few left or stayed."""
    gone, there = table.leavers, table.stayers
    found = []
    if not gone:
        found.append(Caution("nobody-left", {"stayers": there}))
    elif gone < FEW_LEAVERS:
        found.append(
            Caution("too-few-answers", {"defectors": gone, "needed": FEW_LEAVERS})
        )
    if gone and not there:
        found.append(Caution("nobody-stayed", {"defectors": gone}))
    return found


def off_scale(content: Chosen, table: Table) -> list[Caution]:
    """Say where the threshold parts nobody from anybody."""
    if not len(content) or (content.any() and not content.all()):
        return []
    return [
        Caution(
            "threshold-parts-nobody",
            {
                "satisfied": bool(content.all()),
                "lowest": float(table.values[0]),
                "highest": float(table.values[-1]),
            },
        )
    ]


def wrong_way(table: Table, content: Chosen) -> list[Caution]:
    """Say where the satisfied leave more, by the whole scale or by the threshold."""
    halves = Table(
        np.array([0.0, 1.0]),
        np.array([table.gone[~content].sum(), table.gone[content].sum()]),
        np.array([table.there[~content].sum(), table.there[content].sum()]),
    )
    if min(table.leavers, table.stayers) < FEWEST:
        return []
    backwards = [
        one
        for one in (relation_of(part, SURELY_BACKWARDS) for part in (table, halves))
        if one is not None and one.high < 0.5
    ]
    if not backwards:
        return []
    shares = halves.gone / np.maximum(halves.gone + halves.there, 1)
    return [
        Caution(
            "relation-runs-the-wrong-way",
            {
                "relation": backwards[0].value,
                "high": backwards[0].high,
                "satisfied_left": float(shares[1]),
                "dissatisfied_left": float(shares[0]),
            },
        )
    ]


def leak_of(table: Table, relation: Relation) -> Caution | None:
    """Say where the score tells who left, so that it was hardly given before.

    Looked for, on either direction of the scale: separation, by which nobody who left
    scored above anybody who stayed, where chance would hardly do it; scores at which
    nearly everyone left, or nobody did where many should have; a relation as close as
    no answer has been seen to have.
    """
    upward = relation.value >= 0.5
    ordered = table if upward else table.reversed()
    sure = relation.low if upward else 1.0 - relation.high
    numbers = separation(ordered) or certainty(ordered)
    enough = min(table.leavers, table.stayers) >= FEW_TO_BE_CLOSE
    if not numbers and enough and sure >= SURE_RELATION:
        numbers = {"kind": "nearly-separated"}
    if not numbers:
        return None
    return Caution(
        "score-leaks-outcome",
        {
            **numbers,
            "relation": relation.value,
            "low": relation.low,
            "high": relation.high,
            "reversed": not upward,
        },
    )


def separation(table: Table) -> dict[str, float | int | str | bool]:
    """Return the score at which leavers end and stayers begin, or nothing.

    At most that one score is shared (quasi-complete separation). The chance that
    customers so scored part like this at random is C(shared, shared leavers) ÷ C(all,
    leavers). Both sides must hold customers whose outcome the score tells.
    """
    if min(table.leavers, table.stayers) < FEWEST:
        return {}
    ends = int(np.flatnonzero(table.gone)[-1])
    begins = int(np.flatnonzero(table.there)[0])
    if ends > begins:
        return {}
    shared = ends == begins
    gone = int(table.gone[ends]) if shared else 0
    there = int(table.there[begins]) if shared else 0
    told = min(table.leavers - gone, table.stayers - there)
    chance = np.exp(
        log_choices(gone + there, gone)
        - log_choices(table.leavers + table.stayers, table.leavers)
    )
    if told < FEWEST or chance > CHANCE_OF_SEPARATION:
        return {}
    return {
        "kind": "separated",
        "leavers": table.leavers,
        "leavers_at_end": int(table.gone[ends]),
        "leavers_end_at": float(table.values[ends]),
        "stayers_begin_at": float(table.values[begins]),
        "told": table.leavers - gone + table.stayers - there,
        "customers": table.leavers + table.stayers,
        "chance": float(chance),
    }


def log_choices(of: int, number: int) -> float:
    """Return ln C(of, number)."""
    return float(gammaln(of + 1) - gammaln(number + 1) - gammaln(of - number + 1))


def certainty(table: Table) -> dict[str, float | int | str | bool]:
    """Return scores at which the outcome is certain, or nothing.

    A score at which nearly everyone left, where few do in all; or the best scores, at
    which nobody left though at least 20 would have at the share of all, and where surely
    not one in 20 of that share leaves.
    """
    size = table.gone + table.there
    share = table.leavers / float(size.sum())
    certain = (size >= FEW_TO_BE_SURE) & (table.gone >= SURE_SHARE * size)
    worst = int(np.where(certain, size, 0).argmax())
    if (
        certain[worst]
        and share <= SURE_SHARE / 2.0
        and share_of(int(table.gone[worst]), int(size[worst])).low >= SURE_LOW
    ):
        return {
            "kind": "everyone-left",
            "score": float(table.values[worst]),
            "customers": int(size[worst]),
            "left": int(table.gone[worst]),
        }
    ends = int(np.flatnonzero(table.gone)[-1])
    above = int(size[ends + 1 :].sum())
    if above * share >= FEW_EXPECTED and share_of(0, above).high <= share / RARER:
        return {
            "kind": "none-above",
            "score": float(table.values[ends + 1]),
            "customers": above,
            "expected": above * share,
        }
    return {}
