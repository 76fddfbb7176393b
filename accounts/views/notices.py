"""One's notices: look at them, follow them, be done with them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts import queries
from accounts.guards import page, reader
from accounts.policy import Act
from accounts.services.notices import mark_all_read, mark_read
from core.pages import Link

PER_PAGE = 30


@page(Act.SIGN_IN)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List what one was told, the newest first; unread ones unless all are asked for."""
    user, everything = reader(request), request.GET.get("show") == "all"
    rows = queries.notices(user, unread_only=not everything)
    here = reverse("notices:list")
    context = {
        "tabs": [
            Link(title="Unread", url=here, current=not everything),
            Link(title="All", url=f"{here}?show=all", current=everything),
        ],
        "everything": everything,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "accounts/notices.html", context)


@page(Act.SIGN_IN)
@require_POST
def read(request: HttpRequest, notice: int) -> HttpResponse:
    """Take one as read, and go where it leads if that was asked for."""
    found = mark_read(actor=reader(request), notice_id=notice, now=timezone.now())
    if "follow" in request.POST:
        return redirect(found.link)
    return redirect("notices:list")


@page(Act.SIGN_IN)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = mark_all_read(actor=reader(request), now=timezone.now())
    if count:
        messages.success(request, "All your notices are read.")
    return redirect("notices:list")
