"""The audit trail: who changed what, when."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import audit as trail
from accounts import queries
from accounts.filters import narrowed
from accounts.guards import page
from accounts.policy import Act
from accounts.views.sections import show
from core.exports import Cell, download

QUICK_CHECK = 1_000
HEAD = ("number", "at", "who", "action", "subject", "its number", "name", "changes")


@page(Act.SEE_AUDIT)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    filters, events = narrowed(request.GET, queries.audit_events())
    stretch = queries.stretch(
        events,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return show(
        request,
        "audit",
        section="audit",
        form=filters.form,
        filtered=any(request.GET.get(name) for name in filters.filters),
        stretch=stretch,
        quick_check=QUICK_CHECK,
    )


@page(Act.SEE_AUDIT)
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """Check the chain of digests: its latest part, or all of it when asked."""
    whole = request.GET.get("all") == "1"
    checked = None if whole else QUICK_CHECK
    found = trail.first_break(latest=checked)
    context: dict[str, Any] = {
        "broken": found,
        "whole": whole,
        "quick_check": QUICK_CHECK,
    }
    if "HX-Request" in request.headers:
        return render(request, "accounts/_chain.html", context)
    return show(request, "chain", section="audit", **context)


def _rows(request: HttpRequest) -> Iterator[tuple[Cell, ...]]:
    _, events = narrowed(request.GET, queries.audit_events())
    for event in events.iterator(chunk_size=2_000):
        yield (
            event.pk,
            event.at,
            event.actor_name,
            event.action,
            event.subject_type,
            event.subject_id,
            event.subject_name,
            json.dumps(event.changes, ensure_ascii=False),
        )


@page(Act.SEE_AUDIT)
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    return download("csv", HEAD, _rows(request), name="audit-trail")
