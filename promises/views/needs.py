"""Needs × promises: the matrix, its file, and what one promise serves."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act, allows, require
from core.exports import Cell, download
from core.refusals import Conflict, Refusal
from customers.models import Need
from customers.views.sections import tabs
from promises import services
from promises.forms.drafting import show
from promises.forms.needs import MatrixForm, ServedForm, ToggleForm
from promises.models import Promise
from promises.queries.needs import (
    counted,
    matrix,
    narrowed,
    needs_served_by,
    standing_needs,
)
from promises.views.promise import crumbs_of, promise_or_404

NEEDS_A_PAGE = 50
EXPORT_BATCH = 500
HEAD = ("need", "statement", "segment", "importance", "source", "standing")


def _toggled(request: HttpRequest) -> Refusal | None:
    """Change one cell; give back why not."""
    require(reader(request), Act.DRAFT_PROMISES)
    form = ToggleForm(request.POST)
    if not form.is_valid():
        raise Http404
    promise_id, need_id, serves, revision = form.numbers()
    try:
        services.serve(
            actor=reader(request),
            promise=promise_or_404(reader(request), promise_id),
            need=get_object_or_404(
                Need.objects.visible_to(reader(request)), pk=need_id
            ),
            serves=serves,
            revision=revision,
            now=timezone.now(),
        )
    except Conflict as refusal:
        return refusal
    return None


def _shown(request: HttpRequest, refusal: Refusal | None) -> dict[str, Any]:
    user = reader(request)
    form = MatrixForm(request.GET)
    segment = form.segment_chosen()
    rows = narrowed(standing_needs(user), segment=segment, only=form.only_chosen())
    cut = Paginator(rows, NEEDS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "page": cut,
        "matrix": matrix(list(cut), user, segment),
        "counts": counted(narrowed(standing_needs(user), segment=segment)),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "may_say": allows(user, Act.DRAFT_PROMISES),
        "here": request.get_full_path(),
        "export": request.GET.urlencode(),
        "refusal": refusal,
        "may_write": allows(user, Act.EDIT_CUSTOMERS),
        "tabs": tabs(user, "customers:needs"),
    }


@page(Act.SEE_LEDGER)
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest) -> HttpResponse:
    """Show which promise serves which need, and change a cell."""
    refusal = _toggled(request) if request.method == "POST" else None
    fragment = "HX-Request" in request.headers and request.method == "POST"
    if request.method == "POST" and refusal is None and not fragment:
        return redirect(request.get_full_path())
    template = "promises/_matrix.html" if fragment else "promises/needs.html"
    status = refusal.status if refusal else 200
    return render(request, template, _shown(request, refusal), status=status)


def _lines(request: HttpRequest, promises: list[Promise]) -> Iterator[list[Cell]]:
    user = reader(request)
    form = MatrixForm(request.GET)
    segment = form.segment_chosen()
    rows = narrowed(standing_needs(user), segment=segment, only=form.only_chosen())
    for start in range(0, rows.count(), EXPORT_BATCH):
        cut = matrix(list(rows[start : start + EXPORT_BATCH]), user, segment)
        for row in cut.rows:
            need = row.need
            segment_code = need.segment.code if need.segment else ""
            told: list[Cell] = [need.code, need.statement, segment_code]
            served = {promise.pk for promise, serves in row.cells if serves}
            marks = ["serves" if each.pk in served else "" for each in promises]
            yield [*told, need.importance, need.source, row.standing, *marks]


@page(Act.SEE_LEDGER)
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the matrix as a file: a row for each need, a column for each promise."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    segment = MatrixForm(request.GET).segment_chosen()
    heads = matrix([], reader(request), segment).columns
    promises = [head.promise for head in heads]
    head = [*HEAD, *(promise.code for promise in promises)]
    return download(kind, head, _lines(request, promises), name="needs-and-promises")


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "HEAD", "POST"])
def served(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which needs one promise serves."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    chosen = [need.pk for need in needs_served_by(promise)]
    form = ServedForm(
        request.POST or None, initial={"needs": chosen, "revision": promise.revision}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.set_needs(
                    actor=user,
                    promise=promise,
                    needs=list(form.cleaned_data["needs"]),
                    revision=form.cleaned_data["revision"] or -1,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                show(refusal, form)
                status = 409 if isinstance(refusal, Conflict) else 422
            else:
                messages.success(request, "Saved.")
                return redirect(reverse("promises:detail", args=[pk]) + "#needs")
    context = {"promise": promise, "form": form, "crumbs": crumbs_of(promise)}
    context["any"] = Need.objects.exists()
    return render(request, "promises/served.html", context, status=status)
