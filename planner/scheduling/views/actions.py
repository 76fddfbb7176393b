"""Try, ask, adopt, and say how people are counted."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from planner.plans.views.finding import find_plan
from planner.scheduling import services
from planner.scheduling.assembly import read_plan
from planner.scheduling.forms import read_form, read_query, write_query
from planner.scheduling.views.finding import find_run


@require_POST
@page(Act.DRAFT_PLANS)
def attempt(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take what was typed or dragged, and lead to what it would mean.

    A small plan's is worked out on the page that follows, a large one's by a worker.
    """
    plan = find_plan(request, plan_id)
    moves = read_form(request.POST.dict(), read_query(request.POST.getlist("move")))
    if not moves:
        messages.info(request, "Nothing was moved, so everything stays as it is.")
        return redirect("scheduling:detail", plan.pk)
    now = timezone.now()
    if not read_plan(plan, as_of=local_day(now)).is_small:
        run = services.ask(actor=reader(request), plan=plan, moves=moves, now=now)
        return redirect("scheduling:run", plan.pk, run.pk)
    query = [("move", text) for text in write_query(moves)]
    kept = [(n, request.POST[n]) for n in ("zoom", "show") if n in request.POST]
    address = reverse("scheduling:preview", args=[plan.pk])
    return redirect(f"{address}?{urlencode([*query, *kept])}")


@require_POST
@page(Act.DRAFT_PLANS)
def ask(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Work the schedule out again."""
    plan = find_plan(request, plan_id)
    services.ask(actor=reader(request), plan=plan, now=timezone.now())
    return redirect("scheduling:detail", plan.pk)


@require_POST
@page(Act.DRAFT_PLANS)
def cancel(request: HttpRequest, plan_id: int, run_id: int) -> HttpResponse:
    run = find_run(request, plan_id, run_id)
    services.cancel(actor=reader(request), run_id=run.pk, now=timezone.now())
    messages.success(request, "Called off. Nothing was changed by looking.")
    return redirect("scheduling:detail", plan_id)


@require_POST
@page(Act.DRAFT_PLANS)
def adopt(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Make the schedule that was shown the baseline."""
    plan = find_plan(request, plan_id)
    services.adopt(
        actor=reader(request),
        plan=plan,
        token=request.POST.get("token", ""),
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    messages.success(request, "Adopted: from now on its dates are what was planned.")
    return redirect("scheduling:detail", plan.pk)


@require_POST
@page(Act.DRAFT_PLANS)
def people(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say whether people do one task at a time."""
    plan = find_plan(request, plan_id)
    services.set_people_rule(
        actor=reader(request),
        plan=plan,
        one_at_a_time=request.POST.get("one_at_a_time") == "yes",
        now=timezone.now(),
    )
    return redirect("scheduling:detail", plan.pk)
