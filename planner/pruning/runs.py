"""The worker's work: claim a look, look, record what was found."""

import time

import engine
from core.jobs import Lease
from core.working import prolong, run_next, store
from planner.pruning.looking import look
from planner.pruning.models import Pruning

# While the engine plays something through nobody says "still working".
PATIENCE_SECONDS = 240.0


def look_next() -> bool:
    """Do the look that was asked for first; tell whether there was one."""
    return run_next(Pruning.objects.all(), _look)


def _look(lease: Lease) -> None:
    rows = Pruning.objects.all()
    run = rows.get(pk=lease.job_id)
    began = time.monotonic()

    def say(share: int, note: str) -> None:
        prolong(rows, lease, share, 100, note, extra_seconds=PATIENCE_SECONDS)

    result = look(run.as_of, say)
    result["took"] = round(time.monotonic() - began, 2)
    store(rows, lease, result=result, model_version=engine.MODEL_VERSION)
