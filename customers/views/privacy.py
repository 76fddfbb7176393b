"""What is held about a customer: given out as a file, or erased."""

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.numbers import typed_whole
from core.pages import Link
from core.refusals import Invalid
from customers.services import privacy as services
from customers.views.records import customer_of


@require_safe
@page(Act.KEEP_PRIVACY)
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Offer both, and say what each does."""
    customer = customer_of(request, pk)
    back = reverse("customers:customer", args=[pk])
    context = {
        "customer": customer,
        "back": back,
        "crumbs": [
            Link(title="All customers", url=reverse("customers:list")),
            Link(title=str(customer), url=back),
        ],
    }
    return render(request, "customers/privacy.html", context)


@require_POST
@page(Act.KEEP_PRIVACY)
def everything(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give out all that is held, as a file; the trail notes it."""
    found = services.give_everything(
        actor=reader(request), customer=customer_of(request, pk), now=timezone.now()
    )
    name = f'attachment; filename="customer-{pk}.json"'
    return JsonResponse(
        found,
        headers={"Content-Disposition": name, "Cache-Control": "no-store"},
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )


@require_POST
@page(Act.KEEP_PRIVACY)
def erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Erase, if the customer is still as they were shown."""
    seen = typed_whole(request.POST.get("revision", ""))
    if seen is None:
        raise Invalid("Say which state you saw.", next_step="Open the page again.")
    services.erase(
        actor=reader(request),
        customer=customer_of(request, pk),
        revision=seen,
        now=timezone.now(),
    )
    messages.success(request, "Erased.")
    return redirect("customers:customer", pk)
