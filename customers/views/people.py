"""Customers: the list, the list as a file, and each customer's page."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company, local_day
from core.exports import Cell, download
from core.pages import Link
from customers.forms.lists import ListForm
from customers.models import Customer, History
from customers.pages.person import person_page
from customers.queries.listing import listed, sorted_rows
from customers.queries.person import person
from customers.views.records import links
from customers.views.sections import address, tabs

HEAD = [
    "customer",
    "name",
    "segment",
    "relationship",
    "first purchase",
    "last purchase",
    "days with a purchase",
    "revenue",
    "chance still a customer",
    "purchases expected",
    "value",
    "as of",
    "class",
]


@require_safe
@page(Act.SEE_CUSTOMERS)
def show_all(request: HttpRequest) -> HttpResponseBase:
    """List customers."""
    user = reader(request)
    form = ListForm(request.GET)
    wanted = form.wanted()
    found = listed(
        user,
        wanted,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "form": form,
        "wanted": wanted,
        "found": found,
        "currency": company().currency,
        "imports": address("customers:imports")
        if allows(user, Act.EDIT_CUSTOMERS)
        else "",
        "tabs": tabs(user, "customers:list"),
        "editable": allows(user, Act.EDIT_CUSTOMERS),
    }
    return render(request, "customers/list.html", context)


def _rows(found: Iterator[History]) -> Iterator[list[Cell]]:
    for row in found:
        yield [
            row.customer.code,
            row.customer.name,
            row.segment.code if row.segment else "",
            row.relationship,
            row.first_on,
            row.last_on,
            row.days,
            row.revenue,
            row.alive,
            row.expected,
            row.value if row.as_of else None,
            row.as_of,
            row.rfm_class,
        ]


@require_safe
@page(Act.SEE_CUSTOMERS)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the list as it is narrowed down and sorted, all of it."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows = sorted_rows(reader(request), ListForm(request.GET).wanted())
    return download(kind, HEAD, _rows(rows.iterator(chunk_size=2000)), name="customers")


@require_safe
@page(Act.SEE_CUSTOMERS)
def one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a customer."""
    user = reader(request)
    seen = Customer.objects.visible_to(user).select_related("segment")
    customer = get_object_or_404(seen, pk=pk)
    found = person(customer)
    context = {
        "customer": customer,
        "found": found,
        "page": person_page(
            found, today=local_day(timezone.now()), currency=company().currency
        ),
        "crumbs": [Link(title="All customers", url=address("customers:list"))],
        "sees_ledger": allows(user, Act.SEE_LEDGER),
        "actions": links(user, customer),
        "logs": allows(user, Act.LOG_CONTACTS),
        "edits": allows(user, Act.EDIT_CUSTOMERS),
    }
    return render(request, "customers/customer.html", context)
