"""Report the same of several tasks of a plan: all of it, or nothing."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from core.refusals import Refusal
from planner.execution.models import Task
from planner.execution.services import reporting, rules
from planner.execution.services.slipping import looking_once
from planner.execution.services.tasks import change_many
from planner.plans.models import Plan

STEPS: Final[Mapping[str, Callable[..., Task]]] = {
    "start": reporting.start,
    "hold": reporting.hold,
    "resume": reporting.resume,
    "finish": reporting.finish,
    "drop": reporting.drop,
}
WITH_REASON: Final = ("hold", "drop")


@transaction.atomic
def set_many(
    *,
    actor: User,
    plan: Plan,
    task_ids: Iterable[int],
    facts: Mapping[str, Any],
    now: datetime,
    step: str = "",
    reason: str = "",
) -> int:
    """Set the same facts of several tasks, and take the same step with them."""
    chosen = sorted(set(task_ids))
    if facts:
        change_many(actor=actor, plan=plan, task_ids=chosen, facts=facts, now=now)
    if step:
        step_many(
            actor=actor, plan=plan, task_ids=chosen, step=step, reason=reason, now=now
        )
    return len(chosen)


@transaction.atomic
def step_many(
    *,
    actor: User,
    plan: Plan,
    task_ids: Iterable[int],
    step: str,
    reason: str = "",
    now: datetime,
) -> int:
    """Take the same step with several tasks, by the rules of each; or with none.

    A refusal names the task that cannot take it.
    """
    chosen = sorted(set(task_ids))
    names = dict(
        Task.objects.visible_to(actor)
        .filter(plan=plan, pk__in=chosen)
        .values_list("pk", "name")
    )
    if len(names) != len(chosen) or step not in STEPS:
        raise rules.no_such_task()
    words = {"reason": _reason(reason)} if step in WITH_REASON else {}
    with looking_once(now=now):
        for key in chosen:
            _one(step, names[key], actor=actor, task_id=key, now=now, **words)
    return len(chosen)


def _reason(reason: str) -> str:
    return rules.worded(reason, "reason", "Say why.")


def _one(step: str, name: str, **facts: Any) -> None:  # noqa: ANN401
    try:
        STEPS[step](**facts)
    except Refusal as refusal:
        if name not in refusal.message:
            refusal.message = f"“{name}”: {refusal.message}"
        refusal.next_step = f"{refusal.next_step} Nothing was changed.".strip()
        raise
