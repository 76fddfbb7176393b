"""How lists of operations are narrowed down, on pages and over REST."""

import django_filters

from operations.models import Capability, Initiative


class CapabilityFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(choices=Capability.Kind.choices)
    code = django_filters.CharFilter()
    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label="Name contains"
    )

    class Meta:
        model = Capability
        fields = ["kind", "code", "q"]


class InitiativeFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(
        label="State", choices=Initiative.State.choices, empty_label="All"
    )
    capability = django_filters.ModelChoiceFilter(
        label="Capability",
        queryset=Capability.objects.order_by("name", "pk"),
        empty_label="All",
    )

    class Meta:
        model = Initiative
        fields = ["state", "capability"]
