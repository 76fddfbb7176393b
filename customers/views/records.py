"""Enter and change by hand: a customer, and what they did and said."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, allows, require
from accounts.queries import local_day
from core.pages import Link
from core.refusals import Conflict, Invalid
from customers.forms import records as forms
from customers.models import Customer
from customers.services import records
from customers.services.records import Kind

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Sort:
    """A kind of row about a customer, as addresses and pages name it."""

    kind: Kind
    form: type[forms.RecordForm]
    new: str
    change: str


SORTS = {
    "interactions": Sort(
        records.INTERACTIONS, forms.InteractionForm, "Log a contact", "Change a contact"
    ),
    "defections": Sort(
        records.DEFECTIONS, forms.DefectionForm, "They left", "Change how they left"
    ),
    "answers": Sort(
        records.ANSWERS, forms.SurveyAnswerForm, "Enter an answer", "Change an answer"
    ),
}


def links(user: User, customer: Customer) -> list[Link]:
    """Return what this person may do about a customer."""
    here = [customer.pk]
    gone = customer.is_erased
    found = [
        (Act.LOG_CONTACTS, "Log a contact", "interactions"),
        (Act.EDIT_CUSTOMERS, "Enter an answer", "answers"),
        (Act.EDIT_CUSTOMERS, "They left", "defections"),
    ]
    offered = [
        Link(title=title, url=reverse("customers:new-fact", args=[*here, sort]))
        for act, title, sort in found
        if allows(user, act) and not gone
    ]
    if allows(user, Act.EDIT_CUSTOMERS) and not gone:
        url = reverse("customers:edit-customer", args=here)
        offered.append(Link(title="Change", url=url))
    if allows(user, Act.KEEP_PRIVACY):
        url = reverse("customers:privacy", args=here)
        offered.append(Link(title="Personal data", url=url))
    return offered


def customer_of(request: HttpRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(reader(request)), pk=pk)


def draw(
    request: HttpRequest,
    form: forms.RecordForm,
    *,
    title: str,
    back: str,
    crumbs: list[Link],
    remove: str = "",
) -> HttpResponse:
    """Show a form of one row."""
    context = {
        "form": form,
        "title": title,
        "back": back,
        "crumbs": crumbs,
        "remove": remove,
    }
    return render(request, "customers/record_form.html", context, status=form.status)


def _crumbs(customer: Customer | None = None) -> list[Link]:
    found = [Link(title="All customers", url=reverse("customers:list"))]
    if customer is not None:
        url = reverse("customers:customer", args=[customer.pk])
        found.append(Link(title=str(customer), url=url))
    return found


@require_http_methods(FORM_METHODS)
@page(Act.EDIT_CUSTOMERS)
def create(request: HttpRequest) -> HttpResponseBase:
    """Enter a customer."""
    form = forms.CustomerForm(request.POST or None)
    if form.is_valid():
        try:
            customer = records.enter_one(
                actor=reader(request),
                kind=records.CUSTOMERS,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{customer} entered.")
            return redirect("customers:customer", customer.pk)
    back = reverse("customers:list")
    return draw(request, form, title="New customer", back=back, crumbs=_crumbs())


@require_http_methods(FORM_METHODS)
@page(Act.EDIT_CUSTOMERS)
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a customer."""
    customer = customer_of(request, pk)
    shown = customer_of(request, pk)
    start = {"revision": customer.revision}
    form = forms.CustomerForm(request.POST or None, instance=shown, initial=start)
    del form.fields["code"]
    if form.is_valid():
        try:
            records.change(
                actor=reader(request),
                row=customer,
                revision=form.seen,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal, revision=customer_of(request, pk).revision)
        else:
            messages.success(request, "Saved.")
            return redirect("customers:customer", pk)
    stored = customer_of(request, pk)
    back = reverse("customers:customer", args=[pk])
    title = f"Change {stored}"
    return draw(request, form, title=title, back=back, crumbs=_crumbs(stored))


def _sort(request: HttpRequest, name: str) -> Sort:
    if name not in SORTS:
        raise Http404
    require(reader(request), SORTS[name].kind.act)
    return SORTS[name]


@require_http_methods(FORM_METHODS)
@page(Act.LOG_CONTACTS)
def create_fact(request: HttpRequest, pk: int, sort: str) -> HttpResponseBase:
    """Enter a contact, an answer, or that they left."""
    wanted = _sort(request, sort)
    customer = customer_of(request, pk)
    now = timezone.now()
    # Each form takes of these what it asks for.
    start = {"at": now, "on": local_day(now)}
    form = wanted.form(request.POST or None, initial=start)
    if form.is_valid():
        try:
            records.enter_one(
                actor=reader(request),
                kind=wanted.kind,
                facts={**form.facts(), "customer": customer},
                now=now,
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Entered.")
            return redirect("customers:customer", pk)
    back = reverse("customers:customer", args=[pk])
    return draw(request, form, title=wanted.new, back=back, crumbs=_crumbs(customer))


def _fact(request: HttpRequest, wanted: Sort, pk: int) -> Any:  # noqa: ANN401
    rows: Any = wanted.kind.model._default_manager
    seen = rows.visible_to(reader(request)).select_related("customer")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(FORM_METHODS)
@page(Act.LOG_CONTACTS)
def edit_fact(request: HttpRequest, sort: str, pk: int) -> HttpResponseBase:
    """Change a contact, an answer, or how they left."""
    wanted = _sort(request, sort)
    row = _fact(request, wanted, pk)
    form = wanted.form(request.POST or None, instance=_fact(request, wanted, pk))
    if form.is_valid():
        try:
            records.change(
                actor=reader(request), row=row, facts=form.facts(), now=timezone.now()
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("customers:customer", row.customer_id)
    return draw(
        request,
        form,
        title=wanted.change,
        back=reverse("customers:customer", args=[row.customer_id]),
        crumbs=_crumbs(row.customer),
        remove=reverse("customers:delete-fact", args=[sort, pk]),
    )


@require_http_methods(FORM_METHODS)
@page(Act.LOG_CONTACTS)
def delete_fact(request: HttpRequest, sort: str, pk: int) -> HttpResponseBase:
    """Ask, then delete what was entered by mistake."""
    row = _fact(request, _sort(request, sort), pk)
    back = reverse("customers:customer", args=[row.customer_id])
    if request.method == "POST":
        records.remove(actor=reader(request), row=row, now=timezone.now())
        messages.success(request, "Deleted.")
        return redirect(back)
    context = {"row": row, "back": back, "crumbs": _crumbs(row.customer)}
    return render(request, "customers/record_delete.html", context)
