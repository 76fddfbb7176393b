"""A session's minutes as a table for a spreadsheet."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.exports import Cell, download
from planner.plans.views.finding import find_plan
from planner.workshop.models import Workshop

HEAD = ("kind", "what", "before", "after or answer", "who", "by")


def _rows(session: Workshop) -> Iterator[list[Cell]]:
    """Yield what was decided, then what is open, then who was there."""
    record = session.record
    for row in record.get("decided", []):
        before, after = _text(row["before"]), _text(row["after"])
        yield ["decided", row["what"], before, after, row["who"], None]
    points = session.points.select_related("owner", "closed_by")
    for point in points.order_by("due_on", "pk"):
        who = point.closed_by or point.owner
        state = "answered" if point.closed_at else "open"
        yield [state, point.text, "", point.answer, who.name, point.due_on]
    for text in record.get("unanswered", []):
        yield ["unanswered", text, "", "", "", None]
    for row in record.get("there", []):
        yield ["there", row["title"], "", f"{row['minutes']} min", row["name"], None]


def _text(value: object) -> str:
    return "" if value is None else str(value)


@require_safe
@page(Act.SEE_PLANS)
def export(
    request: HttpRequest, plan_id: int, workshop_id: int, kind: str
) -> HttpResponseBase:
    """Give the minutes of a session that has ended as a file."""
    plan = find_plan(request, plan_id)
    seen = Workshop.objects.visible_to(reader(request))
    ended = seen.filter(plan=plan, ended_at__isnull=False)
    session = get_object_or_404(ended, pk=workshop_id)
    if kind not in {"csv", "xlsx"}:
        raise Http404
    return download(kind, HEAD, _rows(session), name=f"minutes-{session.pk}")
