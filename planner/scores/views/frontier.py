"""What could we promise? The page, its part of the promise's page, and the draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from core.pages import Link
from planner.scores.forms import StandardForm
from planner.scores.pages.frontier import answer, check_page, frontier_page
from planner.scores.queries.promised import check_of, frontier_of, wish_of
from promises.models import Promise
from promises.services import draft_with_standard


def _promise(request: HttpRequest, pk: int) -> Promise:
    visible = Promise.objects.visible_to(reader(request))
    return get_object_or_404(visible.select_related("owner", "segment"), pk=pk)


@require_safe
@page(Act.SEE_LEDGER)
def frontier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the frontier; htmx gets the part that stands in the promise's page."""
    promise = _promise(request, pk)
    now = timezone.now()
    wish = wish_of(promise)
    found = frontier_of(promise, wish, now)
    form = StandardForm(request.GET if "within" in request.GET else None)
    asked = found.asked(form.days) if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {
        "promise": promise,
        "wish": wish,
        "page": frontier_page(promise, found, asked),
        "form": form,
        "asked": asked and answer(promise, found, asked, form.words),
        "check": check_page(check_of(promise, wish, now))
        if "check" in request.GET
        else None,
        "may_draft": allows(reader(request), Act.DRAFT_PROMISES),
        "here": reverse("scores:frontier", args=[pk]),
        "crumbs": [
            Link(title="Promises", url=reverse("promises:list")),
            Link(title=promise.statement, url=reverse("promises:detail", args=[pk])),
        ],
    }
    part = "HX-Request" in request.headers
    template = "scores/_frontier.html" if part else "scores/frontier.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
@page(Act.DRAFT_PROMISES)
def frontier_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn the standard that was asked about into a draft promise."""
    promise = _promise(request, pk)
    form = StandardForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Type a standard first, such as 48 hours.")
        return redirect("scores:frontier", pk)
    made = draft_with_standard(
        actor=reader(request),
        promise=promise,
        standard=form.words,
        days=form.days,
        now=timezone.now(),
    )
    before = f"“{promise.standard}”" if promise.standard else "nothing yet"
    messages.success(
        request,
        f"This is your draft. It promises “{form.words}” where {promise.code} promises "
        f"{before}; all else is copied. Let its words say so too.",
    )
    return redirect("promises:edit", made.pk)
