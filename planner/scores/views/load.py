"""What all capabilities have to carry in the weeks to come, without any new plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page
from accounts.policy import Act
from core.weeks import monday_of
from operations.views.board import tabs
from planner.scores.pages.load import load_page
from planner.scores.queries.load import load_evidence


@require_safe
@page(Act.SEE_OPERATIONS)
def load(request: HttpRequest) -> HttpResponse:
    week = monday_of(timezone.localdate())
    context = {
        "page": load_page(load_evidence(week)),
        "tabs": tabs("ahead", week),
    }
    return render(request, "scores/load.html", context)
