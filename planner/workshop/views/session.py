"""The room: the shared form while a session is under way, and the sessions before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Invalid
from planner.plans import services as plans
from planner.plans.forms import filled_form
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.plans.views.finding import find_plan
from planner.workshop import queries, services
from planner.workshop.forms import StartForm
from planner.workshop.models import Workshop
from planner.workshop.views.finding import may_work, open_session

GET_OR_POST = ["GET", "HEAD", "POST"]
MOST_SESSIONS = 50


@require_http_methods(GET_OR_POST)
@page(Act.SEE_PLANS)
def session(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the room, or how to open it."""
    plan = find_plan(request, plan_id)
    if request.method == "POST":
        return _start(request, plan)
    workshop = open_session(plan)
    if workshop is None:
        return _tab(request, plan, StartForm())
    return _room(request, workshop)


def _start(request: HttpRequest, plan: Plan) -> HttpResponse:
    plans.require_workable(plan=plan, actor=reader(request))
    form = StartForm(request.POST)
    if not form.is_valid():
        return _tab(request, plan, form, status=422)
    try:
        services.start(
            plan=plan,
            actor=reader(request),
            purpose=form.cleaned_data["purpose"],
            now=timezone.now(),
        )
    except Invalid as refusal:
        form.add_error("purpose", refusal.message)
        return _tab(request, plan, form, status=422)
    messages.success(
        request, "The session is open. Whoever works on this draft can join."
    )
    return redirect("workshop:session", plan.pk)


def _tab(
    request: HttpRequest, plan: Plan, form: StartForm, *, status: int = 200
) -> HttpResponse:
    seen = Workshop.objects.visible_to(reader(request)).filter(plan=plan)
    rows = seen.select_related("facilitator").order_by("-pk")
    context = {
        "plan": plan,
        "form": form,
        "may_work": may_work(request, plan),
        "sessions": rows[:MOST_SESSIONS],
    }
    return render(request, "workshop/tab.html", context, status=status)


def _room(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    plan, now = workshop.plan, timezone.now()
    services.be_there(workshop=workshop, actor=reader(request), place="", now=now)
    content = plan_content(plan)
    context = {
        "plan": plan,
        "workshop": workshop,
        "form": filled_form(content),
        "may_work": may_work(request, plan),
        "people": queries.people_there(workshop, content, now=now),
        "score": queries.shared_score(plan, now=now),
    }
    return render(request, "workshop/room.html", context)


@require_GET
@page(Act.SEE_PLANS)
def minutes(request: HttpRequest, plan_id: int, workshop_id: int) -> HttpResponse:
    """Show what a session came to; printed, these are its minutes."""
    plan = find_plan(request, plan_id)
    seen = Workshop.objects.visible_to(reader(request)).filter(plan=plan)
    rows = seen.select_related("facilitator")
    workshop = get_object_or_404(rows, pk=workshop_id)
    if workshop.ended_at is None:
        return redirect("workshop:session", plan.pk)
    points = workshop.points.select_related("owner", "closed_by")
    context = {
        "plan": plan,
        "workshop": workshop,
        "record": workshop.record,
        "later": points.filter(closed_at__gt=workshop.ended_at).order_by("pk"),
        "points": points.filter(closed_at=None).order_by("due_on", "pk"),
    }
    return render(request, "workshop/minutes.html", context)
