"""What is promised already: to existing customers, and by other plans."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act, allows
from core.refusals import Conflict, Invalid
from planner.plans import queries, services
from planner.plans.forms import StandingForm
from planner.plans.models import Commitment

PER_PAGE = 50


def _page(request: HttpRequest, form: StandingForm) -> HttpResponse:
    held = Paginator(queries.commitments(reader(request)), PER_PAGE)
    context = {
        "standing": queries.standing(),
        "page": held.get_page(request.GET.get("page")),
        "form": form,
        "may_edit": allows(reader(request), Act.EDIT_OPERATIONS),
    }
    status = 422 if form.errors else 200
    return render(request, "plans/commitments.html", context, status=status)


def _asked(request: HttpRequest) -> StandingForm:
    """Begin with the promise that "Change" was pressed for."""
    wanted = request.GET.get("promise", "")
    row = (
        queries.standing().filter(promise__code=wanted).first()
        if "\x00" not in wanted
        else None
    )
    if row is None:
        return StandingForm()
    names = ("promise", "low", "likely", "high")
    return StandingForm(initial={name: getattr(row, name) for name in names})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_OPERATIONS)
def commitment_list(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, _asked(request))
    form = StandingForm(request.POST)
    if form.is_valid():
        try:
            services.set_standing(
                promise=form.cleaned_data["promise"],
                actor=reader(request),
                now=timezone.now(),
                **form.estimate,
            )
        except (Invalid, Conflict) as refusal:
            for place, words in (refusal.errors or {"promise": [str(refusal)]}).items():
                form.add_error(place, words)
        else:
            messages.success(request, "Saved: every score counts it from now on.")
            return redirect("plans:commitments")
    return _page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_OPERATIONS)
def commitment_end(request: HttpRequest, commitment_id: int) -> HttpResponse:
    rows = Commitment.objects.visible_to(reader(request)).select_related("promise")
    row = get_object_or_404(rows, pk=commitment_id)
    if request.method == "POST":
        services.end_standing(commitment=row, actor=reader(request), now=timezone.now())
        messages.success(request, "Ended: no score counts it any more.")
        return redirect("plans:commitments")
    return render(request, "plans/commitment_end.html", {"commitment": row})
