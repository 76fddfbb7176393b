"""The Tasks tab of a plan: the list, one more in a line, several at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company, local_day
from core.refusals import Refusal
from planner.execution import services
from planner.execution.forms import BulkForm, QuickForm, WantedForm
from planner.execution.queries.budgets import budgets
from planner.execution.queries.lists import task_list
from planner.execution.services.rules import plans
from planner.execution.views.finding import the_plan, the_task
from planner.plans.models import Plan
from planner.plans.services import require_workable


def _page(
    request: HttpRequest,
    plan: Plan,
    *,
    quick: QuickForm | None = None,
    chosen: BulkForm | None = None,
) -> HttpResponse:
    """Show the list; a form that was not accepted stands in its place."""
    user, today = reader(request), local_day(timezone.now())
    form = WantedForm(request.GET)
    wanted = form.wanted()
    works = plans(user, plan)
    serves = request.GET.get("serves", "")[:70]
    context: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "wanted": wanted,
        "shown": task_list(plan, user, wanted, today),
        "works": works,
        "today": today,
        "currency": company().currency,
        "quick": quick or (QuickForm(plan=plan, initial={"serves": serves})),
        "bulk": chosen or (BulkForm() if works else None),
    }
    refused = [each for each in (quick, chosen) if each is not None]
    status = 422 if refused else 200
    return render(request, "execution/tasks.html", context, status=status)


@require_safe
@page(Act.SEE_PLANS)
def tasks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """List a plan's tasks."""
    return _page(request, the_plan(request, plan_id))


@require_POST
@page(Act.DRAFT_PLANS)
def add(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a task in one line."""
    plan = the_plan(request, plan_id)
    form = QuickForm(request.POST, plan=plan)
    if form.is_valid():
        try:
            task = services.create(
                actor=reader(request), plan=plan, facts=form.facts(), now=timezone.now()
            )
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, f"“{task}” is added.")
            serves = form.cleaned_data["serves"]
            asked = f"?serves={serves}" if serves else ""
            return redirect(f"{reverse('execution:tasks', args=[plan.pk])}{asked}#add")
    return _page(request, plan, quick=form)


def _refuse(form: Any, refusal: Refusal) -> None:  # noqa: ANN401  # any form
    """Put what a service refuses beside its field."""
    if not refusal.errors:
        form.add_error(
            None, " ".join(filter(None, [refusal.message, refusal.next_step]))
        )
    for place, faults in refusal.errors.items():
        for fault in faults:
            form.add_error(place if place in form.fields else None, fault)


@require_POST
@page(Act.DRAFT_PLANS)
def bulk(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Set people, a deadline or the state of the chosen tasks."""
    plan = the_plan(request, plan_id)
    form = BulkForm(request.POST)
    if form.is_valid():
        chosen, facts = form.cleaned_data["task"], form.facts()
        step = form.cleaned_data["step"]
        if not chosen or not (facts or step):
            missing = "tasks" if not chosen else "what to set"
            form.add_error(None, f"Choose {missing} first; nothing was changed.")
        elif count := _set_all(request, plan, form):
            tasks_ = "task is" if count == 1 else "tasks are"
            messages.success(request, f"{count} {tasks_} changed.")
            return redirect("execution:tasks", plan.pk)
    return _page(request, plan, chosen=form)


def _set_all(request: HttpRequest, plan: Plan, form: BulkForm) -> int:
    """Set what the form says, or put in it why not."""
    data = form.cleaned_data
    try:
        return services.set_many(
            actor=reader(request),
            plan=plan,
            task_ids=data["task"],
            facts=form.facts(),
            step=data["step"],
            reason=data["reason"],
            now=timezone.now(),
        )
    except Refusal as refusal:
        _refuse(form, refusal)
        return 0


@require_POST
@page(Act.DRAFT_PLANS)
def move(request: HttpRequest, plan_id: int, task_id: int, way: str) -> HttpResponse:
    """Put a task one place up or down among those of its tactic."""
    task = the_task(request, plan_id, task_id)
    require_workable(plan=task.plan, actor=reader(request))
    siblings = list(
        task.plan.tasks.filter(
            tactic_code=task.tactic_code, initiative=task.initiative
        ).order_by("position", "pk")
    )
    if way not in {"up", "down"}:
        raise Http404
    keys = [row.pk for row in siblings]
    place = keys.index(task.pk)
    if way == "up" and place > 0:
        before: int | None = keys[place - 1]
    elif way == "down" and place + 1 < len(keys):
        before = keys[place + 2] if place + 2 < len(keys) else None
    else:
        before = task.pk
    if before != task.pk:
        services.move(
            actor=reader(request),
            task_id=task.pk,
            before_id=before,
            now=timezone.now(),
        )
    return redirect(f"{reverse('execution:tasks', args=[plan_id])}#task-{task.pk}")


@require_safe
@page(Act.SEE_PLANS)
def money(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show planned, committed, actual and available money by strategy and tactic."""
    plan = the_plan(request, plan_id)
    context = {
        "plan": plan,
        "shown": budgets(plan, local_day(timezone.now())),
        "currency": company().currency,
    }
    return render(request, "execution/money.html", context)
