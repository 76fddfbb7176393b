"""Who else must know when a draft has changed.

An app above hands in what it does then, when it is ready; this app may not know who
stands on it. It is called in the transaction of the change.
"""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from planner.plans.content import PlanContent
from planner.plans.models import Plan

# The plan as it is now, what it said before and says now, who changed it, and when.
Listener = Callable[[Plan, PlanContent, PlanContent, User, datetime], None]
_listeners: list[Listener] = []


def after_change(listener: Listener) -> None:
    """Have this called after every change of a draft."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(
    plan: Plan, before: PlanContent, after: PlanContent, actor: User, now: datetime
) -> None:
    """Tell everybody who wanted to know."""
    for listener in _listeners:
        listener(plan, before, after, actor, now)
