"""The load that is committed, reserved and approved, by the engine's own reckoning."""

from datetime import date
from typing import Any

import engine
from operations.models import Capability
from planner.scores.assembly import build_load_case
from planner.scores.queries.evidence import undecided

WEEKS = 26
DRAWS = 256


def load_evidence(start: date) -> dict[str, Any]:
    """Return every capability's load over the next 26 weeks, and what it is called.

    A fixed number of queries, whatever is committed.
    """
    rows = Capability.objects.order_by("code")
    known = {row.code: {"name": row.name, "id": row.pk} for row in rows}
    found: list[Any] = []
    case: dict[str, Any] = {}
    if known:
        case = build_load_case(start, WEEKS)
        score = engine.score(engine.parse_case(case), draws=DRAWS, sensitivities=False)
        found = score.document()["capabilities"]
    return {
        "start": start.isoformat(),
        "weeks": WEEKS,
        "capabilities": known,
        "loads": found,
        "case": case,
        "undecided": undecided(case.get("commitments", ())),
    }
