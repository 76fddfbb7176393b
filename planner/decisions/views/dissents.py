"""The pages on which a dissent is put down, answered and withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Refusal
from planner.decisions import queries, services
from planner.decisions.forms import DissentForm, ReplyForm
from planner.decisions.models import Decision, Dissent, DissentReply
from planner.plans.models import Plan, PlanVersion
from promises.models import Promise, PromiseState


def _put_down(
    request: HttpRequest,
    *,
    title: str,
    back: str,
    decision: Decision | None,
    version_id: int | None = None,
    promise_id: int | None = None,
) -> HttpResponse:
    form = DissentForm(request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            made = services.dissent(
                actor=reader(request),
                version_id=version_id,
                promise_id=promise_id,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "Your dissent is on record.")
            return redirect("decisions:dissent", made.pk)
    context = {
        "title": title,
        "back": back,
        "closes": queries.closes_on(decision) if decision else None,
        "form": form,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "decisions/dissent_new.html", context, status=status)


@page(Act.DISSENT)
@require_http_methods(["GET", "HEAD", "POST"])
def dissent_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a dissent from a submitted plan on record."""
    seen = PlanVersion.objects.filter(plan__in=Plan.objects.visible_to(reader(request)))
    version = get_object_or_404(seen.select_related("plan"), pk=pk)
    return _put_down(
        request,
        title=version.plan.title,
        back=reverse("decisions:plan", args=[pk]),
        decision=version.decisions.order_by("-decided_at").first(),
        version_id=pk,
    )


@page(Act.DISSENT)
@require_http_methods(["GET", "HEAD", "POST"])
def dissent_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a dissent from a promise on record."""
    seen = Promise.objects.visible_to(reader(request))
    promise = get_object_or_404(seen, pk=pk)
    decided = promise.decisions.order_by("-decided_at").first()
    return _put_down(
        request,
        title=promise.statement,
        back=reverse("decisions:promise", args=[pk]),
        decision=decided if promise.state != PromiseState.STUDIED else None,
        promise_id=pk,
    )


def _dissent(request: HttpRequest, pk: int) -> Dissent:
    seen = Dissent.objects.visible_to(reader(request))
    related = seen.select_related("by", "version__plan", "promise")
    return get_object_or_404(related.prefetch_related(queries.REPLIES), pk=pk)


def _decision_on(found: Dissent) -> Decision | None:
    if found.version is not None:
        rows = found.version.decisions.all()
    else:
        rows = Decision.objects.filter(
            promise=found.promise_id, promise_revision=found.promise_revision
        )
    return rows.order_by("decided_at").first()


def _page(
    request: HttpRequest,
    found: Dissent,
    *,
    answer: Form | None = None,
    withdraw: Form | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    (voice,) = queries.voices(
        Dissent.objects.filter(pk=found.pk)
        .select_related("by")
        .prefetch_related(queries.REPLIES),
        _decision_on(found),
    )
    mine = found.by_id == reader(request).pk and not voice["withdrawn"]
    if found.version is not None:
        back = reverse("decisions:plan", args=[found.version_id])
    else:
        back = reverse("decisions:promise", args=[found.promise_id])
    context: dict[str, Any] = {
        "dissent": found,
        "voice": voice,
        "title": found.version.plan.title if found.version else found.promise,
        "back": back,
        "answer_url": reverse("decisions:answer-dissent", args=[found.pk]),
        "withdraw_url": reverse("decisions:withdraw-dissent", args=[found.pk]),
        "answer": answer or ReplyForm(prefix="answer"),
        "withdraw": (withdraw or ReplyForm(prefix="withdraw")) if mine else None,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if answer or withdraw else 200
    return render(request, "decisions/dissent.html", context, status=status)


@page(Act.SEE_DECISIONS)
@require_GET
def dissent(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a dissent with what was said to it."""
    return _page(request, _dissent(request, pk))


def _reply(
    request: HttpRequest,
    pk: int,
    kind: str,
    command: Callable[..., DissentReply],
    done: str,
) -> HttpResponse:
    found = _dissent(request, pk)
    form = ReplyForm(request.POST, prefix=kind)
    refusal = None
    if form.is_valid():
        try:
            command(
                actor=reader(request),
                dissent_id=pk,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, done)
            return redirect("decisions:dissent", pk)
    if kind == "answer":
        return _page(request, found, answer=form, refusal=refusal)
    return _page(request, found, withdraw=form, refusal=refusal)


@page(Act.DISSENT)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a dissent."""
    return _reply(request, pk, "answer", services.answer, "It is answered.")


@page(Act.DISSENT)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's own dissent."""
    return _reply(request, pk, "withdraw", services.withdraw, "It is withdrawn.")
