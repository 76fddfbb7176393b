"""What lists of the API can be narrowed to."""

import django_filters

from core.filters import KeyFilter
from planner.scenarios.models import Scenario, ScenarioState


class ScenarioFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Scenarios by state, author and words in their name."""

    state = django_filters.MultipleChoiceFilter(choices=ScenarioState.choices)
    author = KeyFilter("author_id", label="The key of a person.")
    name = django_filters.CharFilter(lookup_expr="icontains", max_length=80)

    class Meta:
        model = Scenario
        fields: list[str] = []
