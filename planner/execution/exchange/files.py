"""A plan's tasks as a file, for pages and other systems alike."""

from datetime import date
from typing import Final

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from accounts.queries import company
from core.exports import download
from planner.execution.exchange.drawings import mermaid, project
from planner.execution.exchange.tables import COLUMNS, SHOWN, lines, links_into
from planner.execution.queries.lists import grouped, plan_rows, tactics_of
from planner.plans.models import Plan

KINDS: Final = ("csv", "xlsx", "mermaid", "xml")
_PEOPLE: Final = ("responsible", "consulted", "informed", "accountable")


def task_file(plan: Plan, kind: str, *, today: date) -> HttpResponseBase:
    """Answer with a table, a Mermaid gantt or Project's XML, as ``kind`` says."""
    rows = plan_rows(plan, today)
    if kind == "mermaid":
        found = grouped(rows, rows, tactics_of(plan))
        parts = [
            (strategy.name, [row for part in strategy.parts for row in part.rows])
            for strategy in found
        ]
        return _file(mermaid(plan, parts), "text/plain; charset=utf-8", "tasks.mmd")
    if kind == "xml":
        document = project(plan, rows, links_into(plan.pk), company().currency)
        return _file(document, "application/xml", "tasks.xml")
    prefetch_related_objects([row.task for row in rows], *_PEOPLE)
    table = lines(rows, links_into(plan.pk))
    return download(kind, [*COLUMNS, *SHOWN], table, name="tasks")


def _file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
