"""The worker's way in: a message says only that there may be work."""

from celery import shared_task

from core.wake import work_off
from planner.pruning import runs


@shared_task(name="planner.pruning.tasks.work")
def work() -> None:
    """Do the looks that are asked for, for a turn."""
    work_off(runs.look_next, task=work)
