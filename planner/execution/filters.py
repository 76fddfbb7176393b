"""Which tasks and entries a list over REST holds."""

import django_filters

from core.filters import KeyFilter
from planner.execution.models import Consultation, Spending, Task, TaskLink, TaskNeed


class TaskFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    due_until = django_filters.DateFilter(field_name="deadline", lookup_expr="lte")

    class Meta:
        model = Task
        fields = ["plan", "state", "tactic_code", "initiative", "accountable", "code"]


class LinkFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    plan = KeyFilter("before__plan_id", label="The key of a plan.")

    class Meta:
        model = TaskLink
        fields = ["before", "after", "kind"]


class NeedFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    plan = KeyFilter("task__plan_id", label="The key of a plan.")

    class Meta:
        model = TaskNeed
        fields = ["task", "capability"]


class SpendingFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    plan = KeyFilter("task__plan_id", label="The key of a plan.")

    class Meta:
        model = Spending
        fields = ["task", "kind"]


class ConsultationFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    open = django_filters.BooleanFilter(
        field_name="answered_at", lookup_expr="isnull", label="Not answered yet"
    )

    class Meta:
        model = Consultation
        fields = ["task", "person"]
