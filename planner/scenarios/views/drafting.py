"""Write a scenario, change by change; copy it, put it away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act
from core.forms import FactsForm
from core.refusals import Refusal
from planner.scenarios import queries, services
from planner.scenarios.forms import INTROS, ChangeForm, ScenarioForm
from planner.scenarios.models import Kind, Scenario, ScenarioState
from planner.scenarios.sentences import sentence
from planner.scenarios.views.finding import find, seen_revision

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@page(Act.COMPARE_PLANS)
def new(request: HttpRequest) -> HttpResponse:
    form = ScenarioForm(request.POST or None)
    if form.is_valid():
        try:
            row = services.create(
                actor=reader(request), now=timezone.now(), **form.facts
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Now say what is different in it.")
            return redirect("scenarios:detail", row.pk)
    return _form_page(request, form, None, "Draw up a scenario")


@require_http_methods(GET_OR_POST)
@page(Act.COMPARE_PLANS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(request, pk)
    names = ("name", "question", "shared", "revision")
    form = ScenarioForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )
    if form.is_valid():
        try:
            services.update(
                actor=reader(request),
                scenario=row,
                revision=form.seen,
                now=timezone.now(),
                **form.facts,
            )
        except Refusal as refusal:
            row.refresh_from_db()
            form.refuse(refusal, revision=row.revision)
        else:
            messages.success(request, "Saved.")
            return redirect("scenarios:detail", row.pk)
    return _form_page(request, form, row, "Change what it is called")


@require_http_methods(GET_OR_POST)
@page(Act.COMPARE_PLANS)
def suppose(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for one more thing that is different, with the fields that it needs."""
    row = find(request, pk)
    if kind not in Kind.values:
        raise Http404
    form = ChangeForm(request.POST or None, kind=Kind(kind), user=reader(request))
    form.initial["revision"] = row.revision
    if form.is_valid():
        try:
            services.add_change(
                actor=reader(request),
                scenario=row,
                revision=form.seen,
                asked=form.asked(),
                now=timezone.now(),
            )
        except Refusal as refusal:
            row.refresh_from_db()
            form.refuse(refusal, revision=row.revision)
        else:
            messages.success(request, "Added.")
            return redirect("scenarios:detail", row.pk)
    return _form_page(request, form, row, Kind(kind).label, INTROS[Kind(kind)])


def _form_page(
    request: HttpRequest,
    form: FactsForm,
    row: Scenario | None,
    title: str,
    intro: str = "",
) -> HttpResponse:
    context = {"form": form, "scenario": row, "title": title, "intro": intro}
    return render(request, "scenarios/form.html", context, status=form.status)


@require_safe
@page(Act.COMPARE_PLANS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "scenarios/detail.html", _context(request, pk))


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = find(request, pk)
    own = row.author_id == reader(request).pk
    return {
        "scenario": row,
        "own": own,
        "may_edit": own and row.is_open,
        "changes": [(change, sentence(change)) for change in row.changes.all()],
        "kinds": [(kind.value, kind.label, INTROS[kind]) for kind in Kind],
        "drafts": row.drafts.select_related("plan", "original", "initiative"),
        "comparison": queries.fresh(reader(request), [row]),
    }


@require_POST
@page(Act.COMPARE_PLANS)
def remove(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    services.remove_change(
        actor=reader(request),
        scenario=find(request, pk),
        revision=seen_revision(request),
        change_id=change,
        now=timezone.now(),
    )
    messages.success(request, "Taken out.")
    return redirect("scenarios:detail", pk)


@require_POST
@page(Act.COMPARE_PLANS)
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    copied = services.duplicate(
        actor=reader(request), scenario=find(request, pk), now=timezone.now()
    )
    messages.success(request, "This copy is yours: change it as you like.")
    return redirect("scenarios:detail", copied.pk)


@require_http_methods(GET_OR_POST)
@page(Act.COMPARE_PLANS)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    row = find(request, pk)
    if request.method != "POST":
        return render(request, "scenarios/discard.html", {"scenario": row})
    services.discard(
        actor=reader(request),
        scenario=row,
        revision=seen_revision(request),
        now=timezone.now(),
    )
    messages.success(request, f"“{row}” is put away. Its page takes it out again.")
    return redirect("scenarios:home")


@require_POST
@page(Act.COMPARE_PLANS)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.restore(
        actor=reader(request), scenario=find(request, pk), now=timezone.now()
    )
    state = ScenarioState(row.state).label.lower()
    messages.success(request, f"It is {state} again, as it was.")
    return redirect("scenarios:detail", pk)
