from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from operations.models import Capability, CapabilityWeek, Initiative
from operations.queries import profiles
from tests.make import MONDAY, NOW, make_capability, make_initiative

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def make_week(capability: Capability, number: int, **fields: object) -> CapabilityWeek:
    return CapabilityWeek.objects.create(
        capability=capability, week=MONDAY + number * WEEK, **fields
    )


def fund(ceo: User, **fields: object) -> Initiative:
    return make_initiative(
        state=Initiative.State.FUNDED, funded_by=ceo, funded_at=NOW, **fields
    )


def test_a_usual_capability_is_one_number():
    make_capability(low=90, likely=100, high=110, committed=60, backlog=5)

    (profile,) = profiles(weeks_from=MONDAY, weeks=4)

    assert [profile.low, profile.likely, profile.high] == [90, 100, 110]
    assert [profile.committed, profile.backlog] == [60, 5]
    assert profile.staffing is None


def test_weeks_that_differ_make_lists_of_all_three_points():
    capability = make_capability(likely=100, committed=60)
    make_week(capability, 1, low=70, likely=80, high=100)
    make_week(capability, 3, committed=90)

    (profile,) = profiles(weeks_from=MONDAY, weeks=4)

    assert profile.low == (100, 70, 100, 100)
    assert profile.likely == (100, 80, 100, 100)
    assert profile.high == (100, 100, 100, 100)
    assert profile.committed == (60, 60, 60, 90)


def test_weeks_before_and_after_the_horizon_do_not_count():
    capability = make_capability(likely=100)
    make_week(capability, -1, low=1, likely=1, high=1)
    make_week(capability, 4, low=1, likely=1, high=1)

    (profile,) = profiles(weeks_from=MONDAY, weeks=4)

    assert profile.likely == 100


def test_a_horizon_that_starts_midweek_starts_on_its_monday():
    capability = make_capability(likely=100)
    make_week(capability, 0, low=1, likely=1, high=1)

    (profile,) = profiles(weeks_from=MONDAY + timedelta(days=3), weeks=2)

    assert profile.likely == (1, 100)


def test_a_funded_initiative_adds_from_its_first_full_week(ceo):
    capability = make_capability(low=90, likely=100, high=110)
    fund(
        ceo,
        capability=capability,
        adds=Decimal(50),
        available_from=MONDAY + timedelta(days=8),
    )

    (profile,) = profiles(weeks_from=MONDAY, weeks=4)

    assert profile.low == (90, 90, 140, 140)
    assert profile.likely == (100, 100, 150, 150)


def test_candidates_and_dropped_initiatives_add_nothing():
    capability = make_capability(likely=100)
    make_initiative(capability=capability, available_from=date(2025, 1, 1))
    make_initiative(
        capability=capability,
        available_from=date(2025, 1, 1),
        state=Initiative.State.DROPPED,
    )

    (profile,) = profiles(weeks_from=MONDAY, weeks=4)

    assert profile.likely == 100


def test_a_funded_hire_is_one_more_person_from_its_week_on(ceo):
    desk = make_capability(kind=Capability.Kind.STAFFED, unit="call")
    fund(ceo, capability=desk, adds=Decimal(2), available_from=MONDAY + 2 * WEEK)

    (profile,) = profiles(weeks_from=MONDAY, weeks=4)

    assert profile.staffing is not None
    assert profile.staffing.servers == (6, 6, 8, 8)
    assert profile.likely is None


def test_the_number_of_queries_does_not_grow_with_the_rows(
    ceo, django_assert_num_queries
):
    for _ in range(5):
        capability = make_capability()
        make_week(capability, 1, committed=1)
        fund(ceo, capability=capability)

    with django_assert_num_queries(3):
        assert len(profiles(weeks_from=MONDAY, weeks=26)) == 5
