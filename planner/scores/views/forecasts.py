"""What a promise's record makes expect, and how good such forecasts were."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.pages import Link
from planner.scores.pages.forecasts import forecast_page, outlook_sentence
from planner.scores.queries.forecasts import outlook_of
from promises.models import Promise
from promises.queries.recent import company_day


@require_safe
@page(Act.SEE_LEDGER)
def forecasts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the forecasts of two years against what happened."""
    visible = Promise.objects.visible_to(reader(request))
    promise = get_object_or_404(visible, pk=pk)
    outlook = outlook_of(promise, company_day(timezone.now()))
    back = reverse("promises:detail", args=[promise.pk])
    context = {
        "promise": promise,
        "page": None if outlook is None else forecast_page(promise, outlook),
        "crumbs": [
            Link(title="Promises", url=reverse("promises:list")),
            Link(title=promise.statement, url=back),
        ],
        "back": back,
    }
    return render(request, "scores/forecasts.html", context)


@require_safe
@page(Act.SEE_LEDGER)
def expected(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in a sentence what to expect, inside the promise's page."""
    visible = Promise.objects.visible_to(reader(request))
    promise = get_object_or_404(visible, pk=pk)
    outlook = outlook_of(promise, company_day(timezone.now()))
    context = {
        "promise": promise,
        "sentence": "" if outlook is None else outlook_sentence(outlook),
    }
    return render(request, "scores/_expected.html", context)
