"""A plan with tasks, as rows."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from planner.execution.models import Task, TaskNeed
from planner.plans.models import Plan
from tests.make import (
    link_tasks,
    make_capability,
    make_plan,
    make_tactic,
    make_task,
)


@pytest.fixture
def launch(marketing: User) -> Plan:
    """A draft of marketing: a letter is written, then printed; shops are briefed."""
    plan = make_plan(
        author=marketing, title="Spring launch", starts_on=date(2030, 3, 4)
    )
    make_tactic(plan, [], code="letter", name="The letter")
    write = make_task(
        plan,
        code="write",
        name="Write the letter",
        likely=3,
        responsible=[marketing],
        tactic_code="letter",
    )
    printing = make_task(
        plan, code="print", name="Print it", likely=4, tactic_code="letter"
    )
    make_task(
        plan,
        code="shops",
        name="Brief the shops",
        likely=2,
        responsible=[marketing],
        budget=Decimal(500),
    )
    link_tasks(write, printing)
    TaskNeed.objects.create(
        task=printing,
        capability=make_capability(name="Printing", likely=100),
        amount=Decimal(40),
    )
    return plan


def task_of(plan: Plan, code: str) -> Task:
    return Task.objects.get(plan=plan, code=code)
