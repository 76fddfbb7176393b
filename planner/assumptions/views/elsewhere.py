"""What other pages show of assumptions: of a promise, of a capability, before submitting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from operations.models import Capability
from planner.assumptions import queries
from planner.plans.views.finding import find_plan
from promises.models import Promise

MOST = 20


@require_safe
@page(Act.SEE_PLANS)
def of_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, inside a promise's page, what plans believe of it."""
    user = reader(request)
    found = get_object_or_404(Promise.objects.visible_to(user), pk=pk)
    rows = queries.leaning_on(user, promise=found)[:MOST]
    context = {"rows": queries.with_tests(rows), "what": "promise"}
    return render(request, "assumptions/_leaning.html", context)


@require_safe
@page(Act.SEE_PLANS)
def of_capability(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, inside a capability's page, what plans believe of it."""
    user = reader(request)
    found = get_object_or_404(Capability, pk=pk)
    rows = queries.leaning_on(user, capability=found)[:MOST]
    context = {"rows": queries.with_tests(rows), "what": "capability"}
    return render(request, "assumptions/_leaning.html", context)


@require_safe
@page(Act.SEE_PLANS)
def advice(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Recommend, before a plan is submitted, to plan the tests that it lacks."""
    plan = find_plan(request, plan_id)
    rows = queries.without_test(plan)
    context = {"plan": plan, "rows": rows}
    return render(request, "assumptions/_advice.html", context)
