"""The pages on which a dissent from a retirement is put down, answered and withdrawn."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Refusal
from planner.decisions.forms import DissentForm, ReplyForm
from planner.decisions.queries import voices
from planner.pruning import queries, services
from planner.pruning.models import Objection, Retirement


def _status(refusal: Refusal | None, *forms: Form | None) -> int:
    if refusal is not None:
        return refusal.status
    return 422 if any(form is not None and form.is_bound for form in forms) else 200


@page(Act.DISSENT)
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a dissent from a proposal to retire something, or its decision, on record."""
    row = get_object_or_404(Retirement.objects.visible_to(reader(request)), pk=pk)
    form = DissentForm(request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            made = services.dissent(
                actor=reader(request),
                retirement=row,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "Your dissent is on record.")
            return redirect("pruning:objection", made.pk)
    context = {
        "title": f"Retire: {row.name}" if row.is_open else row.name,
        "back": reverse("pruning:retirement", args=[pk]),
        "closes": services.closes_on(row),
        "form": form,
        "refusal": refusal,
    }
    status = _status(refusal, form)
    return render(request, "decisions/dissent_new.html", context, status=status)


def _objection(request: HttpRequest, pk: int) -> Objection:
    rows = Objection.objects.visible_to(reader(request))
    related = rows.select_related("by", "retirement")
    return get_object_or_404(related.prefetch_related(queries.REPLIES), pk=pk)


def _page(
    request: HttpRequest,
    found: Objection,
    *,
    refusal: Refusal | None = None,
    **forms: Form,
) -> HttpResponse:
    row = found.retirement
    (voice,) = voices([found], decided_at=row.decided_at, address="pruning:objection")
    mine = found.by_id == reader(request).pk and not voice["withdrawn"]
    withdraw = forms.get("withdraw") or ReplyForm(prefix="withdraw")
    context: dict[str, Any] = {
        "dissent": found,
        "voice": voice,
        "title": f"Retire: {row.name}",
        "back": reverse("pruning:retirement", args=[row.pk]),
        "answer_url": reverse("pruning:answer-objection", args=[found.pk]),
        "withdraw_url": reverse("pruning:withdraw-objection", args=[found.pk]),
        "answer": forms.get("answer") or ReplyForm(prefix="answer"),
        "withdraw": withdraw if mine else None,
        "refusal": refusal,
    }
    status = _status(refusal, *forms.values())
    return render(request, "decisions/dissent.html", context, status=status)


@require_safe
@page(Act.SEE_DECISIONS)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a dissent with what was said to it."""
    return _page(request, _objection(request, pk))


@require_POST
@page(Act.DISSENT)
def answer_objection(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _objection(request, pk), ReplyForm(request.POST, prefix="answer")
    if not form.is_valid():
        return _page(request, found, answer=form)
    services.answer(
        actor=reader(request), objection=found, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, "Your answer stands below the dissent.")
    return redirect("pruning:objection", pk)


@require_POST
@page(Act.DISSENT)
def withdraw_objection(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _objection(request, pk), ReplyForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _page(request, found, withdraw=form)
    try:
        services.take_dissent_back(
            actor=reader(request),
            objection=found,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        return _page(request, found, withdraw=form, refusal=refusal)
    messages.success(request, "It is withdrawn, and stays readable.")
    return redirect("pruning:objection", pk)
