"""Evidence by reference: look it up, cite it, see what it would be today."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act
from core.pages import Link
from core.refusals import Invalid
from promises import services
from promises.forms.citing import KINDS, CiteForm
from promises.forms.drafting import show
from promises.models import Criterion, Evidence, Promise
from promises.queries.recent import company_day
from promises.queries.references import Today, figure_of, said, today_of
from promises.views.promise import crumbs_of, promise_or_404

MOST = 50


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in dict(KINDS) else KINDS[0][0]


def _looked_up(form: CiteForm, promise: Promise) -> str:
    """Say what would be cited, or nothing if nothing is known of it."""
    figure = figure_of(form.asked(), promise, company_day(timezone.now()))
    return said(form.kind, figure) if figure else ""


def _tabs(request: HttpRequest, promise: Promise, kind: str) -> list[Link]:
    here = reverse("promises:cite", args=[promise.pk])
    return [
        Link(title=label, url=f"{here}?kind={value}", current=value == kind)
        for value, label in KINDS
    ]


@page(Act.DRAFT_PROMISES)
@require_http_methods(["GET", "HEAD", "POST"])
def cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Look up what customers need, said or did, and cite it."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    kind = _kind(request)
    sent = request.POST if request.method == "POST" else request.GET
    criterion = request.GET.get("criterion", Criterion.CUSTOMERS)
    data = (
        sent
        if "criterion" in sent and ("look" in sent or sent is request.POST)
        else None
    )
    form = CiteForm(data, kind=kind, promise=promise, criterion=criterion)
    found: str | None = None
    if form.is_valid():
        if request.method == "POST":
            try:
                services.cite(
                    actor=user,
                    promise=promise,
                    criterion=form.cleaned_data["criterion"],
                    asked=form.asked(),
                    now=timezone.now(),
                )
            except Invalid as refusal:
                show(refusal, form)
            else:
                messages.success(request, "Cited. The figure of today is kept.")
                return redirect(reverse("promises:detail", args=[pk]) + "#evidence")
        else:
            found = _looked_up(form, promise)
    context = {
        "promise": promise,
        "form": form,
        "kind": kind,
        "found": found,
        "tabs": _tabs(request, promise, kind),
        "crumbs": crumbs_of(promise),
    }
    status = 422 if form.errors else 200
    return render(request, "promises/cite.html", context, status=status)


def cited(promise: Promise) -> list[Today]:
    """Return the references of a promise, the latest first, as they would be today."""
    day = company_day(timezone.now())
    rows = Evidence.objects.of_customers().filter(promise=promise)
    rows = rows.select_related("promise", "added_by").order_by("-found_on", "-pk")
    return [today_of(row, day) for row in rows[:MOST]]


@page(Act.SEE_LEDGER)
@require_GET
def today(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, inside a promise's page, what was cited and what it would be today."""
    promise = promise_or_404(reader(request), pk)
    context = {"promise": promise, "cited": cited(promise)}
    return render(request, "promises/_today.html", context)
