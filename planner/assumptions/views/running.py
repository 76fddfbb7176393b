"""One test: what is found out on the way, what it comes to, and what follows."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, allows
from accounts.queries import company
from core.refusals import Conflict, Invalid
from planner.assumptions import queries, services
from planner.assumptions.forms import (
    ConclusionForm,
    DropForm,
    FindingForm,
    new_finding,
)
from planner.assumptions.pages import measured, reading, signpost
from planner.decisions.models import Recall
from planner.plans.models import AssumptionTest, Plan

FOUND, CONCLUDED, DROPPED = "found", "concluded", "dropped"


def _find(user: User, pk: int) -> AssumptionTest:
    rows = queries.visible(user).prefetch_related(queries.FINDINGS)
    found: AssumptionTest = get_object_or_404(rows, pk=pk)
    return found


def _form(kind: str, test: AssumptionTest, data: Any = None) -> forms.BaseForm:  # noqa: ANN401
    if kind == FOUND:
        return FindingForm(data, initial=new_finding(), unit=test.unit, prefix=FOUND)
    if kind == DROPPED:
        return DropForm(data, prefix=DROPPED)
    implied = test.implies(services.newest_figure(test))
    initial = {"result": implied, "revision": test.revision}
    return ConclusionForm(data, initial=initial, prefix=CONCLUDED)


def _page(
    request: HttpRequest,
    test: AssumptionTest,
    *,
    kind: str = "",
    refused: forms.BaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = reader(request)
    runs = (
        test.is_open
        and allows(user, Act.TEST_ASSUMPTIONS)
        and services.may_run(test, user)
    )
    shown = {
        name: (refused if refused and kind == name else _form(name, test))
        if runs
        else None
        for name in (FOUND, CONCLUDED, DROPPED)
    }
    figures = [row.figure for row in test.findings.all() if row.figure is not None]
    recall = Recall.objects.filter(test=test).select_related("settled_by").first()
    context = {
        "test": test,
        "sees_plan": Plan.objects.visible_to(user).filter(pk=test.plan_id).exists(),
        "signpost": signpost(test),
        "reading": reading(test, figures[0] if figures else None),
        "came_to": measured(test, test.figure) if test.figure is not None else "",
        "findings": [
            (row, measured(test, row.figure) if row.figure is not None else "")
            for row in test.findings.all()
        ],
        "currency": company().currency,
        "runs": runs,
        "forms": shown,
        "opened": kind,
        "recall": recall,
        "opens": allows(user, Act.SEE_DECISIONS),
        "tasks": queries.tasks_to_hold(test),
        "may_hold": allows(user, Act.DRAFT_PLANS)
        and services.may_plan(test.plan, user),
        "is_overdue": test.is_open and test.due_on < timezone.localdate(),
    }
    return render(request, "assumptions/test.html", context, status=status)


@require_safe
@page(Act.SEE_PLANS)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one test, what was found out, and what may be done."""
    return _page(request, _find(reader(request), pk))


def _carry_out(
    request: HttpRequest,
    pk: int,
    kind: str,
    command: Callable[[AssumptionTest, Any], str],
) -> HttpResponse:
    """Read a form of one test, carry it out, or show it again with why not."""
    found = _find(reader(request), pk)
    form: Any = _form(kind, found, request.POST)
    if not form.is_valid():
        return _page(request, found, kind=kind, refused=form, status=422)
    try:
        done = command(found, form)
    except (Invalid, Conflict) as refusal:
        for place, words in refusal.errors.items():
            form.add_error(place if place in form.fields else None, words)
        if not refusal.errors:
            form.add_error(None, f"{refusal.message} {refusal.next_step}".strip())
        status = refusal.status if isinstance(refusal, Conflict) else 422
        found = _find(reader(request), pk)
        if form.prefix == CONCLUDED:
            form.data = form.data.copy()
            form.data[form.add_prefix("revision")] = str(found.revision)
        if not found.is_open:
            messages.error(request, f"{refusal.message} {refusal.next_step}".strip())
        return _page(request, found, kind=kind, refused=form, status=status)
    messages.success(request, done)
    return redirect("assumptions:test", pk)


@require_POST
@page(Act.TEST_ASSUMPTIONS)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a test is under way."""
    user = reader(request)
    services.start_test(test_id=_find(user, pk).pk, actor=user, now=timezone.now())
    messages.success(request, "The test is under way.")
    return redirect("assumptions:test", pk)


@require_POST
@page(Act.TEST_ASSUMPTIONS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what was found out."""

    def command(found: AssumptionTest, form: FindingForm) -> str:
        services.add_finding(
            test_id=found.pk,
            actor=reader(request),
            found=form.found(),
            now=timezone.now(),
        )
        return "It is with the test."

    return _carry_out(request, pk, FOUND, command)


@require_POST
@page(Act.TEST_ASSUMPTIONS)
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the test came to; what leans on it is scored again."""

    def command(found: AssumptionTest, form: ConclusionForm) -> str:
        data = form.cleaned_data
        done = services.conclude(
            test_id=found.pk,
            actor=reader(request),
            result=data["result"],
            reason=data["reason"],
            revision=data["revision"],
            now=timezone.now(),
        )
        said = f"{done.test.get_state_display()}."
        if done.recall:
            return f"{said} The plan is back before the CEO, and is scored again."
        if done.rescored:
            return f"{said} The plan is scored again."
        return f"{said} The live score of the draft knows it from now on."

    return _carry_out(request, pk, CONCLUDED, command)


@require_POST
@page(Act.TEST_ASSUMPTIONS)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a test up."""

    def command(found: AssumptionTest, form: DropForm) -> str:
        services.drop_test(
            test_id=found.pk,
            actor=reader(request),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return "The test is dropped; the assumption stays as it was."

    return _carry_out(request, pk, DROPPED, command)


@require_POST
@page(Act.TEST_ASSUMPTIONS)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the tasks on hold that count on what was refuted."""
    user = reader(request)
    count = services.hold_tasks(
        test_id=_find(user, pk).pk, actor=user, now=timezone.now()
    )
    held = "1 task is" if count == 1 else f"{count} tasks are"
    messages.success(request, f"{held} on hold.")
    return redirect("assumptions:test", pk)
