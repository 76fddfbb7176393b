"""Tasks as files: out as tables and drawings, in from a table, and as a calendar."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import local_day
from core.exports import download
from core.refusals import Refusal
from planner.execution import services
from planner.execution.exchange.feeds import feed
from planner.execution.exchange.files import KINDS, task_file
from planner.execution.exchange.tables import COLUMNS, EXAMPLE
from planner.execution.forms import UploadForm
from planner.execution.models import CalendarKey, Task
from planner.execution.views.finding import the_plan
from planner.plans.services import require_workable

MOST_FAULTS = 200
MOST_EVENTS = 1_000


@require_safe
@page(Act.SEE_PLANS)
def export(request: HttpRequest, plan_id: int, kind: str) -> HttpResponseBase:
    """Give a plan's tasks as a table, a Mermaid gantt or Project's XML."""
    plan = the_plan(request, plan_id)
    if kind not in KINDS:
        raise Http404
    return task_file(plan, kind, today=local_day(timezone.now()))


@require_safe
@page(Act.DRAFT_PLANS)
def template(request: HttpRequest, plan_id: int, kind: str) -> HttpResponseBase:
    """Give an empty table with the columns, and a line that shows how."""
    the_plan(request, plan_id)
    if kind not in {"csv", "xlsx"}:
        raise Http404
    return download(kind, COLUMNS, [EXAMPLE], name="tasks-template")


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.DRAFT_PLANS)
def bring_in(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Try a table of tasks, and bring it in if it is right and asked for."""
    plan = the_plan(request, plan_id)
    require_workable(plan=plan, actor=reader(request))
    form = UploadForm(request.POST or None, request.FILES or None)
    outcome = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.require_small(file.size or 0)
            outcome = services.bring_in(
                actor=reader(request),
                plan=plan,
                name=str(file.name),
                content=file.read(),
                commit=request.POST.get("step") == "commit",
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("file", f"{refusal.message} {refusal.next_step}")
    if outcome is not None and outcome.done:
        words = (
            f"{outcome.new} new, {outcome.changed} changed, {outcome.same} as before."
        )
        messages.success(request, f"The tasks are in: {words}")
        return redirect("execution:tasks", plan.pk)
    wrong = not form.is_valid() if form.is_bound else False
    context = {
        "plan": plan,
        "form": form,
        "outcome": outcome,
        "faults": outcome.faults[:MOST_FAULTS] if outcome else (),
        "columns": COLUMNS,
    }
    status = 422 if wrong or (outcome and outcome.faults) else 200
    return render(request, "execution/import.html", context, status=status)


# --- The calendar -----------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.REPORT_TASKS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show, make and revoke the secret address of one's calendar."""
    user, address = reader(request), ""
    if request.method == "POST":
        if request.POST.get("step") == "close":
            services.close_calendar(actor=user, now=timezone.now())
            messages.success(request, "The address is revoked.")
            return redirect("execution:calendar")
        token = services.open_calendar(actor=user, now=timezone.now())
        path = reverse("execution:feed", args=[token])
        address = request.build_absolute_uri(path)
    key = CalendarKey.objects.filter(user=user).first()
    return render(request, "execution/calendar.html", {"key": key, "address": address})


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar that knows a person's secret address with their tasks."""
    user = services.whose(token)
    if user is None or not allows(user, Act.SEE_PLANS):
        raise Http404
    mine = Task.objects.visible_to(user).of(user).select_related("plan")
    tasks = mine.order_by("-changed_at", "-pk")[:MOST_EVENTS]
    body = feed(tasks, name=f"Kept: {user.name}", host=request.get_host())
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=300"
    response["Referrer-Policy"] = "no-referrer"
    return response
