"""The pages of a plan's schedule."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from planner.execution.models import TaskLink, TaskNeed
from planner.plans.models import Plan
from tests.make import make_capability, make_plan, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(marketing: User) -> Plan:
    """A plan of marketing with two tasks, one after the other, and a third."""
    plan = make_plan(
        author=marketing, title="Spring launch", starts_on=date(2030, 3, 4)
    )
    first = make_task(plan, name="Write the letter", likely=3, responsible=[marketing])
    second = make_task(plan, name="Print it", likely=4)
    make_task(plan, name="Brief the shops", likely=2, responsible=[marketing])
    TaskLink.objects.create(before=first, after=second)
    TaskNeed.objects.create(
        task=second, capability=make_capability(name="Printing"), amount=Decimal(40)
    )
    return plan


def url(plan: Plan, rest: str = "") -> str:
    return f"/plans/{plan.pk}/schedule/{rest}"


def test_it_says_in_a_sentence_when_everything_is_done(
    client: Client, marketing: User, launch: Plan
) -> None:
    client.force_login(marketing)
    page = client.get(url(launch))

    assert page.status_code == 200
    text = page.content.decode()
    assert "In time for the launch on 4" in text
    assert "Write the letter" in text
