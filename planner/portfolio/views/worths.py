"""The pages on which somebody puts a figure on what a promise is worth."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company
from core.refusals import Refusal
from planner.portfolio import queries, services
from planner.portfolio.forms import PromiseWorthForm, worth_initial
from planner.portfolio.models import PromiseWorth
from promises.models import Promise, PromiseState


@require_safe
@page(Act.SEE_DECISIONS)
def worths(request: HttpRequest) -> HttpResponse:
    """List promises with what keeping each once is worth."""
    context = {
        "rows": queries.worth_rows(reader(request)),
        "currency": company().currency,
    }
    return render(request, "portfolio/promises.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.VALUE_PROMISES)
def worth(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a figure on one promise, beside the evidence that it sets apart."""
    user = reader(request)
    seen = Promise.objects.visible_to(user).exclude(state=PromiseState.RETIRED)
    promise = get_object_or_404(seen, pk=pk)
    row = PromiseWorth.objects.filter(promise=promise).select_related("by").first()
    form = PromiseWorthForm(request.POST or None, initial=worth_initial(row))
    if form.is_valid():
        try:
            services.set_promise_worth(
                actor=user,
                promise_id=promise.pk,
                revision=form.seen,
                facts=form.facts,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal, revision=row.revision if row else 0)
        else:
            messages.success(request, "It counts from the next search on.")
            return redirect("portfolio:worths")
    context = {
        "form": form,
        "promise": promise,
        "row": row,
        "evidence": queries.set_apart_by(promise),
        "currency": company().currency,
    }
    return render(request, "portfolio/promise.html", context, status=form.status)
