"""One plan: what it is, and what happened to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company
from planner.plans import queries
from planner.plans.views.finding import find_plan


@require_GET
@page(Act.SEE_PLANS)
def detail(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    shown = queries.plan_page(plan, reader(request))
    return render(
        request,
        "plans/detail.html",
        {
            "plan": plan,
            "shown": shown,
            "figures": shown.figures(company().currency),
            "currency": company().currency,
            "may_cite": allows(reader(request), Act.DRAFT_PROMISES),
        },
    )


@require_GET
@page(Act.SEE_DECISIONS)
def history(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    return render(
        request,
        "plans/history.html",
        {
            "plan": plan,
            "shown": queries.plan_page(plan, reader(request)),
            "events": queries.history(plan),
        },
    )
