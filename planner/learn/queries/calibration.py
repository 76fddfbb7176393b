"""How far predictions that met their outcomes can be trusted: all, by promise, by author."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from engine import calibration
from engine.calibration import Bias, Bin, Brier, Forecasts, Share
from planner.learn.queries.predictions import Prediction, predictions
from planner.plans.models import PlanVersion

# Below this nothing is said of how right the scores are, only what happened.
FEWEST_TO_TELL = 20
# Few predictions are binned coarsely: ten bins would hold one or none each.
FINE_FROM = 50
COARSE, FINE = 5, 10


@dataclass(frozen=True, kw_only=True)
class Group:
    """Predictions that met an outcome, and what they show together.

    ``bias`` is judged on ``separate`` ones only: of predictions of one promise over the
    same weeks, the earliest. Without predictions there is no Brier score.
    """

    name: str
    key: int
    predictions: tuple[Prediction, ...]
    expected: float
    hits: Share
    inside: Share
    gap: float
    brier: Brier | None
    bins: tuple[Bin, ...]
    separate: int
    bias: Bias

    @property
    def count(self) -> int:
        return len(self.predictions)

    @property
    def is_telling(self) -> bool:
        """Tell whether there are enough separate ones to judge the scores by."""
        return self.separate >= FEWEST_TO_TELL

    @property
    def over(self) -> int:
        return sum(found.is_over for found in self.predictions)


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """Every prediction, and what those with an outcome say."""

    as_of: date
    predictions: tuple[Prediction, ...]
    overall: Group
    promises: tuple[Group, ...]
    authors: tuple[Group, ...]

    @property
    def waiting(self) -> int:
        """Count the predictions whose first part is not over, or had no occasions."""
        return len(self.predictions) - self.overall.count


def learnt(user: User, *, as_of: date, only_over: bool = False) -> Learnt:
    """Return what there is to learn; three queries. ``only_over``: of finished plans."""
    found = predictions(user, as_of=as_of)
    met = [p for p in found if p.has_outcome and (p.is_over or not only_over)]
    return Learnt(
        as_of=as_of,
        predictions=tuple(found),
        overall=group(met),
        promises=_by(met, lambda p: (p.promise.pk, p.promise.statement)),
        authors=_by(met, lambda p: (p.author, p.author_name)),
    )


def _by(
    found: Iterable[Prediction], key: Callable[[Prediction], tuple[int, str]]
) -> tuple[Group, ...]:
    members: dict[tuple[int, str], list[Prediction]] = {}
    for prediction in found:
        members.setdefault(key(prediction), []).append(prediction)
    groups = [group(rows, name=n, key=k) for (k, n), rows in members.items()]
    return tuple(sorted(groups, key=lambda g: (-g.count, g.name)))


def group(found: Sequence[Prediction], *, name: str = "", key: int = 0) -> Group:
    """Return what some predictions with outcomes show together."""
    chances = [p.chance for p in found]
    hits = [p.is_hit for p in found]
    bins = FINE if len(found) >= FINE_FROM else COARSE
    apart = separate(found)
    return Group(
        name=name,
        key=key,
        predictions=tuple(found),
        expected=sum(chances),
        hits=calibration.share_of(sum(hits), len(found)),
        inside=calibration.share_of(sum(not p.side for p in found), len(found)),
        gap=sum(p.rate - p.mean for p in found) / len(found) if found else 0.0,
        brier=calibration.brier(chances, hits, bins=bins) if found else None,
        bins=calibration.reliability_diagram(chances, hits, bins=bins) if found else (),
        separate=len(apart),
        bias=calibration.bias(
            Forecasts(
                tuple(p.chance for p in apart),
                tuple(p.is_hit for p in apart),
                tuple(p.side for p in apart),
            )
        ),
    )


def separate(found: Iterable[Prediction]) -> list[Prediction]:
    """Leave out predictions of a promise over weeks that an earlier one has counted."""
    ends: dict[int, date] = {}
    kept = []
    for prediction in sorted(found, key=lambda p: (p.starts, p.decision)):
        key = prediction.promise.pk
        if key not in ends or prediction.starts >= ends[key]:
            kept.append(prediction)
            ends[key] = prediction.ends
    return kept


def trusted(user: User, version: PlanVersion, *, as_of: date) -> list[Group]:
    """Return what is known of past scores of a version's promises; three queries.

    A promise without a prediction that met an outcome is left out, and so is what the
    version itself predicted.
    """
    codes = {
        code for tactic in version.content["tactics"] for code in tactic["promises"]
    }
    met = [
        found
        for found in predictions(user, as_of=as_of, only=codes)
        if found.has_outcome and found.plan != version.plan_id
    ]
    return list(_by(met, lambda p: (p.promise.pk, p.promise.statement)))
