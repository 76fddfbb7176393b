"""The days on which nobody works."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import queries
from accounts.days_off import DayOff, from_file, from_lines, known, written
from accounts.forms import DaysOffForm
from accounts.guards import page, reader
from accounts.policy import Act
from accounts.services.days_off import set_days_off
from accounts.views.sections import put_into, show
from core.refusals import Refusal


@page(Act.KEEP_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def days_off(request: HttpRequest) -> HttpResponse:
    """Show them, and keep what was typed and the days of a file."""
    here = queries.company()
    days = known(here.days_off)
    initial = {"days": written(days), "revision": here.revision}
    form = DaysOffForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=initial,
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            set_days_off(
                actor=reader(request),
                days=_typed(form),
                revision=form.cleaned_data["revision"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            messages.success(request, "The days off are kept.")
            return redirect("accounts:days-off")
    today = queries.local_day(timezone.now())
    return show(
        request,
        "days_off",
        section="days-off",
        status=status,
        form=form,
        coming=[each for each in days if each.day >= today],
        is_kept=bool(days),
    )


def _typed(form: DaysOffForm) -> list[DayOff]:
    days = from_lines(form.cleaned_data["days"])
    if sent := form.cleaned_data["file"]:
        days += from_file(sent.name, sent.read())
    return days
