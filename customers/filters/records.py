"""How lists of customers and of what they did are narrowed down."""

import django_filters

from customers.models import (
    Customer,
    Defection,
    Interaction,
    Need,
    Purchase,
    SurveyAnswer,
)


class CustomerFilter(django_filters.FilterSet):  # type: ignore[misc]
    code = django_filters.CharFilter()
    segment = django_filters.CharFilter("segment__code", label="Code of the segment")

    class Meta:
        model = Customer
        fields = ["code", "segment", "relationship", "consent"]


class NeedFilter(django_filters.FilterSet):  # type: ignore[misc]
    code = django_filters.CharFilter()
    segment = django_filters.CharFilter("segment__code", label="Code of the segment")

    class Meta:
        model = Need
        fields = ["code", "segment", "importance"]


class FactFilter(django_filters.FilterSet):  # type: ignore[misc]
    customer = django_filters.CharFilter("customer__code", label="Code of the customer")


class DatedFilter(FactFilter):
    since = django_filters.DateFilter("on", "gte", label="On this day or later")
    until = django_filters.DateFilter("on", "lte", label="On this day or before")


class PurchaseFilter(DatedFilter):
    class Meta:
        model = Purchase
        fields = ["customer", "since", "until"]


class SurveyAnswerFilter(DatedFilter):
    class Meta:
        model = SurveyAnswer
        fields = ["customer", "kind", "since", "until"]


class InteractionFilter(FactFilter):
    class Meta:
        model = Interaction
        fields = ["customer", "kind", "channel", "direction"]


class DefectionFilter(DatedFilter):
    class Meta:
        model = Defection
        fields = ["customer", "broken_promise", "since", "until"]
