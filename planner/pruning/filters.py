"""What retirements can be asked for by."""

import django_filters

from core.filters import KeyFilter
from planner.pruning.models import Objection, Retirement


class RetirementFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    state = django_filters.ChoiceFilter(choices=Retirement.State.choices)
    kind = django_filters.ChoiceFilter(choices=Retirement.Kind.choices)

    class Meta:
        model = Retirement
        fields = ["state", "kind"]


class ObjectionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Dissents by what they are from and whose they are."""

    retirement = KeyFilter("retirement_id", label="The key of a retirement.")
    by = KeyFilter("by_id", label="The key of a person.")

    class Meta:
        model = Objection
        fields: tuple[str, ...] = ()
