"""How the lists of promises and outcomes are narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.models import User
from customers.models import Need, Segment
from promises.models import (
    Criterion,
    Evidence,
    KeptWeek,
    Outcome,
    Promise,
    PromiseState,
)
from promises.queries.needs import STANDINGS, narrowed


class PromiseFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(
        method="search",
        label="Words",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = django_filters.ChoiceFilter(
        choices=PromiseState.choices, empty_label="Any state"
    )
    segment = django_filters.ModelChoiceFilter(
        queryset=Segment.objects.order_by("name"), empty_label="Any segment"
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=User.objects.filter(promises__isnull=False)
        .distinct()
        .order_by("name"),
        empty_label="Any owner",
    )

    class Meta:
        model = Promise
        fields = ["q", "state", "segment", "owner"]

    def search(
        self, rows: QuerySet[Promise], name: str, value: str
    ) -> QuerySet[Promise]:
        for word in value.split()[:8]:
            rows = rows.filter(
                Q(statement__icontains=word)
                | Q(code__icontains=word)
                | Q(benefit__icontains=word)
            )
        return rows


class OutcomeFilter(django_filters.FilterSet):  # type: ignore[misc]
    promise = django_filters.CharFilter(
        field_name="promise__code", label="Code of the promise"
    )
    segment = django_filters.CharFilter(
        field_name="segment__code", label="Code of the segment"
    )
    reference = django_filters.CharFilter(field_name="reference")
    customer = django_filters.CharFilter(field_name="customer")
    due_from = django_filters.DateFilter(field_name="due_on", lookup_expr="gte")
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    done = django_filters.BooleanFilter(
        field_name="done_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Outcome
        fields: list[Any] = []


class PromiseApiFilter(PromiseFilter):
    """The same for other systems, which know codes and e-mail addresses."""

    segment = django_filters.CharFilter(field_name="segment__code")
    owner = django_filters.CharFilter(field_name="owner__email")
    code = django_filters.CharFilter(field_name="code")

    class Meta:
        model = Promise
        fields = ["q", "state", "segment", "owner", "code"]


class EvidenceFilter(django_filters.FilterSet):  # type: ignore[misc]
    promise = django_filters.CharFilter(field_name="promise__code")
    criterion = django_filters.ChoiceFilter(choices=Criterion.choices)

    class Meta:
        model = Evidence
        fields: list[Any] = []


class KeptWeekFilter(django_filters.FilterSet):  # type: ignore[misc]
    promise = django_filters.CharFilter(field_name="promise__code")
    segment = django_filters.CharFilter(field_name="segment__code")
    week_from = django_filters.DateFilter(field_name="week", lookup_expr="gte")
    week_to = django_filters.DateFilter(field_name="week", lookup_expr="lte")

    class Meta:
        model = KeptWeek
        fields: list[Any] = []


class ServedNeedFilter(django_filters.FilterSet):  # type: ignore[misc]
    segment = django_filters.CharFilter(
        method="of_segment", label="A segment's code; what everybody needs is in it."
    )
    standing = django_filters.ChoiceFilter(
        method="standing_so",
        choices=[(value, words) for value, (words, _) in STANDINGS.items()],
    )
    importance_from = django_filters.NumberFilter(
        field_name="importance", lookup_expr="gte", min_value=1, max_value=5
    )

    class Meta:
        model = Need
        fields = ["segment", "standing", "importance_from"]

    def of_segment(self, rows: QuerySet[Need], name: str, value: str) -> QuerySet[Need]:
        return rows.filter(Q(segment__code=value) | Q(segment__isnull=True))

    def standing_so(
        self, rows: QuerySet[Need], name: str, value: str
    ) -> QuerySet[Need]:
        return narrowed(rows, only=value)
