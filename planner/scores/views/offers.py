"""Take a counter-offer into a draft, see what it changed, and take it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Refusal
from planner.plans.forms import read_content
from planner.plans.views.finding import find_plan
from planner.scores import services
from planner.scores.models import Score
from planner.scores.pages import page_from_evidence
from planner.scores.queries import inquire
from planner.scores.queries.taken import taken_offer


@require_POST
@page(Act.DRAFT_PLANS)
def take(request: HttpRequest, score_id: int, number: int) -> HttpResponse:
    """Make an offer one's draft: the plan itself, or a new one."""
    user = reader(request)
    score = get_object_or_404(Score.objects.visible_to(user), pk=score_id)
    taken = services.take_offer(
        score=score, number=number, actor=user, now=timezone.now()
    )
    messages.success(
        request, "This is your draft now. What the offer changed is marked below."
    )
    return redirect("plans:detail", taken.plan_id)


@require_safe
@page(Act.SEE_PLANS)
def taken(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show what the offer behind a draft changed, and what it still needs."""
    plan = find_plan(request, plan_id)
    context = {
        "plan": plan,
        "taken": taken_offer(plan),
        "workable": plan.is_editable and plan.is_workable_by(reader(request)),
    }
    whole = "HX-Request" not in request.headers
    return render(
        request, "scores/taken.html" if whole else "scores/_taken.html", context
    )


@require_POST
@page(Act.DRAFT_PLANS)
def undo(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give a draft back what it was before the offer."""
    plan = find_plan(request, plan_id)
    back = services.undo_offer(plan=plan, actor=reader(request), now=timezone.now())
    messages.success(request, "Taken back: the plan is what it was before the offer.")
    return redirect("plans:detail", back.pk)


@require_POST
@page(Act.DRAFT_PROMISES)
def weaker(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Draft the weaker promise that the offer counts on."""
    plan = find_plan(request, plan_id)
    promise = services.draft_weaker(
        plan=plan,
        code=request.POST.get("promise", ""),
        actor=reader(request),
        now=timezone.now(),
    )
    messages.success(
        request,
        f"“{promise}” is drafted, and your plan makes it. Put its words right, then "
        "put it up for approval; the promise that is made today stays as it is.",
    )
    return redirect("promises:detail", promise.pk)


@require_POST
@page(Act.ASK)
def live(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Look for counter-offers to what the form amounts to; it takes some seconds."""
    plan = find_plan(request, plan_id)
    reading = read_content(request.POST, plan=plan)
    shown, refusal = None, None
    try:
        evidence = inquire(
            reading.content, now=timezone.now(), plan=plan, sensitivities=True
        )
    except Refusal as caught:
        refusal = caught
    else:
        shown = page_from_evidence(evidence)
    context = {"page": shown, "refusal": refusal}
    return render(request, "scores/_live_offers.html", context)
