"""How the list of decisions is narrowed over REST."""

import django_filters

from core.filters import KeyFilter
from planner.decisions.models import Decision


class DecisionFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Decisions by outcome and subject; what one may not see is as if not there."""

    version__plan = KeyFilter("version__plan_id", label="The key of a plan.")

    class Meta:
        model = Decision
        fields = ["outcome", "version", "version__plan", "promise", "decided_by"]
