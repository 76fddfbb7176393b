"""How the list of customers' figures is narrowed down."""

import django_filters

from customers.models import History, Relationship, RfmClass


class HistoryFilter(django_filters.FilterSet):  # type: ignore[misc]
    customer = django_filters.CharFilter(
        field_name="customer__code", label="The customer's number, all of it"
    )
    segment = django_filters.CharFilter(
        field_name="segment__code", label="A segment's short name"
    )
    relationship = django_filters.ChoiceFilter(choices=Relationship.choices)
    rfm_class = django_filters.ChoiceFilter(choices=RfmClass.choices)

    class Meta:
        model = History
        fields = ["customer", "segment", "relationship", "rfm_class"]
