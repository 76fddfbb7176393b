"""The Score tab of a plan: the score, the run under way, and the scores before."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from planner.plans.models import Plan, PlanState
from planner.plans.views.finding import find_plan
from planner.scores.models import Score
from planner.scores.pages import page_from_evidence
from planner.scores.queries import changes_since, evidence_document
from planner.scores.queries.tab import ScoreTab, full_scores, score_tab


@require_safe
@page(Act.SEE_PLANS)
def detail(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    context = _context(request, plan, score_tab(plan))
    return render(request, "scores/detail.html", context)


@require_safe
@page(Act.SEE_PLANS)
def stored(request: HttpRequest, plan_id: int, score_id: int) -> HttpResponse:
    """Open an older score of the plan as it was."""
    plan = find_plan(request, plan_id)
    found = get_object_or_404(full_scores().filter(version__plan=plan), pk=score_id)
    tab = score_tab(plan, score=found)
    latest = score_tab(plan).score
    if latest is not None and latest.pk == found.pk:
        return redirect("scores:detail", plan.pk)
    context = _context(request, plan, tab) | {"is_older": True, "changes": ()}
    return render(request, "scores/detail.html", context)


@require_safe
@page(Act.SEE_PLANS)
def progress(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Answer how far the scoring is, and with the score as soon as it is there."""
    plan = find_plan(request, plan_id)
    if "HX-Request" not in request.headers:
        return redirect("scores:detail", plan.pk)
    tab = score_tab(plan)
    if tab.is_followed:
        return render(request, "scores/_progress.html", {"plan": plan, "tab": tab})
    context = _context(request, plan, tab) | {"is_swapped": True}
    response = render(request, "scores/_state.html", context)
    response["HX-Retarget"] = "#score"
    response["HX-Reswap"] = "outerHTML"
    return response


@require_safe
@page(Act.SEE_PLANS)
def document(
    request: HttpRequest, plan_id: int, score_id: int, kind: str
) -> HttpResponse:
    """Give the case, or the result, of a score as a file."""
    plan = find_plan(request, plan_id)
    score = get_object_or_404(Score.objects.filter(version__plan=plan), pk=score_id)
    body = score.case if kind == "case" else score.result
    name = f"plan-{plan.pk}-score-{score.pk}-{kind}.json"
    return JsonResponse(
        body, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _context(request: HttpRequest, plan: Plan, tab: ScoreTab) -> dict[str, Any]:
    user = reader(request)
    is_waiting = plan.state == PlanState.SUBMITTED
    shown = page_from_evidence(evidence_document(tab.score)) if tab.score else None
    return {
        "plan": plan,
        "tab": tab,
        "page": shown,
        "changes": _changes(tab) if is_waiting and not tab.is_followed else (),
        "is_older": False,
        "is_swapped": False,
        "is_waiting": is_waiting,
        "may_take": allows(user, Act.DRAFT_PLANS),
        "may_ask": is_waiting and allows(user, Act.ASK),
        "may_submit": plan.is_editable and plan.is_of(user),
        "may_decide": is_waiting and allows(user, Act.SEE_DECISIONS),
    }


def _changes(tab: ScoreTab) -> list[str]:
    """Say what has changed since the score; nothing if it still stands."""
    if tab.score is None:
        return []
    return changes_since(tab.score, now=timezone.now())
