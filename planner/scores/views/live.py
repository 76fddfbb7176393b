"""The score of a draft while it is typed: nothing is reserved, nothing is stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.guards import page
from accounts.policy import Act
from core.refusals import Refusal
from planner.plans.forms import read_content
from planner.plans.views.finding import find_plan
from planner.scores.pages import page_from_evidence
from planner.scores.queries import inquire


@require_POST
@page(Act.ASK)
def live(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Answer what the form amounts to, or what it still needs to be answered."""
    plan = find_plan(request, plan_id)
    reading = read_content(request.POST, plan=plan)
    shown, refusal = None, None
    try:
        evidence = inquire(reading.content, now=timezone.now(), plan=plan)
    except Refusal as caught:
        refusal = caught
    else:
        shown = page_from_evidence(evidence)
    context = {"page": shown, "refusal": refusal, "left_out": reading.left_out}
    return render(request, "scores/_live.html", context)
