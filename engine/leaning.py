"""How much the verdict leans on the records: what it would be at two levels of them."""

import numpy as np
from numpy.typing import NDArray

from engine.levels import Levels, Sample
from engine.model import Model
from engine.outlook import Outlook
from engine.piece import Outcome
from engine.record import LATEST_WEEKS
from engine.reliable import TOLERANCE
from engine.result import RecordLeaning

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
    kept = np.ones(sample.draws)
    for order, layout in enumerate(model.promises):
        level = level_of(sample.outlooks.get(layout.index), latest=latest)
        if level is None:
            kept *= outcome.chances[order]
            continue
        instead = np.minimum(level * levels.factors[layout.index], 1.0)
        drawn = levels.reliability[layout.index]
        rates = at_level(outcome.rates[order], drawn, instead)
        target = model.case.promises[layout.index].target
        kept[rates < target - TOLERANCE] = 0.0
    return float(kept.mean())


def level_of(outlook: Outlook | None, *, latest: bool) -> float | None:
    """Return the kept share of the latest weeks or, where there is none, of all."""
    if outlook is None:
        return None
    recent = outlook.latest if latest else None
    return outlook.history if recent is None else recent


def at_level(rates: Array, drawn: Array, instead: Array) -> Array:
    """Return keep rates at another reliability; 1 stays where nothing fell due."""
    on_time = rates / drawn
    return np.where(on_time > 1.0 + TOLERANCE, 1.0, on_time * instead)
