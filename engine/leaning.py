"""How much the verdict leans on the records: what it would be at two levels of them."""

import numpy as np
from numpy.typing import NDArray

from engine.evaluate import Outcome
from engine.levels import Levels, Sample
from engine.model import Model
from engine.record import LATEST_WEEKS
from engine.result import RecordLeaning
from engine.summary import TOLERANCE, reached

Array = NDArray[np.float64]


def record_leaning(
    model: Model, sample: Sample, levels: Levels, outcome: Outcome
) -> RecordLeaning | None:
    """Return the keep probability if records went on as ever, and as lately.

    Each recorded promise of the plan is then exactly as reliable as its whole record, or
    as its latest weeks, before assumptions; all else stays as drawn. None without one.
    """
    recorded = [layout.index in sample.outlooks for layout in model.promises]
    if not any(recorded):
        return None
    return RecordLeaning(
        if_history=kept_at(model, sample, levels, outcome, latest=False),
        if_latest=kept_at(model, sample, levels, outcome, latest=True),
        latest_weeks=LATEST_WEEKS,
    )


def kept_at(
    model: Model, sample: Sample, levels: Levels, outcome: Outcome, *, latest: bool
) -> float:
    """Return the plan's keep probability with every record at one of its levels."""
    kept = np.ones(sample.draws, dtype=bool)
    for rates, layout in zip(outcome.rates, model.promises, strict=True):
        outlook = sample.outlooks.get(layout.index)
        target = np.asarray(model.case.promises[layout.index].target)
        level = None
        if outlook is not None:
            recent = outlook.latest if latest else None
            level = outlook.history if recent is None else recent
        if level is not None:
            drawn = sample.reliability[layout.index]
            after = levels.reliability[layout.index]
            rates = at_level(rates, after, np.minimum(level * after / drawn, 1.0))
        kept &= reached(rates, target)
    return float(kept.mean())


def at_level(rates: Array, drawn: Array, instead: Array) -> Array:
    """Return keep rates at another reliability; 1 stays where nothing fell due."""
    on_time = rates / drawn
    return np.where(on_time > 1.0 + TOLERANCE, 1.0, on_time * instead)
