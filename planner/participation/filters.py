"""How what people brought to plans is narrowed over REST."""

import django_filters

from core.filters import KeyFilter
from planner.participation.models import Answer, Contribution, Thread
from planner.plans.models import Invitation


class OfPlanFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Rows of a plan; one that is not to be seen has none."""

    plan = KeyFilter("plan_id", label="The key of a plan.")


class InvitationFilter(OfPlanFilter):
    person = KeyFilter("person_id", label="The key of a person.")

    class Meta:
        model = Invitation
        fields = ["side"]


class AnswerFilter(OfPlanFilter):
    person = KeyFilter("person_id", label="The key of a person.")

    class Meta:
        model = Answer
        fields = ["side", "stance"]


class ContributionFilter(OfPlanFilter):
    by = KeyFilter("by_id", label="The key of a person.")

    class Meta:
        model = Contribution
        fields = ["kind", "state", "about", "code"]


class ThreadFilter(OfPlanFilter):
    is_open = django_filters.BooleanFilter("resolved_at", lookup_expr="isnull")

    class Meta:
        model = Thread
        fields = ["about", "code"]
