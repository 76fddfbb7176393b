"""Who else must know when a plan has been submitted.

An app above hands in what it does then, when it is ready; this app may not know who
stands on it. It is called in the transaction of the submission.
"""

from collections.abc import Callable
from datetime import datetime

from planner.plans.models import PlanVersion

Listener = Callable[[PlanVersion, datetime], None]
_listeners: list[Listener] = []


def after_submission(listener: Listener) -> None:
    """Have this called with every new version, and when it was handed in."""
    if listener not in _listeners:
        _listeners.append(listener)


def submitted(version: PlanVersion, now: datetime) -> None:
    """Tell everybody who wanted to know."""
    for listener in _listeners:
        listener(version, now)
