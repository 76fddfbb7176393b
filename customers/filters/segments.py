"""How lists of segments are narrowed down."""

import django_filters

from customers.models import Segment


class SegmentFilter(django_filters.FilterSet):  # type: ignore[misc]
    code = django_filters.CharFilter()
    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label="Name contains"
    )

    class Meta:
        model = Segment
        fields = ["code", "q"]
