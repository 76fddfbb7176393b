"""The company, one's own profile, and the overview of Settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.forms import CompanyForm, ProfileForm
from accounts.guards import page, reader
from accounts.policy import Act
from accounts.services.company import change_company
from accounts.services.people import change_profile
from accounts.views.sections import overview, put_into, show
from core.refusals import Refusal


@page(Act.SIGN_IN)
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    return show(
        request,
        "settings",
        section="settings",
        company=queries.company(),
        sections=overview(reader(request)),
    )


@page(Act.MANAGE_COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    now = queries.company()
    initial = {
        name: getattr(now, name)
        for name in ("name", "currency", "time_zone", "revision")
    }
    form = CompanyForm(request.POST or None, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            change_company(
                actor=reader(request), now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            messages.success(request, "The company is saved.")
            return redirect("accounts:company")
    return show(request, "company", section="company", status=status, form=form)


@page(Act.SIGN_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    initial = {"name": user.name, "time_zone": user.time_zone}
    form = ProfileForm(request.POST or None, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            change_profile(actor=user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("accounts:profile")
    return show(
        request, "profile", section="profile", status=status, form=form, person=user
    )
