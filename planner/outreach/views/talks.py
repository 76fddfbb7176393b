"""Log a talk on a phone; follow-ups; and the calendar that shows them."""

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act
from core.exports import download
from core.refusals import Refusal
from planner.outreach import services
from planner.outreach.feeds import feed
from planner.outreach.forms import TalkForm
from planner.outreach.models import (
    Acquaintance,
    Channel,
    Contact,
    FollowUp,
    FollowUpCalendar,
    Interest,
)
from planner.outreach.queries import lists
from planner.outreach.queries.pool import fitting
from planner.outreach.queries.tables import (
    FOLLOW_UP_HEAD,
    TALK_HEAD,
    follow_up_cells,
    talk_cells,
)
from planner.outreach.views.sections import tabs, the_person

PER_PAGE = 50
MOST_EVENTS = 1_000
VIEWS = (
    ("", "Mine, open"),
    ("overdue", "Mine, overdue"),
    ("done", "Mine, done"),
    ("all", "Everybody's, open"),
    ("overdue-all", "Everybody's, overdue"),
)


def _closeness(row: Acquaintance, user: User) -> int:
    known = {each.person_id: each.closeness for each in row.known_by.all()}
    return known.get(user.pk, row.closeness)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.WORK_OUTREACH)
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a talk with somebody: everything in one form, nearly nothing asked for."""
    user = reader(request)
    row = the_person(user, pk)
    channel = fitting(row, _closeness(row, user)) if row.is_here else Channel.CALL
    start = {
        "channel": channel,
        "direction": Contact.Direction.FROM_THEM
        if row.why_not
        else Contact.Direction.FROM_US,
        "key": uuid.uuid4().hex,
    }
    form = TalkForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            services.log(
                actor=user, acquaintance_id=pk, talk=form.talk(), now=timezone.now()
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, f"The talk with {row} is logged.")
            return redirect("outreach:week")
    context = {
        "row": row,
        "form": form,
        "tabs": tabs(user, "outreach:people"),
        "interests": Interest.objects.order_by("name")[:200],
    }
    status = 422 if form.is_bound else 200
    return render(request, "outreach/talk.html", context, status=status)


@require_safe
@page(Act.SEE_OUTREACH)
def follow_ups(request: HttpRequest) -> HttpResponse:
    """List what was promised in talks, the first due first."""
    user, now = reader(request), timezone.now()
    which = request.GET.get("which", "")
    which = which if which in dict(VIEWS) else ""
    rows = lists.follow_ups(user, which, now)
    cut = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": cut,
        "lines": [(row, row.standing(now)) for row in cut],
        "which": which,
        "views": VIEWS,
        "tabs": tabs(user, "outreach:follow-ups"),
        "user_pk": user.pk,
    }
    return render(request, "outreach/follow_ups.html", context)


@require_safe
@page(Act.SEE_OUTREACH)
def follow_ups_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the follow-ups, as they are narrowed, as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    user, now, which = reader(request), timezone.now(), request.GET.get("which", "")
    rows = lists.follow_ups(user, which if which in dict(VIEWS) else "", now)
    cells = follow_up_cells(rows, now=now)
    return download(kind, FOLLOW_UP_HEAD, cells, name="follow-ups")


@require_safe
@page(Act.SEE_OUTREACH)
def talks_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give every talk as a file, the latest first."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows = Contact.objects.visible_to(reader(request)).order_by("-on", "-pk")
    return download(kind, TALK_HEAD, talk_cells(rows), name="talks")


@require_POST
@page(Act.WORK_OUTREACH)
def follow_up_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Say that a follow-up is done, moved or no longer needed."""
    steps = {"done": _done, "move": _move, "release": _release}
    if step not in steps:
        raise Http404
    words = steps[step](request, reader(request), pk, timezone.now())
    messages.success(request, words)
    return redirect("outreach:follow-ups")


def _done(request: HttpRequest, actor: User, pk: int, now: datetime) -> str:
    row = services.keep(actor=actor, pk=pk, said=request.POST.get("said", ""), now=now)
    return f"{row.standing(now).capitalize()}: it stands on the ledger so."


def _move(request: HttpRequest, actor: User, pk: int, now: datetime) -> str:
    services.move(actor=actor, pk=pk, due_on=_day(request), now=now)
    return "It is due on the new day."


def _release(request: HttpRequest, actor: User, pk: int, now: datetime) -> str:
    because = request.POST.get("because", "")
    services.release(actor=actor, pk=pk, because=because, now=now)
    return "They released us; it is noted."


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError:
        return date.min  # the service says what is wrong with it


# --- The calendar -----------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.WORK_OUTREACH)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show, make and revoke the secret address of one's follow-ups."""
    user, address = reader(request), ""
    if request.method == "POST":
        if request.POST.get("step") == "close":
            services.close_calendar(actor=user, now=timezone.now())
            messages.success(request, "The address is revoked.")
            return redirect("outreach:calendar")
        token = services.open_calendar(actor=user, now=timezone.now())
        address = request.build_absolute_uri(reverse("outreach:feed", args=[token]))
    context: dict[str, Any] = {
        "key": FollowUpCalendar.objects.filter(user=user).first(),
        "address": address,
        "tabs": tabs(user, "outreach:follow-ups"),
    }
    return render(request, "outreach/calendar.html", context)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar that knows a person's secret address with their follow-ups."""
    user = services.whose(token)
    if user is None:
        raise Http404
    rows = FollowUp.objects.visible_to(user).of(user).select_related("acquaintance")
    latest = rows.order_by("-due_at", "-pk")[:MOST_EVENTS]
    name, host = f"Kept follow-ups: {user.name}", request.get_host()
    body = feed(latest, name=name, host=host, now=timezone.now())
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=300"
    response["Referrer-Policy"] = "no-referrer"
    return response
