"""This week's people, and what is said of each name on the list."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.models import Role, User
from accounts.policy import Act
from accounts.queries import company, local_day
from planner.outreach import services
from planner.outreach.forms import HandOverForm, HoursForm, PostponeForm, SkipForm
from planner.outreach.models import Week, WeeklyName
from planner.outreach.queries import lists
from planner.outreach.services.weeks import ASKED_AFTER
from planner.outreach.views.sections import tabs

LATER = timedelta(weeks=4)


def colleagues(user: User) -> QuerySet[User]:
    """Return whom a name can be handed over to."""
    roles = [Role.CEO, Role.DIRECTOR, Role.FRONTLINE]
    people = User.objects.filter(is_active=True, role__in=roles).exclude(pk=user.pk)
    return people.order_by("name", "pk")


@require_safe
@page(Act.WORK_OUTREACH)
def week(request: HttpRequest) -> HttpResponse:
    """Show this week's people, each with why, or ask for the hours first."""
    return show(request)


def show(request: HttpRequest, form: HoursForm | None = None) -> HttpResponse:
    """Draw this week's list, with hours that were refused."""
    user, now = reader(request), timezone.now()
    day = local_day(now)
    found = lists.week_of(user, day)
    known = found or lists.last_hours(user, day)
    start = {"hours": known.hours.normalize() if known else 2}
    context = {
        "week": found,
        "form": form or HoursForm(initial=start),
        "tabs": tabs(user, "outreach:week"),
        "due": lists.follow_ups(user, "", now)[:6],
        "now": now,
        "currency": company().currency,
        **(_names(found, user, day) if found else {"open": []}),
    }
    return render(request, "outreach/week.html", context, status=422 if form else 200)


def _names(found: Week, user: User, day: date) -> dict[str, object]:
    names = lists.names_of(found)
    later = day + LATER
    return {
        **lists.summary(names),
        "asked_after": ASKED_AFTER,
        "postpone": PostponeForm(initial={"until": later}, auto_id=False),
        "skip": SkipForm(auto_id=False),
        "hand_over": HandOverForm(among=colleagues(user), auto_id=False),
    }


@require_POST
@page(Act.WORK_OUTREACH)
def hours(request: HttpRequest) -> HttpResponse:
    """Take the hours of this week, and make the list for them."""
    form = HoursForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    found = services.set_hours(
        actor=reader(request), hours=form.cleaned_data["hours"], now=timezone.now()
    )
    count = found.names.open().count()
    messages.success(request, f"{count} names fit this week's hours.")
    return redirect("outreach:week")


@require_POST
@page(Act.WORK_OUTREACH)
def name_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Postpone, skip or hand over a name, or say that it stays."""
    steps = {"postpone": _postpone, "skip": _skip, "hand-over": _hand_over}
    if step == "keep":
        services.keep_name(actor=reader(request), pk=pk, now=timezone.now())
        messages.success(request, "It stays on the list.")
    elif step in steps:
        if (words := steps[step](request, pk, timezone.now())) is None:
            messages.error(request, "Something is missing: choose, then send it again.")
        else:
            messages.success(request, words)
    else:
        raise Http404
    return redirect("outreach:week")


def _postpone(request: HttpRequest, pk: int, now: datetime) -> str | None:
    form = PostponeForm(request.POST)
    if not form.is_valid():
        return None
    row = services.postpone(actor=reader(request), pk=pk, now=now, **form.cleaned_data)
    return f"{row.acquaintance} comes again after that day."


def _skip(request: HttpRequest, pk: int, now: datetime) -> str | None:
    form = SkipForm(request.POST)
    if not form.is_valid():
        return None
    row = services.skip(actor=reader(request), pk=pk, now=now, **form.cleaned_data)
    return f"{row.acquaintance} is off this week's list, and the list has learned why."


def _hand_over(request: HttpRequest, pk: int, now: datetime) -> str | None:
    form = HandOverForm(request.POST, among=colleagues(reader(request)))
    if not form.is_valid():
        return None
    row: WeeklyName = services.hand_over(
        actor=reader(request), pk=pk, now=now, **form.cleaned_data
    )
    return f"{row.week.person.name} has {row.acquaintance} now, and is told."
