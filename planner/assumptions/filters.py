"""How the list of tests is narrowed over REST."""

import django_filters

from core.filters import KeyFilter
from planner.plans.models import AssumptionTest


class TestFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Tests by plan, assumption, state, owner and last day."""

    __test__ = False

    plan = KeyFilter("plan_id", label="The key of a plan.")
    owner = KeyFilter("owner_id", label="The key of a person.")
    assumption = django_filters.CharFilter("assumption", max_length=50)
    state = django_filters.MultipleChoiceFilter(choices=AssumptionTest.State.choices)
    due_before = django_filters.DateFilter("due_on", "lt")

    class Meta:
        model = AssumptionTest
        fields: list[str] = []
