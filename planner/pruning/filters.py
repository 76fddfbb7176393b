"""What retirements can be asked for by."""

import django_filters

from planner.pruning.models import Retirement


class RetirementFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    state = django_filters.ChoiceFilter(choices=Retirement.State.choices)
    kind = django_filters.ChoiceFilter(choices=Retirement.Kind.choices)

    class Meta:
        model = Retirement
        fields = ["state", "kind"]
