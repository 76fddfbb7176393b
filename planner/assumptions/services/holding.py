"""Put the tasks on hold that count on a refuted assumption."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from planner.assumptions.queries import tasks_to_hold
from planner.assumptions.services.refusals import NotYoursToTest
from planner.assumptions.services.rules import found, may_plan
from planner.execution import services as execution
from planner.execution.services.rules import LONGEST_REASON


@transaction.atomic
def hold_tasks(*, test_id: int, actor: User, now: datetime) -> int:
    """Hold every task that counts on what this test refuted; return how many."""
    test = found(test_id=test_id, actor=actor)
    if not may_plan(test.plan, actor):
        raise NotYoursToTest(
            "Tasks are put on hold by those who work on the plan.",
            next_step=f"Ask {test.plan.author.name}.",
        )
    tasks = tasks_to_hold(test)
    reason = f"An assumption was refuted: {test.statement}"[:LONGEST_REASON]
    for task in tasks:
        execution.hold(actor=actor, task_id=task.pk, reason=reason, now=now)
    return len(tasks)
