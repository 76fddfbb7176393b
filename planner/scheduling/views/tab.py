"""A plan's schedule: as it stands, as it is tried, and as a worker found it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, allows
from accounts.queries import local_day
from core.charts import Zoom
from core.exports import Cell, download
from planner.plans.models import Plan
from planner.plans.views.finding import find_plan
from planner.scheduling.forms import AdoptForm, read_query, write_query
from planner.scheduling.pages import schedule_page
from planner.scheduling.pages.rows import task_rows
from planner.scheduling.pages.tab import SHOWN
from planner.scheduling.queries import Standing, standing, tried, tried_by
from planner.scheduling.services import offer
from planner.scheduling.views.finding import find_run

ZOOMS: Final[Mapping[str, Zoom]] = {
    "days": "days",
    "weeks": "weeks",
    "months": "months",
}
EXPORT_HEAD: Final = (
    "code",
    "task",
    "belongs to",
    "responsible",
    "state",
    "progress",
    "starts",
    "ends",
    "over in 9 of 10 cases by",
    "working days",
    "slack",
    "float by links",
    "decides the end",
    "adopted start",
    "adopted end",
    "later than adopted",
    "deadline",
    "chance in time",
    "why not sooner",
)


@require_safe
@page(Act.SEE_PLANS)
def detail(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the schedule as it stands."""
    plan = find_plan(request, plan_id)
    return _shown(request, standing(plan, as_of=local_day(timezone.now())))


@require_safe
@page(Act.SEE_PLANS)
def summary(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say it in a sentence, for another page of the plan."""
    plan = find_plan(request, plan_id)
    found = standing(plan, as_of=local_day(timezone.now()))
    context = {"plan": plan, "found": found, "page": schedule_page(found)}
    return render(request, "scheduling/_summary.html", context)


@require_safe
@page(Act.DRAFT_PLANS)
def preview(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the schedule as if tasks were moved; nothing is stored."""
    plan = find_plan(request, plan_id)
    moves = read_query(request.GET.getlist("move"))
    return _shown(request, tried(plan, moves, as_of=local_day(timezone.now())))


@require_safe
@page(Act.SEE_PLANS)
def run(request: HttpRequest, plan_id: int, run_id: int) -> HttpResponse:
    """Show what a worker found, or how far it is."""
    row = find_run(request, plan_id, run_id)
    return _shown(request, tried_by(row, as_of=local_day(timezone.now())))


@require_safe
@page(Act.SEE_PLANS)
def progress(request: HttpRequest, plan_id: int, run_id: int) -> HttpResponse:
    """Answer how far it is, and send to the whole page as soon as it is over."""
    row = find_run(request, plan_id, run_id)
    if "HX-Request" not in request.headers:
        return redirect("scheduling:run", plan_id, row.pk)
    context = {"run": row, "may_cancel": allows(reader(request), Act.DRAFT_PLANS)}
    response = render(request, "scheduling/_progress.html", context)
    if row.is_over:
        response["HX-Refresh"] = "true"
    return response


def _may_move(user: User, plan: Plan) -> bool:
    return allows(user, Act.DRAFT_PLANS) and plan.is_workable_by(user)


def _shown(request: HttpRequest, found: Standing) -> HttpResponse:
    user, plan = reader(request), found.plan
    may_try = allows(user, Act.DRAFT_PLANS) and bool(found.facts.open)
    zoom = ZOOMS.get(request.GET.get("zoom", ""), "weeks")
    shown = request.GET.get("show", "all")
    page_ = schedule_page(found, zoom=zoom, shown=shown, movable=may_try)
    may_adopt = _may_move(user, plan) and found.worked is not None and not found.is_old
    context = {
        "plan": plan,
        "found": found,
        "page": page_,
        "zoom": zoom,
        "zooms": _links(request, "zoom", {name: name.title() for name in ZOOMS}, zoom),
        "shown": _links(request, "show", SHOWN, shown if shown in SHOWN else "all"),
        "may_try": may_try,
        "may_move": _may_move(user, plan),
        "may_adopt": may_adopt,
        "may_ask": allows(user, Act.DRAFT_PLANS),
        "moves": write_query(found.moves),
        "adopt": _adopt_form(found) if may_adopt else None,
    }
    response = render(request, "scheduling/detail.html", context)
    if "HX-Request" in request.headers:
        response["HX-Push-Url"] = request.get_full_path()
    return response


def _adopt_form(found: Standing) -> AdoptForm:
    assert found.worked is not None  # noqa: S101 - there is something to adopt
    token = offer(found.facts, found.digest, found.worked, found.moves)
    return AdoptForm(initial={"token": token})


def _links(
    request: HttpRequest, name: str, choices: Mapping[str, str], current: str
) -> list[dict[str, Any]]:
    """Return addresses of this page that differ in one choice."""
    found = []
    for value, title in choices.items():
        query = request.GET.copy()
        query[name] = value
        url = f"?{query.urlencode()}"
        found.append({"title": title, "url": url, "current": value == current})
    return found


@require_safe
@page(Act.SEE_PLANS)
def export(request: HttpRequest, plan_id: str, kind: str) -> HttpResponseBase:
    """Give every task with all its dates as a file."""
    plan = find_plan(request, int(plan_id))
    found = standing(plan, as_of=local_day(timezone.now()))
    return download(kind, EXPORT_HEAD, _lines(found), name=f"schedule-{plan.pk}")


def _lines(found: Standing) -> Iterator[tuple[Cell, ...]]:
    for row in task_rows(found.facts, found.worked):
        task = row.task
        planned = task.planned or (None, None)
        yield (
            task.code,
            task.name,
            row.group,
            row.people,
            row.state,
            task.progress,
            row.starts,
            row.ends,
            row.latest,
            row.days,
            row.slack,
            row.total_float,
            row.critical,
            planned[0],
            planned[1],
            row.slip,
            task.deadline,
            row.in_time,
            row.waits,
        )
