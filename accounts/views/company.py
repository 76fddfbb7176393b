"""The company, one's own profile, and the overview of Settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import queries
from accounts.forms import CompanyForm, PostForm, ProfileForm
from accounts.guards import page, reader
from accounts.policy import Act
from accounts.services.company import change_company
from accounts.services.notices import change_post
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
    return show_profile(request, form, status=status)


def show_profile(
    request: HttpRequest,
    form: ProfileForm | None = None,
    *,
    post: PostForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw one's profile, with a form that was refused where it stood."""
    user = reader(request)
    profile = {"name": user.name, "time_zone": user.time_zone}
    mail = {"post": user.post, "digest_hour": user.digest_hour}
    return show(
        request,
        "profile",
        section="profile",
        status=status,
        form=form or ProfileForm(initial=profile),
        post=post or PostForm(initial=mail),
        person=user,
    )


@page(Act.SIGN_IN)
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Say what comes by mail, and when."""
    form = PostForm(request.POST)
    if not form.is_valid():
        return show_profile(request, post=form, status=422)
    change_post(actor=reader(request), now=timezone.now(), **form.cleaned_data)
    messages.success(request, "Your mail follows that from now on.")
    return redirect("accounts:profile")
