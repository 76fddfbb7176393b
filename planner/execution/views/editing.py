"""Write a task as a whole, take it out, and begin with one for each tactic."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company
from core.refusals import Conflict, Invalid, NotAllowed
from planner.execution import services
from planner.execution.forms import TaskForm, initial_of
from planner.execution.models import Task
from planner.execution.services.rules import plans
from planner.execution.views.finding import the_plan, the_task
from planner.plans.models import Plan
from planner.plans.services import require_workable

GET_OR_POST = ["GET", "HEAD", "POST"]


def _form_page(
    request: HttpRequest, plan: Plan, form: TaskForm, task: Task | None
) -> HttpResponse:
    context = {"plan": plan, "form": form, "task": task}
    return render(request, "execution/edit.html", context, status=form.status)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a task with all that can be said of it."""
    plan = the_plan(request, plan_id)
    require_workable(plan=plan, actor=reader(request))
    initial = {"serves": request.GET.get("serves", "")[:70]}
    form = TaskForm(
        request.POST or None, plan=plan, currency=company().currency, initial=initial
    )
    if form.is_valid():
        try:
            task = services.create(
                actor=reader(request), plan=plan, facts=form.facts(), now=timezone.now()
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"“{task}” is added.")
            return redirect("execution:task", plan.pk, task.pk)
    return _form_page(request, plan, form, None)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def edit(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Change what a task says."""
    task = the_task(request, plan_id, task_id)
    if not plans(reader(request), task.plan):
        raise NotAllowed(
            "Those who work on the plan change its tasks.",
            next_step="Report on the task, or ask them.",
        )
    form = TaskForm(
        request.POST or None,
        plan=task.plan,
        currency=company().currency,
        initial=initial_of(task),
    )
    if form.is_valid():
        try:
            services.change(
                actor=reader(request),
                task_id=task.pk,
                revision=form.seen,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal, revision=task.revision)
        else:
            messages.success(request, f"“{form.cleaned_data['name']}” is saved.")
            return redirect("execution:task", task.plan_id, task.pk)
    return _form_page(request, task.plan, form, task)


@require_http_methods(GET_OR_POST)
@page(Act.DRAFT_PLANS)
def delete(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Ask before a task is taken out; then take it out."""
    task = the_task(request, plan_id, task_id)
    require_workable(plan=task.plan, actor=reader(request))
    if request.method == "POST":
        services.delete(actor=reader(request), task_id=task.pk, now=timezone.now())
        messages.success(request, f"“{task}” is taken out.")
        return redirect("execution:tasks", plan_id)
    return render(request, "execution/delete.html", {"plan": task.plan, "task": task})


@require_POST
@page(Act.DRAFT_PLANS)
def first(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Make a first task for each tactic that has none."""
    plan = the_plan(request, plan_id)
    made = services.begin(actor=reader(request), plan=plan, now=timezone.now())
    tasks = "task is" if made == 1 else "tasks are"
    messages.success(request, f"{made} first {tasks} there: say who does what.")
    return redirect("execution:tasks", plan.pk)
