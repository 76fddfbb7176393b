"""How the lists of silent and complaining customers are narrowed down."""

import django_filters

from customers.models import WATCHED, Rhythm, Segment, Standing


class SilenceFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(
        label="State",
        choices=[(one.value, one.label) for one in WATCHED],
        empty_label="Due, late or silent",
    )
    segment = django_filters.ModelChoiceFilter(
        label="Segment",
        queryset=Segment.objects.order_by("name", "pk"),
        empty_label="All",
    )

    class Meta:
        model = Standing
        fields = ["state", "segment"]


class ComplaintFilter(django_filters.FilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(
        label="Silence",
        choices=[(one.value, one.label) for one in Rhythm if one != Rhythm.LEFT],
        empty_label="All",
    )
    segment = django_filters.ModelChoiceFilter(
        label="Segment",
        queryset=Segment.objects.order_by("name", "pk"),
        empty_label="All",
    )

    class Meta:
        model = Standing
        fields = ["state", "segment"]
