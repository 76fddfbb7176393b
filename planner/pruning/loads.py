"""What commitments ask of capabilities, week by week."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from core.weeks import monday_of
from operations.models import Capability
from planner.plans.models import Commitment

Weekly = npt.NDArray[np.float64]  # (weeks,)


def occasions(row: Commitment, start: date, weeks: int) -> Weekly:
    """Return (weeks,) how many occasions are likely in each week from the start."""
    found = np.zeros(weeks)
    if row.starts_on is None or row.weeks is None:
        found[:] = float(row.likely)
        return found
    first = (monday_of(row.starts_on) - start).days // 7
    found[max(first, 0) : max(first + row.weeks, 0)] = float(row.likely)
    return found


def loads(rows: Iterable[Commitment], start: date, weeks: int) -> dict[str, Weekly]:
    """Return (weeks,) by capability, after each step's lead.

    Promises must come with their requirements, and these with their capability.
    """
    found: dict[str, Weekly] = {}
    for row in rows:
        asked = occasions(row, start, weeks)
        for need in row.promise.requirements.all():
            lead = min(need.lead_weeks, weeks)
            load = found.setdefault(need.capability.code, np.zeros(weeks))
            load[lead:] += float(need.units) * asked[: weeks - lead]
    return found


def freed(
    found: Mapping[str, Weekly], capabilities: Mapping[str, Capability]
) -> list[dict[str, Any]]:
    """Say what would be free: units a week and, at a desk, hours and people."""
    return [
        {
            "capability": code,
            "name": capabilities[code].name,
            "pk": capabilities[code].pk,
            "unit": capabilities[code].unit,
            "mean": round(float(load.mean()), 3),
            "peak": round(float(load.max()), 3),
            **_desk(capabilities[code], float(load.mean())),
        }
        for code, load in sorted(found.items())
        if load.any()
    ]


def _desk(capability: Capability, units: float) -> dict[str, float]:
    """Return the hours a week that so many calls take, and the people that makes."""
    if capability.handle_minutes is None or not capability.open_minutes:
        return {}
    minutes = units * float(capability.handle_minutes)
    return {
        "hours": round(minutes / 60, 2),
        "people": round(minutes / float(capability.open_minutes), 3),
    }
