"""Whether outreach works, and who brought whom."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company, local_day
from core.exports import Cell, download
from core.refusals import Refusal
from planner.outreach.models import Acquaintance
from planner.outreach.queries.referring import (
    Brought,
    brought,
    graph,
    referrals,
    referred,
)
from planner.outreach.queries.working import LENGTHS, claim
from planner.outreach.services.holding_out import hold_out, let_back
from planner.outreach.storytelling.forms import HoldOutForm
from planner.outreach.views.sections import tabs

HEAD = (
    *("brought by", "who came", "on", "what became of it"),
    *("first bought on", "bought since", "note"),
)


def _length(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return next((days for days in LENGTHS if str(days) == asked), LENGTHS[1])


@page(Act.SEE_OUTREACH)
@require_safe
def working(request: HttpRequest) -> HttpResponse:
    """Show what contacting people brought, if anything can be said."""
    return _drawn(request, HoldOutForm(initial={"share": "0.2", "seed": 1}), 200)


def _drawn(request: HttpRequest, form: HoldOutForm, status: int) -> HttpResponse:
    user = reader(request)
    found = claim(user, days=_length(request), today=local_day(timezone.now()))
    held = Acquaintance.objects.visible_to(user).here()
    context = {
        "claim": found,
        "lengths": LENGTHS,
        "tabs": tabs(user, "stories:working"),
        "form": form,
        "currency": company().currency,
        "held": held.filter(held_out_at__isnull=False).count(),
        "may_rule": allows(user, Act.RULE_OUTREACH),
    }
    return render(request, "outreach/working.html", context, status=status)


@page(Act.RULE_OUTREACH)
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Hold a random part out from now on."""
    form = HoldOutForm(request.POST)
    if not form.is_valid():
        return _drawn(request, form, 422)
    try:
        count = hold_out(
            actor=reader(request),
            share=form.cleaned_data["share"],
            seed=form.cleaned_data["seed"],
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _drawn(request, form, form.status)
    messages.success(request, f"{count} people are on no list from now on.")
    return redirect("stories:working")


@page(Act.RULE_OUTREACH)
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Let everybody back on the lists."""
    count = let_back(actor=reader(request), now=timezone.now())
    messages.success(request, f"{count} people may stand on a list again.")
    return redirect("stories:working")


@page(Act.SEE_OUTREACH)
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Show who brought whom, and what became of it."""
    user = reader(request)
    found = referrals(user)
    context = {
        "tabs": tabs(user, "stories:referrals"),
        "found": found,
        "graph": graph(found),
        "currency": company().currency,
        "value": sum(each.value for each in found),
        "bought": sum(each.first_on is not None for each in found),
    }
    return render(request, "outreach/referrals.html", context)


@page(Act.SEE_OUTREACH)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give who brought whom as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows = referred(reader(request)).iterator(chunk_size=500)
    return download(kind, HEAD, _cells(brought(row) for row in rows), name="referrals")


def _cells(found: Iterable[Brought]) -> Iterator[list[Cell]]:
    for each in found:
        row = each.referral
        yield [
            row.source.name,
            row.brought.name,
            row.on,
            each.became,
            each.first_on,
            each.value,
            row.note,
        ]
