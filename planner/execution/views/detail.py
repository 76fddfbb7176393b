"""One task: what it says, what became of it, what it waits for and what it cost."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company, local_day
from core.refusals import Refusal
from planner.execution import services
from planner.execution.forms import (
    AnswerForm,
    LinkForm,
    NeedForm,
    ReasonForm,
    ReportForm,
    SpendingForm,
)
from planner.execution.models import Task
from planner.execution.queries.detail import task_page
from planner.execution.services.consulting import may_close
from planner.execution.services.rules import answers_for, plans, reports_on
from planner.execution.views.finding import the_task
from planner.plans.models import RUNNING, Plan

DONE: Final = {
    "start": "The task is under way.",
    "progress": "Thank you: the report is kept.",
    "hold": "The task is held.",
    "resume": "The task goes on.",
    "finish": "The task is done.",
    "drop": "The task is dropped.",
    "reopen": "The task is taken up again.",
}
WITH_REASON: Final = {
    "hold": services.hold,
    "drop": services.drop,
    "reopen": services.reopen,
}
PLAIN: Final = {
    "start": services.start,
    "resume": services.resume,
    "finish": services.finish,
}


def _forms(
    task: Task,
    currency: str,
    refused: Mapping[str, Form],
    today: Any,  # noqa: ANN401
) -> dict[str, Form]:
    """Return every form of the page; one that was not accepted stands in its place."""
    made: dict[str, Form] = {
        "progress": ReportForm(prefix="progress", initial={"progress": task.progress}),
        "hold": ReasonForm(prefix="hold"),
        "drop": ReasonForm(prefix="drop"),
        "reopen": ReasonForm(prefix="reopen"),
        "close": ReasonForm(prefix="close"),
        "answer": AnswerForm(prefix="answer"),
        "link": LinkForm(prefix="link", task=task),
        "need": NeedForm(prefix="need"),
        "spend": SpendingForm(
            prefix="spend", task=task, currency=currency, initial={"on": today}
        ),
    }
    return {**made, **refused}


def _page(
    request: HttpRequest, task: Task, refused: Mapping[str, Form] | None = None
) -> HttpResponse:
    user, now = reader(request), timezone.now()
    today, currency = local_day(now), company().currency
    shown = task_page(task, user, today)
    runs = task.plan.state in RUNNING
    answers = answers_for(user, task)
    context = {
        "plan": task.plan,
        "task": task,
        "shown": shown,
        "forms": _forms(task, currency, refused or {}, today),
        "refused": set(refused or {}),
        "currency": currency,
        "today": today,
        "sees_plan": Plan.objects.visible_to(user).filter(pk=task.plan_id).exists(),
        "works": plans(user, task.plan),
        "runs": runs,
        "reports": runs and reports_on(user, task),
        "answers": runs and answers,
        "may_close": answers and may_close(task, shown.consultations, now),
    }
    return render(
        request, "execution/task.html", context, status=422 if refused else 200
    )


@require_safe
@page(Act.SEE_PLANS)
def task(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Show a task with all that belongs to it."""
    return _page(request, the_task(request, plan_id, task_id))


def _carry_out(
    request: HttpRequest,
    task: Task,
    form: Form,
    command: Callable[[Any], object],
    done: str,
) -> HttpResponse:
    """Do what a form asks for, or show it again with why not."""
    if form.is_valid():
        try:
            command(form.cleaned_data)
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("execution:task", task.plan_id, task.pk)
    return _page(request, task, {str(form.prefix): form})


def _who(request: HttpRequest, task: Task) -> dict[str, Any]:
    """Say who does something to which task, and when, as every command asks."""
    return {"actor": reader(request), "task_id": task.pk, "now": timezone.now()}


def _refuse(form: Form, refusal: Refusal) -> None:
    known = {p: f for p, f in refusal.errors.items() if p in form.fields}
    if not known:
        words = " ".join(filter(None, [refusal.message, refusal.next_step]))
        form.add_error(None, words)
    for place, faults in known.items():
        for fault in faults:
            form.add_error(place, fault)


