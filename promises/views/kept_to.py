"""The promises kept and broken to a customer, inside the customer's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from customers.models import Customer
from promises.queries.kept_to import kept_to as found_for


@require_safe
@page(Act.SEE_LEDGER)
def kept_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the ledger says of one customer."""
    user = reader(request)
    customer = get_object_or_404(Customer.objects.visible_to(user), pk=pk)
    context = {
        "customer": customer,
        "found": found_for(customer, user, today=local_day(timezone.now())),
    }
    return render(request, "promises/_kept_to.html", context)
