"""By which clock the ledger is counted: a part of the company's and a promise's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.guards import page, reader
from accounts.policy import Act, allows
from promises.queries.clock import ledger_clock


@require_safe
@page(Act.SIGN_IN)
def clock(request: HttpRequest) -> HttpResponse:
    """Tell how far a recount is; a page that shows counted weeks is drawn again after."""
    shows_weeks = "weeks" in request.GET
    if "HX-Request" not in request.headers:
        manages = allows(reader(request), Act.MANAGE_COMPANY)
        return redirect("accounts:company" if manages else "accounts:settings")
    found = ledger_clock()
    if shows_weeks and not found.left:
        return HttpResponseClientRefresh()
    context = {"clock": found, "poll": request.get_full_path()}
    return render(request, "promises/_clock.html", context)
