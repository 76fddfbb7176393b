"""How the list of decisions is narrowed over REST."""

import django_filters

from core.filters import KeyFilter
from planner.decisions.models import Condition, Decision, Dissent, Recall


class DecisionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Decisions by outcome and subject; what one may not see is as if not there."""

    version__plan = KeyFilter("version__plan_id", label="The key of a plan.")

    class Meta:
        model = Decision
        fields = ["outcome", "version", "version__plan", "promise", "decided_by"]


class ConditionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Conditions by state, owner, decision and last day."""

    owner = KeyFilter("owner_id", label="The key of a person.")
    decision = KeyFilter("decision_id", label="The key of a decision.")
    due_before = django_filters.DateFilter("due_on", "lt")

    class Meta:
        model = Condition
        fields = ["state"]


class RecallFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Recalls by decision, plan and what became of them."""

    decision = KeyFilter("decision_id", label="The key of a decision.")
    plan = KeyFilter("test__plan_id", label="The key of a plan.")
    settled = django_filters.BooleanFilter("settled_at", "isnull", exclude=True)

    class Meta:
        model = Recall
        fields = ["outcome"]


class DissentFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Dissents by what they are from and whose they are."""

    version = KeyFilter("version_id", label="The key of a plan's version.")
    promise = KeyFilter("promise_id", label="The key of a promise.")
    by = KeyFilter("by_id", label="The key of a person.")

    class Meta:
        model = Dissent
        fields: tuple[str, ...] = ()
