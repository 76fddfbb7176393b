"""The customers in a plan, inside its page and beside its decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company, local_day
from planner.plans.models import Plan, PlanVersion
from planner.plans.views.finding import find_plan
from planner.scores.pages.customers import told
from planner.scores.queries.customers import InPlan, in_plan


def _context(request: HttpRequest, found: InPlan) -> dict[str, object]:
    currency = company().currency
    return {
        "plan": found.plan,
        "found": found,
        "told": told(found, currency),
        "currency": currency,
        "may_say": allows(reader(request), Act.DRAFT_PROMISES),
    }


@require_safe
@page(Act.SEE_LEDGER)
def customers(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show what the plan means for customers, with the tables behind it."""
    plan = find_plan(request, plan_id)
    found = in_plan(plan, reader(request), local_day(timezone.now()))
    return render(request, "scores/_customers.html", _context(request, found))


@require_safe
@page(Act.SEE_LEDGER)
def customers_short(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show what a submitted version means for customers, in sentences alone."""
    user = reader(request)
    visible = PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(user))
    version = get_object_or_404(visible.select_related("plan"), pk=version_id)
    day = local_day(timezone.now())
    found = in_plan(version.plan, user, day, version=version)
    return render(request, "scores/_customers_short.html", _context(request, found))
