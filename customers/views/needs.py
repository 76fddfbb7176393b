"""What customers need: the list, and each need by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from core.pages import Link
from core.refusals import Conflict, Invalid
from customers.forms.records import NeedForm
from customers.models import Need
from customers.services import records
from customers.views.records import FORM_METHODS, draw
from customers.views.sections import address, tabs

ROWS_A_PAGE = 50


def _crumbs() -> list[Link]:
    return [Link(title="Needs", url=reverse("customers:needs"))]


def _need(request: HttpRequest, pk: int) -> Need:
    return get_object_or_404(Need.objects.visible_to(reader(request)), pk=pk)


@require_safe
@page(Act.SEE_CUSTOMERS)
def show_all(request: HttpRequest) -> HttpResponseBase:
    """List what customers need, what matters most first."""
    user = reader(request)
    rows = Need.objects.visible_to(user).select_related("segment")
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if wanted:
        rows = rows.filter(statement__icontains=wanted)
    found = Paginator(rows.order_by("-importance", "statement", "pk"), ROWS_A_PAGE)
    context = {
        "rows": found.get_page(request.GET.get("page")),
        "wanted": wanted,
        "editable": allows(user, Act.EDIT_CUSTOMERS),
        "tabs": tabs(user, "customers:needs"),
        "matrix": address("promises:needs") if allows(user, Act.SEE_LEDGER) else "",
    }
    return render(request, "customers/needs.html", context)


@require_http_methods(FORM_METHODS)
@page(Act.EDIT_CUSTOMERS)
def create(request: HttpRequest) -> HttpResponseBase:
    """Enter a need."""
    form = NeedForm(request.POST or None)
    if form.is_valid():
        try:
            records.enter_one(
                actor=reader(request),
                kind=records.NEEDS,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Entered.")
            return redirect("customers:needs")
    back = reverse("customers:needs")
    return draw(request, form, title="New need", back=back, crumbs=_crumbs())


@require_http_methods(FORM_METHODS)
@page(Act.EDIT_CUSTOMERS)
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a need."""
    need = _need(request, pk)
    start = {"revision": need.revision}
    form = NeedForm(request.POST or None, instance=_need(request, pk), initial=start)
    del form.fields["code"]
    if form.is_valid():
        try:
            records.change(
                actor=reader(request),
                row=need,
                revision=form.seen,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal, revision=_need(request, pk).revision)
        else:
            messages.success(request, "Saved.")
            return redirect("customers:needs")
    return draw(
        request,
        form,
        title="Change a need",
        back=reverse("customers:needs"),
        crumbs=_crumbs(),
        remove=reverse("customers:delete-need", args=[pk]),
    )


@require_http_methods(FORM_METHODS)
@page(Act.EDIT_CUSTOMERS)
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then delete a need that nothing leans on."""
    need = _need(request, pk)
    if request.method == "POST":
        records.remove(actor=reader(request), row=need, now=timezone.now())
        messages.success(request, "Deleted.")
        return redirect("customers:needs")
    context = {"row": need, "back": reverse("customers:needs"), "crumbs": _crumbs()}
    return render(request, "customers/record_delete.html", context)
