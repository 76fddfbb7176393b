"""The scenario that an address names, if its reader may see it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.guards import reader
from core.numbers import typed_whole
from planner.scenarios.models import Scenario
from planner.scenarios.queries import with_changes


def find(request: HttpRequest, pk: int) -> Scenario:
    visible = Scenario.objects.visible_to(reader(request))
    return get_object_or_404(with_changes(visible), pk=pk)


def seen_revision(request: HttpRequest) -> int:
    """Return the revision that a button was drawn for; 0 fits none."""
    return typed_whole(request.POST.get("revision", "")) or 0
