"""One plan: what it is, what it assumes, what happened to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company
from core.refusals import Conflict, Invalid
from planner.plans import queries, services
from planner.plans.forms import AssumptionStatusForm
from planner.plans.models import Assumption
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
        },
    )


def _assumptions_page(
    request: HttpRequest, plan_id: int, *, refused: AssumptionStatusForm | None = None
) -> HttpResponse:
    plan = find_plan(request, plan_id)
    shown = queries.plan_page(plan, reader(request))
    rows = [
        (
            row,
            refused
            if refused and refused.prefix == f"a{row.pk}"
            else AssumptionStatusForm(
                prefix=f"a{row.pk}",
                initial={
                    "status": row.status,
                    "note": row.note,
                    "revision": plan.revision,
                },
            ),
        )
        for row in shown.assumptions
    ]
    context = {"plan": plan, "shown": shown, "rows": rows, "refused": refused}
    status = 422 if refused else 200
    return render(request, "plans/assumptions.html", context, status=status)


@require_GET
@page(Act.SEE_PLANS)
def assumptions(request: HttpRequest, plan_id: int) -> HttpResponse:
    return _assumptions_page(request, plan_id)


@require_POST
@page(Act.DRAFT_PLANS)
def assumption_mark(
    request: HttpRequest, plan_id: int, assumption_id: int
) -> HttpResponse:
    plan = find_plan(request, plan_id)
    row = get_object_or_404(Assumption.objects.filter(plan=plan), pk=assumption_id)
    form = AssumptionStatusForm(request.POST, prefix=f"a{row.pk}")
    if form.is_valid():
        try:
            services.mark_assumption(
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
            return redirect("plans:assumptions", plan.pk)
    return _assumptions_page(request, plan_id, refused=form)


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
