"""The Assumptions tab: what a plan leans on, what if it fails, what a test said."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Conflict, Invalid, Refusal
from planner.plans.forms import AssumptionStatusForm
from planner.plans.models import Assumption, Plan
from planner.plans.queries import plan_page
from planner.plans.services import mark_assumption
from planner.plans.views.finding import find_plan
from planner.scores.pages.beliefs import BeliefPage, Order, belief_page
from planner.scores.queries.beliefs import FAILS, HOLDS, suppose_plan

PREFIX = "if-"


@require_GET
@page(Act.SEE_PLANS)
def assumptions(request: HttpRequest, plan_id: int) -> HttpResponse:
    return _page(request, find_plan(request, plan_id))


@require_POST
@page(Act.DRAFT_PLANS)
def assumption_mark(
    request: HttpRequest, plan_id: int, assumption_id: int
) -> HttpResponse:
    """Note what a test of an assumption said."""
    plan = find_plan(request, plan_id)
    row = get_object_or_404(Assumption.objects.filter(plan=plan), pk=assumption_id)
    form = AssumptionStatusForm(request.POST, prefix=f"a{row.pk}")
    if form.is_valid():
        try:
            mark_assumption(
                assumption=row,
                actor=reader(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except (Invalid, Conflict) as refusal:
            place = "note" if "note" in refusal.errors else None
            form.add_error(place, f"{refusal.message} {refusal.next_step}")
        else:
            messages.success(request, "Noted what the test said.")
            return redirect("scores:assumptions", plan.pk)
    return _page(request, plan, refused=form)


def _page(
    request: HttpRequest, plan: Plan, *, refused: AssumptionStatusForm | None = None
) -> HttpResponse:
    shown = plan_page(plan, reader(request))
    leaning, refusal = _leaning(request, plan) if shown.assumptions else (None, None)
    context = {
        "plan": plan,
        "shown": shown,
        "page": leaning,
        "refusal": refusal,
        "rows": _rows(plan, shown.assumptions, leaning, refused),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "scores/assumptions.html", context, status=status)


def _leaning(
    request: HttpRequest, plan: Plan
) -> tuple[BeliefPage | None, Refusal | None]:
    """Return the page's figures, or why there are none; both empty: not scored yet."""
    try:
        found = suppose_plan(plan, _asked(request), now=timezone.now())
    except Refusal as refusal:
        return None, refusal
    if found is None:
        return None, None
    order: Order = "testing" if request.GET.get("by") == "testing" else "swing"
    return belief_page(found.believed, found.supposed, found.beliefs, order), None


def _asked(request: HttpRequest) -> dict[str, bool]:
    """Read what is supposed from the address; anything else is as believed."""
    return {
        name.removeprefix(PREFIX): word == HOLDS
        for name, word in request.GET.items()
        if name.startswith(PREFIX) and word in {HOLDS, FAILS}
    }


def _rows(
    plan: Plan,
    assumptions: Sequence[Assumption],
    leaning: BeliefPage | None,
    refused: AssumptionStatusForm | None,
) -> list[tuple[Assumption, Any]]:
    """Pair each assumption with the form that notes a test, in the order ranked."""
    places = {b.code: n for n, b in enumerate(leaning.beliefs)} if leaning else {}
    ordered = sorted(assumptions, key=lambda row: places.get(row.code, len(places)))
    return [(row, _form(plan, row, refused)) for row in ordered]


def _form(
    plan: Plan, row: Assumption, refused: AssumptionStatusForm | None
) -> AssumptionStatusForm:
    if refused and refused.prefix == f"a{row.pk}":
        return refused
    return AssumptionStatusForm(
        prefix=f"a{row.pk}",
        initial={"status": row.status, "note": row.note, "revision": plan.revision},
    )
