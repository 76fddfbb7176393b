"""Silent customers, and those who complain: two lists."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_filters import FilterSet

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company
from core import exports
from core.pages import Figure, Link, Phrase
from core.templatetags.shares import about_money, percent
from customers.filters.standings import ComplaintFilter, SilenceFilter
from customers.models import Standing
from customers.queries.silence import (
    LISTED,
    Watch,
    complaining,
    keys_of,
    page_of,
    these,
    watch,
    watched,
)
from customers.views.satisfaction import under_way
from customers.views.sections import tabs


def lists(current: str) -> list[Link]:
    """Return the two lists as links."""
    return [
        Link(title=title, url=reverse(f"customers:{name}"), current=name == current)
        for title, name in (("Silent", "silence"), ("Complaining", "complaining"))
    ]


def _page(
    request: HttpRequest,
    narrowed: FilterSet,
    name: str,
) -> dict[str, Any]:
    user = reader(request)
    rows = narrowed.qs if narrowed.is_valid() else narrowed.queryset.none()
    return {
        "rows": page_of(rows, request.GET.get("page")),
        "listed": LISTED,
        "filter": narrowed,
        "query": request.GET.urlencode(),
        "currency": company().currency,
        "tabs": tabs(user, "customers:silence"),
        "lists": lists(name),
        "under_way": under_way(),
        "may_review": allows(user, Act.EDIT_CUSTOMERS),
    }


@require_safe
@page(Act.SEE_CUSTOMERS)
def show(request: HttpRequest) -> HttpResponseBase:
    """List customers who are quiet for longer than is usual for them."""
    user = reader(request)
    narrowed = SilenceFilter(request.GET, queryset=watched(user))
    known = watch(user)
    context = _page(request, narrowed, "silence")
    context |= {
        "watch": known,
        "phrases": verdict(known, context["currency"]) if known else [],
        "figures": figures(known, context["currency"]) if known else [],
        "states": rows_of(known) if known else [],
    }
    return render(request, "customers/silence.html", context)


def verdict(known: Watch, currency: str) -> list[Phrase]:
    """Say what silence may cost."""
    if known.refused or not known.customers:
        return [Phrase("Nobody is known to be quiet for longer than usual.")]
    return [
        Phrase(f"{known.customers:,} customers", tone="at-risk"),
        Phrase(
            " are quiet for longer than is usual for them. Those who are due or late "
            "may still be there: "
        ),
        Phrase(about_money(known.expected_loss, currency), tone="not-kept"),
        Phrase(" of a year's revenue goes if they do not come back."),
    ]


def figures(known: Watch, currency: str) -> list[Figure]:
    """Return how many are due, late and silent, and what each group may cost."""
    meanings = {
        "due": "half of their silences were shorter",
        "late": "80 % of their silences were shorter",
        "silent": "95 % of their silences were shorter",
    }
    return [
        Figure(
            label=one.name,
            value=f"{one.customers:,}",
            meaning=f"{meanings[one.state]}; "
            f"{about_money(one.expected_loss, currency)} of expected loss",
            url=f"{reverse('customers:silence')}?state={one.state}",
        )
        for one in known.watched
    ]


def rows_of(known: Watch) -> list[list[str]]:
    """Return what was said of each state half a year before, and what happened."""
    if not known.check:
        return []
    return [
        [
            state["state"].replace("-", " "),
            f"{state['customers']:,}",
            percent(state["expected"]),
            percent(state["silent"] / state["customers"]),
        ]
        for state in known.check["states"]
        if state["customers"]
    ]


@require_safe
@page(Act.SEE_CUSTOMERS)
def show_complaining(request: HttpRequest) -> HttpResponseBase:
    """List customers who complained lately."""
    user = reader(request)
    known = watch(user)
    rows = complaining(user, known.as_of) if known else Standing.objects.none()
    context = _page(request, ComplaintFilter(request.GET, queryset=rows), "complaining")
    context["watch"] = known
    return render(request, "customers/complaining.html", context)


HEAD = [
    "customer",
    "name",
    "segment",
    "state",
    "last sign of life",
    "days silent",
    "usual limit, days",
    "probability of loss",
    "at stake",
    "expected loss",
    "last complaint",
    "complaints in a year",
]


def cells_of(rows: Iterable[Standing]) -> list[list[exports.Cell]]:
    return [
        [
            row.customer.code,
            row.customer.name,
            row.segment.code if row.segment else "",
            row.state,
            row.last_sign,
            row.silent_days,
            None if row.silent_after is None else round(row.silent_after),
            None if row.loss is None else round(row.loss, 4),
            row.at_stake,
            row.expected_loss,
            row.complained_on,
            row.complaints,
        ]
        for row in rows
    ]


def _file(narrowed: FilterSet, kind: str, name: str) -> HttpResponseBase:
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows: QuerySet[Standing] = (
        narrowed.qs if narrowed.is_valid() else narrowed.queryset.none()
    )
    return exports.download(kind, HEAD, cells_of(these(rows, keys_of(rows))), name=name)


@require_safe
@page(Act.SEE_CUSTOMERS)
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the silent customers as a file."""
    rows = watched(reader(request))
    narrowed = SilenceFilter(request.GET, queryset=rows)
    return _file(narrowed, kind, "silent-customers")


@require_safe
@page(Act.SEE_CUSTOMERS)
def download_complaining(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the complaining customers as a file."""
    user = reader(request)
    known = watch(user)
    rows = complaining(user, known.as_of) if known else Standing.objects.none()
    narrowed = ComplaintFilter(request.GET, queryset=rows)
    return _file(narrowed, kind, "complaining-customers")
