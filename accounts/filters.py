"""How the audit trail is narrowed down."""

from typing import Any

import django_filters
from django import forms
from django.apps import apps
from django.db import models

from accounts.models import AuditEvent, Notice, User


def subjects() -> list[tuple[str, str]]:
    """Return the kinds of rows that events can be about."""
    found = {
        model._meta.model_name or "": str(model._meta.verbose_name)
        for model in apps.get_models()
        if not model.__module__.startswith(("django.", "allauth."))
    }
    return sorted(found.items(), key=lambda item: item[1])


class AuditFilter(django_filters.FilterSet):  # type: ignore[misc]
    actor = django_filters.ModelChoiceFilter(
        label="Person",
        queryset=User.objects.order_by("name"),
        empty_label="Everybody",
    )
    action = django_filters.CharFilter(
        label="Action", lookup_expr="icontains", max_length=60
    )
    subject_type = django_filters.ChoiceFilter(
        label="About", choices=subjects, empty_label="Everything"
    )
    subject_id = django_filters.CharFilter(label="Its number", max_length=64)
    since = django_filters.DateFilter(
        label="From",
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = django_filters.DateFilter(
        label="To",
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = AuditEvent
        fields = ["actor", "action", "subject_type", "subject_id", "since", "until"]


class PeopleFilter(django_filters.FilterSet):  # type: ignore[misc]
    class Meta:
        model = User
        fields = ["role", "department", "is_active", "email"]


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Notices by kind and subject, and whether they were read."""

    unread = django_filters.BooleanFilter("read_at", lookup_expr="isnull")

    class Meta:
        model = Notice
        fields = ["kind", "about", "urgent"]


def narrowed(
    data: Any,  # noqa: ANN401  # a QueryDict
    events: models.QuerySet[AuditEvent],
) -> tuple[AuditFilter, models.QuerySet[AuditEvent]]:
    """Return the filter and what it leaves; nothing, when it is not valid."""
    found = AuditFilter(data, queryset=events)
    return found, found.qs if found.is_valid() else events.none()
