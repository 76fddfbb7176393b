"""What lists of the API can be narrowed to."""

import django_filters
from django.db.models import QuerySet

from accounts.models import Department
from core.filters import KeyFilter
from planner.plans.models import Commitment, Plan, PlanState, PlanVersion


class PlanFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Plans by state, department, author, dates and the promises they make."""

    state = django_filters.MultipleChoiceFilter(choices=PlanState.choices)
    department = django_filters.ChoiceFilter(choices=Department.choices)
    author = KeyFilter("author_id", label="The key of a person.")
    title = django_filters.CharFilter(lookup_expr="icontains", max_length=120)
    promise = django_filters.CharFilter(method="making", max_length=50)
    starts_after = django_filters.DateFilter(field_name="starts_on", lookup_expr="gte")
    starts_before = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")

    class Meta:
        model = Plan
        fields: list[str] = []

    def making(self, plans: QuerySet[Plan], name: str, code: str) -> QuerySet[Plan]:
        """Keep the plans of which a tactic makes this promise."""
        del name
        return plans.filter(tactics__promises__code=code).distinct()


class VersionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Versions by plan; a plan that one may not see is like one that is not there."""

    plan = KeyFilter("plan_id", label="The key of a plan.")

    class Meta:
        model = PlanVersion
        fields = ["plan", "number", "submitted_by"]


class CommitmentFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Commitments by kind, promise and plan."""

    promise = django_filters.CharFilter(field_name="promise__code", max_length=50)
    plan = KeyFilter("version__plan_id", label="The key of a plan.")

    class Meta:
        model = Commitment
        fields = ["kind"]
