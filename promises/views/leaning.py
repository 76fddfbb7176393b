"""The promises that lean on a capability, inside the capability's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from operations.models import Capability
from promises.models import Promise, Requirement


@require_safe
@page(Act.SEE_PROMISES)
def leaning(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one occasion of each promise takes of this capability."""
    user = reader(request)
    capability = get_object_or_404(Capability.objects.visible_to(user), pk=pk)
    needs = (
        Requirement.objects.filter(
            capability=capability, promise__in=Promise.objects.visible_to(user)
        )
        .select_related("promise", "capability")
        .order_by("promise__state", "promise__statement", "pk")
    )
    context = {"capability": capability, "needs": needs}
    return render(request, "promises/_leaning.html", context)
