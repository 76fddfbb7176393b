"""What broken promises cost in customers, and taking the figure."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company
from core.refusals import Invalid
from promises import services
from promises.queries.losses import losses
from promises.views.promise import _revision, promise_or_404


@require_safe
@page(Act.SEE_LEDGER)
def break_costs(request: HttpRequest) -> HttpResponse:
    """Show what breaking each promise costs, inside the customers' page."""
    context = {
        "rows": list(losses(reader(request))),
        "currency": company().currency,
    }
    return render(request, "promises/_break_costs.html", context)


@require_POST
@page(Act.DRAFT_PROMISES)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the expected loss the promise's break cost."""
    user = reader(request)
    promise = promise_or_404(user, pk)
    made = services.take_break_cost(
        actor=user,
        promise=promise,
        cost=seen(request.POST.get("cost", "")),
        revision=_revision(request),
        now=timezone.now(),
    )
    if made.pk == promise.pk:
        messages.success(request, "What breaking it costs is taken over.")
        return redirect("promises:detail", pk)
    messages.success(
        request,
        "A promise that is made keeps its words: this is your draft of a successor, "
        "with the new cost.",
    )
    return redirect("promises:edit", made.pk)


def seen(text: str) -> Decimal:
    """Read the figure that was on the page."""
    try:
        cost = Decimal(text[:20])
    except InvalidOperation:
        cost = Decimal("NaN")
    if not cost.is_finite():
        raise Invalid(
            "The figure is missing.", next_step="Open the promise and press again."
        )
    return cost
