"""The demo's people whom it knows: believable lists, talks and promises."""

from datetime import UTC, datetime

import pytest

from accounts.models import Department, Role
from planner.demo.outreach import know_people
from planner.outreach.models import Acquaintance, FollowUp, WeeklyName
from planner.outreach.queries.twins import pairs
from tests.make import make_user

NOW = datetime(2026, 1, 6, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_knows_people_and_has_promised_them_something():
    people = {
        "ceo": make_user(role=Role.CEO),
        "sales": make_user(department=Department.SALES),
        "marketing": make_user(),
        "care": make_user(department=Department.CUSTOMER_CARE),
        "frontline": make_user(role=Role.FRONTLINE),
    }
    know_people(people, now=NOW)
    assert Acquaintance.objects.here().count() == 12
    assert WeeklyName.objects.open().filter(week__person=people["sales"]).exists()
    assert WeeklyName.objects.open().filter(week__person=people["frontline"]).exists()
    assert FollowUp.objects.open().count() == 2
    assert len(pairs(people["sales"])) == 1
