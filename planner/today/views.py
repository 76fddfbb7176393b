"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.guards import page, reader
from accounts.policy import Act, deputyship
from planner.today import queries


@page(Act.SIGN_IN)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show what there is to do today."""
    user = reader(request)
    sections = queries.today(
        user,
        day=timezone.localdate(),
        standing_in=deputyship(user, timezone.now()),
    )
    context = {"sections": sections, "todo": sum(len(s.items) for s in sections)}
    return render(request, "today/today.html", context)
