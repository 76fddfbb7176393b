"""Writing a promise down: its words, what it takes, what was found."""

import copy
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import page, reader
from accounts.models import Role
from accounts.policy import Act
from core.refusals import Conflict, Invalid, Refusal
from promises import services
from promises.challenges import NAMES
from promises.forms.drafting import (
    EvidenceForm,
    NeedFormSet,
    PromiseForm,
    RevisionForm,
    needs_formset,
    show,
)
from promises.models import Criterion, Evidence, Promise
from promises.queries.challenges import challenges_to
from promises.queries.recent import company_day
from promises.services.rights import rights
from promises.services.rules import require_owner
from promises.views.promise import HOME, crumbs_of, promise_or_404


def _refused(status: Refusal | None) -> int:
    """Answer 409 to a conflict and 422 to what is wrong, so that htmx shows it."""
    return 409 if isinstance(status, Conflict) else 422


def _words(form: PromiseForm) -> dict[str, str]:
    """Return the words as they were typed, or as they are stored."""
    return {name: str(form[name].value() or "") for name in NAMES}


def _only_asks(request: HttpRequest) -> bool:
    """Tell whether the words are to be asked about, and nothing is to be saved."""
    return request.POST.get("then") == "challenge"


@page(Act.DRAFT_PROMISES)
@require_POST
def challenges(request: HttpRequest) -> HttpResponse:
    """Ask back, while it is typed, what a customer would ask."""
    texts = {name: request.POST.get(name, "") for name in NAMES}
    context = {"challenges": challenges_to(texts)}
    return render(request, "promises/_challenges.html", context)


def _draw(
    request: HttpRequest,
    form: PromiseForm,
    rows: NeedFormSet,
    *,
    promise: Promise | None,
    status: int = 200,
) -> HttpResponse:
    back = reverse("promises:list")
    if promise is not None:
        back = reverse("promises:detail", args=[promise.pk])
    context = {
        "form": form,
        "rows": rows,
        "promise": promise,
        "challenges": challenges_to(_words(form)),
        "back": back,
        "crumbs": crumbs_of(promise) if promise else [HOME],
    }
    return render(request, "promises/edit.html", context, status=status)


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a new idea down."""
    user = reader(request)
    owner = None if user.role == Role.INTEGRATION else user.pk
    form = PromiseForm(request.POST or None, initial={"owner": owner})
    rows = needs_formset(request.POST or None, None)
    if request.method != "POST" or _only_asks(request):
        return _draw(request, form, rows, promise=None)
    if form.is_valid() & rows.is_valid():
        try:
            promise = services.draft_promise(
                actor=user, draft=form.draft(rows.needs()), now=timezone.now()
            )
        except Invalid as refusal:
            show(refusal, form, rows)
        else:
            messages.success(request, "Written down. Next: the evidence.")
            return redirect("promises:detail", promise.pk)
    return _draw(request, form, rows, promise=None, status=422)


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an idea; what was typed is kept when somebody else was quicker."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    if not rights(user, promise).edit:
        require_owner(user, promise)
        return redirect("promises:detail", pk)
    # The form writes to its instance: it gets one of its own.
    form = PromiseForm(
        request.POST or None,
        instance=copy.copy(promise),
        initial={"revision": promise.revision},
    )
    rows = needs_formset(request.POST or None, promise)
    if request.method != "POST" or _only_asks(request):
        return _draw(request, form, rows, promise=promise)
    status = 422
    if form.is_valid() & rows.is_valid():
        try:
            services.edit_promise(
                actor=user,
                promise=promise,
                draft=form.draft(rows.needs()),
                revision=form.cleaned_data["revision"] or -1,
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            show(refusal, form, rows)
            status = _refused(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("promises:detail", pk)
    return _draw(request, form, rows, promise=promise, status=status)


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "POST"])
def requirements(request: HttpRequest, pk: int) -> HttpResponse:
    """Say anew what one occasion of a made promise takes."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    rows = needs_formset(request.POST or None, promise)
    form = RevisionForm(request.POST or None, initial={"revision": promise.revision})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() & rows.is_valid():
            try:
                services.change_requirements(
                    actor=user,
                    promise=promise,
                    needs=rows.needs(),
                    revision=form.cleaned_data["revision"] or -1,
                    now=timezone.now(),
                )
            except (Invalid, Conflict) as refusal:
                show(refusal, form, rows)
                status = _refused(refusal)
            else:
                messages.success(request, "Requirements changed.")
                return redirect("promises:detail", pk)
    context = {"promise": promise, "rows": rows, "form": form}
    context["crumbs"] = crumbs_of(promise)
    return render(request, "promises/requirements.html", context, status=status)


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "POST"])
def add_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a finding on one of the three criteria."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    asked = request.GET.get("criterion")
    initial: Mapping[str, Any] = {
        "criterion": asked if asked in Criterion.values else Criterion.LOYALTY,
        "found_on": company_day(timezone.now()),
        "strength": Evidence.Strength.FAIR,
    }
    form = EvidenceForm(request.POST or None, initial=dict(initial))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_evidence(
                actor=user, promise=promise, finding=form.result(), now=timezone.now()
            )
        except Invalid as refusal:
            show(refusal, form)
        else:
            messages.success(request, "Evidence added.")
            return redirect(reverse("promises:detail", args=[pk]) + "#evidence")
    context = {"promise": promise, "form": form, "crumbs": crumbs_of(promise)}
    status = 422 if form.errors else 200
    return render(request, "promises/evidence.html", context, status=status)


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "POST"])
def remove_evidence(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """Take a finding out of an idea, after asking."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    row = get_object_or_404(
        promise.evidence.select_related("promise", "added_by"), pk=evidence
    )
    if request.method == "POST":
        services.remove_evidence(actor=user, evidence=row, now=timezone.now())
        messages.success(request, "Evidence removed.")
        return redirect(reverse("promises:detail", args=[pk]) + "#evidence")
    context = {
        "promise": promise,
        "title": "Remove this finding?",
        "text": row.finding,
        "submit": "Remove it",
        "refused": None,
        "gaps": [],
        "crumbs": crumbs_of(promise),
    }
    return render(request, "promises/step.html", context)
