"""What a lost customer costs: winning against keeping, in the company's own figures."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company
from core.pages import Figure, Link, Phrase
from core.refusals import Conflict, Invalid
from core.templatetags.shares import money
from customers import services
from customers.forms.spending import SpendingForm
from customers.models import CustomerSpending
from customers.queries.spending import Cost, costs
from customers.services.spending import SPENDING_FACTS
from customers.views.sections import address, tabs


def _get(request: HttpRequest, pk: int) -> CustomerSpending:
    rows = CustomerSpending.objects.visible_to(reader(request))
    return get_object_or_404(rows, pk=pk)


@require_safe
@page(Act.SEE_LEDGER)
def show(request: HttpRequest) -> HttpResponseBase:
    """Show what winning and keeping a customer cost, beside the claim."""
    user = reader(request)
    found = costs(user)
    currency = company().currency
    context = {
        "found": found,
        "phrases": verdict(found.overall),
        "figures": figures(found.overall, currency) if found.overall else [],
        "currency": currency,
        "editable": allows(user, Act.ENTER_SPENDING),
        "tabs": tabs(user, "customers:losses"),
        "broken": address("promises:break-costs"),
    }
    return render(request, "customers/losses.html", context)


def verdict(overall: Cost | None) -> list[Phrase]:
    """Say how many times as much winning costs as keeping."""
    if overall is None:
        return []
    if overall.ratio is None:
        return [Phrase("Too little is entered to say what keeping or winning costs.")]
    return [
        Phrase("Winning a customer costs us "),
        Phrase(f"{overall.ratio:.1f} times", tone="accent"),
        Phrase(" as much as keeping one."),
    ]


def to_the_cent(cost: Decimal | None, currency: str) -> str:
    """Say what one customer costs."""
    return "–" if cost is None else f"{number_format(cost, 2)} {currency}"


def figures(overall: Cost, currency: str) -> list[Figure]:
    """Return the costs, their ratio, and the claim."""
    return [
        Figure(
            label="To win one customer",
            value=to_the_cent(overall.to_win, currency),
            meaning=f"{money(overall.winning, currency)} for {overall.won:,} customers",
        ),
        Figure(
            label="To keep one customer",
            value=to_the_cent(overall.to_keep, currency),
            meaning=f"{money(overall.keeping, currency)} for {overall.kept:,} customers",
        ),
        Figure(
            label="Our own ratio",
            value="–" if overall.ratio is None else f"{overall.ratio:.1f} times",
            meaning="winning against keeping, all periods together",
        ),
        Figure(
            label="What is claimed",
            value="10 times",
            meaning="say the articles this tool began with: a claim about other "
            "companies",
        ),
    ]


def _form_page(request: HttpRequest, form: SpendingForm, title: str) -> HttpResponse:
    back = reverse("customers:losses")
    context = {
        "form": form,
        "title": title,
        "segment": None,
        "back": back,
        "crumbs": [Link(title="What a loss costs", url=back)],
    }
    return render(request, "customers/segment_form.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.ENTER_SPENDING)
def create(request: HttpRequest) -> HttpResponseBase:
    """Enter a period."""
    form = SpendingForm(request.POST or None, currency=company().currency)
    if form.is_valid():
        try:
            services.enter_spending(
                actor=reader(request), facts=form.facts(), now=timezone.now()
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The period is entered.")
            return redirect("customers:losses")
    return _form_page(request, form, "New period")


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.ENTER_SPENDING)
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a period."""
    period = _get(request, pk)
    title, revision = f"Change {period}", period.revision
    stored = {
        name: "" if (value := getattr(period, name)) is None else str(value)
        for name in SPENDING_FACTS
    }
    form = SpendingForm(
        request.POST or None, period=period, currency=company().currency
    )
    if form.is_valid():
        try:
            services.edit_spending(
                actor=reader(request),
                period=period,
                revision=form.seen,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal, revision=revision, stored=stored)
        else:
            messages.success(request, "The period is saved.")
            return redirect("customers:losses")
    return _form_page(request, form, title)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.ENTER_SPENDING)
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then take the period out."""
    period = _get(request, pk)
    if request.method == "POST":
        services.delete_spending(
            actor=reader(request), period=period, now=timezone.now()
        )
        messages.success(request, "The period is taken out.")
        return redirect("customers:losses")
    back = reverse("customers:losses")
    context = {
        "period": period,
        "back": back,
        "crumbs": [Link(title="What a loss costs", url=back)],
    }
    return render(request, "customers/spending_delete.html", context)
