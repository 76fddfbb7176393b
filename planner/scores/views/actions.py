"""Submit a plan, and have a version scored again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from core.numbers import typed_whole
from core.refusals import Invalid
from planner.plans.views.finding import find_plan
from planner.scores import services
from planner.scores.models import ScoringRun
from planner.scores.queries.tab import ScoreTab, score_tab
from planner.scores.services import NoSuchRun


@require_POST
@page(Act.DRAFT_PLANS)
def submit(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    version, _ = services.submit_plan(
        plan=plan,
        actor=reader(request),
        revision=_revision(request),
        now=timezone.now(),
    )
    messages.success(
        request, f"Submitted as version {version.number}. It is being scored."
    )
    return redirect("scores:detail", plan.pk)


def _revision(request: HttpRequest) -> int:
    seen = typed_whole(request.POST.get("revision", ""))
    if seen is None:
        raise Invalid(
            "It was not said which revision of the plan to submit.",
            next_step="Open the plan and submit it from there.",
        )
    return seen


@require_POST
@page(Act.ASK)
def rescore(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Score the latest version again, on the world as it is now."""
    plan = find_plan(request, plan_id)
    tab = score_tab(plan)
    if tab.version is None:
        raise _nothing_submitted()
    services.rescore(
        version=tab.version,
        actor=reader(request),
        reason="The world has changed",
        now=timezone.now(),
    )
    return redirect("scores:detail", plan.pk)


@require_POST
@page(Act.ASK)
def retry(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    services.retry(
        run=_last_run(score_tab(plan)), actor=reader(request), now=timezone.now()
    )
    return redirect("scores:detail", plan.pk)


def _last_run(tab: ScoreTab) -> ScoringRun:
    if tab.run is None:
        raise _nothing_submitted()
    return tab.run


def _nothing_submitted() -> NoSuchRun:
    return NoSuchRun(
        "This plan was never submitted, so there is nothing to score again.",
        next_step="Submit it first.",
    )