@require_POST
@page(Act.REPORT_TASKS)
def report(request: HttpRequest, plan_id: int, task_id: int, step: str) -> HttpResponse:
    """Say how far a task is."""
    task = the_task(request, plan_id, task_id)
    who = _who(request, task)
    if step in WITH_REASON:
        form: Form = ReasonForm(request.POST, prefix=step)
        command = WITH_REASON[step]
        return _carry_out(
            request, task, form, lambda data: command(**who, **data), DONE[step]
        )
    if step == "progress":
        form = ReportForm(request.POST, prefix=step)
        return _carry_out(
            request, task, form, lambda d: services.report(**who, **d), DONE[step]
        )
    if step not in PLAIN:
        raise Http404
    PLAIN[step](**who)
    messages.success(request, DONE[step])
    return redirect("execution:task", plan_id, task.pk)


@require_POST
@page(Act.REPORT_TASKS)
def answer(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Say, when consulted, whether a task is done as it should be."""
    task = the_task(request, plan_id, task_id)
    form = AnswerForm(request.POST, prefix="answer")
    who = _who(request, task)
    return _carry_out(
        request,
        task,
        form,
        lambda data: services.answer(**who, **data),
        "Your answer is kept.",
    )


@require_POST
@page(Act.REPORT_TASKS)
def close(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Close a task without everybody's agreement."""
    task = the_task(request, plan_id, task_id)
    form = ReasonForm(request.POST, prefix="close")
    who = _who(request, task)
    return _carry_out(
        request,
        task,
        form,
        lambda data: services.close(**who, **data),
        "The task is closed.",
    )


@require_POST
@page(Act.DRAFT_PLANS)
def link(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Let a task wait for another."""
    task = the_task(request, plan_id, task_id)
    form = LinkForm(request.POST, prefix="link", task=task)

    def command(data: Any) -> object:  # noqa: ANN401
        wait = services.Wait(
            before_id=data["before"].pk,
            kind=data["kind"],
            lag=data["lag"] or Decimal(0),
        )
        return services.link(
            actor=reader(request), task_id=task.pk, wait=wait, now=timezone.now()
        )

    return _carry_out(request, task, form, command, "It waits for that now.")


@require_POST
@page(Act.DRAFT_PLANS)
def unlink(
    request: HttpRequest, plan_id: int, task_id: int, link_id: int
) -> HttpResponse:
    """Let a task wait for another no longer."""
    task = the_task(request, plan_id, task_id)
    services.unlink(**_who(request, task), link_id=link_id)
    messages.success(request, "It does not wait for that any more.")
    return redirect("execution:task", plan_id, task.pk)


@require_POST
@page(Act.DRAFT_PLANS)
def need(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Say how much of a capability a task takes."""
    task = the_task(request, plan_id, task_id)
    form = NeedForm(request.POST, prefix="need")
    who = _who(request, task)
    return _carry_out(
        request,
        task,
        form,
        lambda data: services.set_need(**who, **data),
        "What it takes is kept.",
    )


@require_POST
@page(Act.REPORT_TASKS)
def spend(request: HttpRequest, plan_id: int, task_id: int) -> HttpResponse:
    """Enter an order or a payment."""
    task = the_task(request, plan_id, task_id)
    currency = company().currency
    form = SpendingForm(request.POST, prefix="spend", task=task, currency=currency)

    def command(data: Any) -> object:  # noqa: ANN401
        order = data.pop("settles")
        entry = services.Entry(**data, settles_id=order.pk if order else None)
        return services.spend(
            actor=reader(request), task_id=task.pk, entry=entry, now=timezone.now()
        )

    return _carry_out(request, task, form, command, "The amount is entered.")


@require_POST
@page(Act.REPORT_TASKS)
def unspend(
    request: HttpRequest, plan_id: int, task_id: int, spending_id: int
) -> HttpResponse:
    """Take out an entry that was wrong."""
    task = the_task(request, plan_id, task_id)
    services.take_back(**_who(request, task), spending_id=spending_id)
    messages.success(request, "The entry is taken out.")
    return redirect("execution:task", plan_id, task.pk)
