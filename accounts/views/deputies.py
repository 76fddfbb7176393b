"""The absences of a CEO, and who decides meanwhile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts import queries
from accounts.forms import DeputyForm
from accounts.guards import page, reader
from accounts.policy import Act
from accounts.services.deputies import end_deputyship, name_deputy
from accounts.views.sections import put_into, show
from core.refusals import Refusal


@page(Act.NAME_DEPUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """List the absences, and name a deputy for another."""
    user, now = reader(request), timezone.now()
    form = DeputyForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            named = name_deputy(
                actor=user,
                deputy_id=data["deputy"].pk,
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                now=now,
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            messages.success(request, f"{named.deputy.name} stands in for you.")
            return redirect("accounts:deputies")
    return show(
        request,
        "deputies",
        section="deputies",
        status=status,
        form=form,
        absences=queries.absences(user)[:50],
        now=now,
    )


@page(Act.NAME_DEPUTY)
@require_POST
def end(request: HttpRequest, deputy: int) -> HttpResponse:
    """Come back early."""
    end_deputyship(actor=reader(request), deputy_id=deputy, now=timezone.now())
    messages.success(request, "You decide yourself again.")
    return redirect("accounts:deputies")
