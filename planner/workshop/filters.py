"""How planning sessions and open points are narrowed over REST."""

import django_filters

from core.filters import KeyFilter
from planner.workshop.models import OpenPoint, Workshop


class WorkshopFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Sessions of a plan; one that is not to be seen has none."""

    plan = KeyFilter("plan_id", label="The key of a plan.")

    class Meta:
        model = Workshop
        fields: list[str] = []


class OpenPointFilter(django_filters.FilterSet):  # type: ignore[misc]  # it has no types
    """Open points of a session, or of a person."""

    workshop = KeyFilter("workshop_id", label="The key of a planning session.")
    owner = KeyFilter("owner_id", label="The key of a person.")

    class Meta:
        model = OpenPoint
        fields: list[str] = []
