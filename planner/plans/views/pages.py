"""One plan: what it is, and what happened to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company
from core.numbers import typed_whole
from planner.plans import queries, services
from planner.plans.models import DraftRevision, Plan
from planner.plans.views.finding import find_plan

SAVINGS = 50


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
            "savings": queries.savings(plan, before=_before(request), most=SAVINGS),
            "older": _older(request, plan),
            "may_bring_back": plan.is_editable and plan.is_workable_by(reader(request)),
        },
    )


def _before(request: HttpRequest) -> int | None:
    return typed_whole(request.GET.get("before", ""))


def _older(request: HttpRequest, plan: Plan) -> int | None:
    """Return where the next page of savings begins, if there is one."""
    before = _before(request)
    rows = DraftRevision.objects.filter(plan=plan)
    if before is not None:
        rows = rows.filter(revision__lt=before)
    found = rows.order_by("-revision").values_list("revision", flat=True)
    last = list(found[SAVINGS - 1 : SAVINGS + 1])
    return last[0] if len(last) == 2 else None


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.DRAFT_PLANS)
def bring_back(request: HttpRequest, plan_id: int, revision: int) -> HttpResponse:
    """Ask whether the draft should be again what it was, and make it so."""
    plan = find_plan(request, plan_id)
    services.require_workable(plan=plan, actor=reader(request))
    services.require_editable(plan)
    row = get_object_or_404(DraftRevision, plan=plan, revision=revision)
    if request.method != "POST":
        return render(
            request,
            "plans/bring_back.html",
            {
                "plan": plan,
                "row": row,
                "changes": queries.changes_back(plan, row),
            },
        )
    services.bring_back(
        plan=plan,
        actor=reader(request),
        revision=revision,
        seen=_seen(request),
        now=timezone.now(),
    )
    messages.success(request, f"The draft is again what it was at revision {revision}.")
    return redirect("plans:history", plan.pk)


def _seen(request: HttpRequest) -> int:
    return typed_whole(request.POST.get("seen", "")) or 0
