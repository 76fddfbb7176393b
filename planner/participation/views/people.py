"""The tab People, one's answer on it, and what it says beside the plan's parts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Refusal
from planner.participation import queries, services
from planner.participation.forms import AnswerForm
from planner.participation.views.showing import put_into, show_people
from planner.plans.views.finding import find_plan


@page(Act.TAKE_PART)
@require_safe
def people(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show who has not been heard, who answered how, and what was brought."""
    return show_people(request, find_plan(request, plan_id))


@page(Act.TAKE_PART)
@require_POST
def answer(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Sign the draft or dissent from it."""
    plan = find_plan(request, plan_id)
    form = AnswerForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            given = services.answer(
                actor=reader(request),
                plan_id=plan_id,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            # What was typed stays; the page below shows the plan as it is now.
            plan.refresh_from_db()
            form = AnswerForm({**form.cleaned_data, "revision": plan.revision})
            status = put_into(form, refusal)
        else:
            word = "You signed it." if given.stance == "signed" else "You dissent."
            messages.success(request, f"{word} {plan.author.name} is told.")
            return redirect("people:plan", plan_id)
    return show_people(request, plan, answer=form, status=status)


@page(Act.SEE_PLANS)
@require_safe
def marks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Answer how much is said beside each part of the plan's own page."""
    plan = find_plan(request, plan_id)
    if "HX-Request" not in request.headers:
        return redirect("people:plan", plan.pk)
    context = {"marks": queries.marks(plan, reader(request))}
    return render(request, "participation/_marks.html", context)
