"""Satisfied, and gone all the same: read from the counts of the last review."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

import numpy as np

from accounts.models import User
from customers.cautions import sentence
from customers.models import Quadrant, Segment, StandingReview, SurveyAnswer
from customers.naming import promise_names
from engine import satisfaction

NO_SEGMENT = "No segment"


@dataclass(frozen=True, slots=True)
class Cell:
    """Customers with the same answer, who are alike in all that is asked here."""

    segment: int
    score: float
    left: bool
    loyal: bool
    promise: str
    customers: int
    value: float


@dataclass(frozen=True, slots=True)
class Share:
    """Satisfied leavers of leavers, of one segment or over one broken promise."""

    name: str
    code: str
    satisfied: int
    defectors: int
    share: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Corner:
    """One quadrant: how many customers, and a year's revenue of who is a customer."""

    quadrant: Quadrant
    customers: int
    share: float
    value: float


@dataclass(frozen=True, slots=True)
class Caution:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Relation:
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """How many of those with one score left."""

    lowest: float
    highest: float
    customers: int
    left: int
    share: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Satisfied:
    """The company's own figure, and what to make of it."""

    as_of: date
    kind: str
    kind_name: str
    lowest: float
    highest: float
    satisfied_from: float
    confidence: float
    answered: int
    rescaled: int
    overall: Share
    segments: tuple[Share, ...]
    promises: tuple[Share, ...]
    corners: tuple[Corner, ...]
    levels: tuple[Leaving, ...]
    relation: Relation | None
    cautions: tuple[Caution, ...]

    @property
    def doubtful(self) -> bool:
        """Tell whether nothing may be concluded: a leak, or the wrong way round."""
        codes = {caution.code for caution in self.cautions}
        return bool(codes & {"score-leaks-outcome", "relation-runs-the-wrong-way"})


def usual_threshold(lowest: float, highest: float) -> float:
    """Return where satisfied begins if nobody says: three quarters up the scale.

    >>> usual_threshold(1, 5), usual_threshold(0, 10)
    (4.0, 8.0)
    """
    return float(ceil(lowest + 0.75 * (highest - lowest)))


def satisfied(
    user: User, *, satisfied_from: float | None = None, confidence: float = 0.95
) -> Satisfied | None:
    """Return the satisfied-defector share; None before anybody's answer was reviewed."""
    review = StandingReview.objects.visible_to(user).latest_done()
    if review is None or not review.document.get("cube"):
        return None
    document = review.document
    lowest, highest = document["lowest"], document["highest"]
    threshold = (
        usual_threshold(lowest, highest) if satisfied_from is None else satisfied_from
    )
    cells = [Cell(*row) for row in document["cube"]]
    judged = satisfaction.judge_table(table_of(cells), threshold, confidence=confidence)
    names = dict(Segment.objects.values_list("pk", "name"))
    codes = dict(Segment.objects.values_list("pk", "code"))
    broken = {cell.promise for cell in cells if cell.left and cell.promise}
    called = promise_names(user, broken)

    def shares(
        key: Callable[[Cell], Any], words: Callable[[Any], tuple[str, str]]
    ) -> tuple[Share, ...]:
        groups: dict[Any, list[Cell]] = defaultdict(list)
        for cell in cells:
            if cell.left:
                groups[key(cell)].append(cell)
        found = [
            share_of(*words(group), members, threshold, confidence)
            for group, members in groups.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.defectors, one.name)))

    kind = str(document["kind"])
    return Satisfied(
        as_of=review.as_of,
        kind=kind,
        kind_name=str(SurveyAnswer.Kind(kind).label),
        lowest=lowest,
        highest=highest,
        satisfied_from=threshold,
        confidence=confidence,
        answered=sum(cell.customers for cell in cells),
        rescaled=document["rescaled"],
        overall=share_of("All", "", cells, threshold, confidence),
        segments=shares(
            lambda cell: cell.segment,
            lambda key: (names.get(key, NO_SEGMENT), codes.get(key, "")),
        ),
        promises=shares(
            lambda cell: cell.promise,
            lambda key: (called.get(key, key) or "None named", key),
        ),
        corners=corners(cells, threshold),
        levels=tuple(
            Leaving(
                level.lowest,
                level.highest,
                level.left.of,
                level.left.count,
                level.left.count / level.left.of if level.left.of else None,
                level.left.low,
                level.left.high,
            )
            for level in judged.levels
        ),
        relation=None
        if judged.relation is None
        else Relation(judged.relation.value, judged.relation.low, judged.relation.high),
        cautions=tuple(
            Caution(caution.code, sentence(caution.code, caution.numbers))
            for caution in judged.cautions
        ),
    )


def table_of(cells: Iterable[Cell]) -> satisfaction.Table:
    """Count customers by score, those who left and those who stayed."""
    counts: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for cell in cells:
        counts[cell.score][0 if cell.left else 1] += cell.customers
    values = sorted(counts)
    pairs = np.array([counts[value] for value in values], dtype=np.int64).reshape(-1, 2)
    return satisfaction.Table(np.array(values), pairs[:, 0], pairs[:, 1])


def share_of(
    name: str,
    code: str,
    cells: Iterable[Cell],
    threshold: float,
    confidence: float,
) -> Share:
    """Return the share of satisfied among those of these customers who left."""
    gone = [cell for cell in cells if cell.left]
    judged = satisfaction.judge_table(table_of(gone), threshold, confidence=confidence)
    found = judged.share
    return Share(
        name,
        code,
        found.count,
        found.of,
        found.count / found.of if found.of else None,
        found.low,
        found.high,
    )


def corners(cells: Iterable[Cell], threshold: float) -> tuple[Corner, ...]:
    """Return the four quadrants of all who answered."""
    counts = dict.fromkeys(Quadrant, 0)
    values = dict.fromkeys(Quadrant, 0.0)
    for cell in cells:
        quadrant = quadrant_of(loyal=cell.loyal, content=cell.score >= threshold)
        counts[quadrant] += cell.customers
        values[quadrant] += cell.value
    total = max(sum(counts.values()), 1)
    return tuple(
        Corner(one, counts[one], counts[one] / total, values[one]) for one in Quadrant
    )


def quadrant_of(*, loyal: bool, content: bool) -> Quadrant:
    """Name what a customer's behaviour and last answer make of the customer."""
    if loyal:
        return Quadrant.LOYALIST if content else Quadrant.HOSTAGE
    return Quadrant.MERCENARY if content else Quadrant.DEFECTOR
