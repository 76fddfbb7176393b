"""The Assumptions tab of a plan: what is best tested first, and what if one fails."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from core.refusals import Refusal
from planner.assumptions import queries
from planner.assumptions.pages import tab
from planner.assumptions.services import may_plan
from planner.plans.models import Plan
from planner.plans.queries import plan_page
from planner.plans.views.finding import find_plan
from planner.scores.pages.beliefs import BeliefPage, Order, belief_page
from planner.scores.queries.beliefs import FAILS, HOLDS

PREFIX = "if-"


@require_safe
@page(Act.SEE_PLANS)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a plan's assumptions in the order in which testing them pays."""
    user = reader(request)
    found = find_plan(request, plan_id)
    shown = plan_page(found, user)
    weighed, refusal = _weighed(request, found) if shown.assumptions else (None, None)
    leaning = _leaning(request, weighed)
    tests = queries.of_plan(found) if shown.assumptions else []
    context = {
        "plan": found,
        "shown": shown,
        "page": leaning,
        "refusal": refusal,
        "tab": tab(
            found,
            shown.assumptions,
            tests,
            weighed,
            leaning,
            today=timezone.localdate(),
        ),
        "may_plan": allows(user, Act.TEST_ASSUMPTIONS) and may_plan(found, user),
    }
    return render(request, "assumptions/plan.html", context)


def _weighed(
    request: HttpRequest, plan: Plan
) -> tuple[queries.Weighed | None, Refusal | None]:
    """Return the plan's figures, or why there are none; both empty: not scored yet."""
    try:
        return queries.weighed(plan, _asked(request), now=timezone.now()), None
    except Refusal as refusal:
        return None, refusal


def _leaning(
    request: HttpRequest, weighed: queries.Weighed | None
) -> BeliefPage | None:
    if weighed is None:
        return None
    order: Order = "testing" if request.GET.get("by") == "testing" else "swing"
    found = weighed.supposition
    return belief_page(found.believed, found.supposed, found.beliefs, order)


def _asked(request: HttpRequest) -> dict[str, bool]:
    """Read what is supposed from the address; anything else is as believed."""
    return {
        name.removeprefix(PREFIX): word == HOLDS
        for name, word in request.GET.items()
        if name.startswith(PREFIX) and word in {HOLDS, FAILS}
    }
