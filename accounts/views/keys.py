"""The keys of other systems."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.forms import KeyForm
from accounts.guards import page, reader
from accounts.policy import Act
from accounts.services import keys as services
from accounts.views.sections import put_into, show
from core.pages import Link
from core.refusals import Refusal

KEYS_ON_A_PAGE = 50


def _crumbs() -> list[Link]:
    return [
        Link(title="Settings", url=reverse("accounts:settings")),
        Link(title="API keys", url=reverse("accounts:keys")),
    ]


@page(Act.MANAGE_KEYS)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    pages = Paginator(queries.keys(), KEYS_ON_A_PAGE)
    return show(
        request,
        "keys",
        section="keys",
        page=pages.get_page(request.GET.get("page")),
        now=timezone.now(),
    )


@page(Act.MANAGE_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = KeyForm(request.POST or None, initial=KeyForm.usual(timezone.localdate()))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        values = form.cleaned_data
        last_day = values.pop("expires_on")
        try:
            midnight = datetime.combine(last_day + timedelta(days=1), time.min)
            key, secret = services.create_key(
                actor=reader(request),
                expires_at=timezone.make_aware(midnight),
                now=now,
                **values,
            )
        except OverflowError:
            form.add_error("expires_on", "Choose a day at most a year ahead.")
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            return show(
                request,
                "key_made",
                section="keys",
                status=201,
                key=key,
                secret=secret,
                crumbs=_crumbs(),
            )
    return show(
        request, "key_new", section="keys", status=status, form=form, crumbs=_crumbs()
    )


@page(Act.MANAGE_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    found = get_object_or_404(queries.keys(), pk=key)
    if request.method == "POST":
        services.revoke_key(actor=reader(request), key=found, now=timezone.now())
        messages.success(request, f"The key {found.name} opens nothing any more.")
        return redirect("accounts:keys")
    return show(request, "key_revoke", section="keys", key=found, crumbs=_crumbs())
