"""All tests of all plans that the reader sees, on the screen and as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company
from core.exports import Cell, download
from core.templatetags.shares import about_money
from planner.assumptions import queries
from planner.assumptions.forms import ListForm
from planner.assumptions.pages import reading, signpost
from planner.plans.models import AssumptionTest

PER_PAGE = 50
DAYS = {"all": "Known by, or concluded"}
HEAD = (
    "assumption",
    "plan",
    "state",
    "to verify we will",
    "and measure",
    "right if",
    "measured",
    "unit",
    "owner",
    "known by",
    "cost",
    "result holds until",
    "reason",
    "concluded by",
    "concluded at",
)


def _wanted(request: HttpRequest, form: ListForm) -> QuerySet[AssumptionTest]:
    form.is_valid()  # what cannot be read filters nothing
    asked = form.cleaned_data
    return queries.listed(
        reader(request),
        which=asked.get("which") or "open",
        today=timezone.localdate(),
        q=asked.get("q", ""),
        owner=asked.get("owner"),
    )


@require_safe
@page(Act.SEE_PLANS)
def tests(request: HttpRequest) -> HttpResponse:
    """List the tests of all plans, by what knowing the answer is worth, or by day."""
    form = ListForm(request.GET)
    rows = _wanted(request, form)
    which = form.cleaned_data.get("which") or "open"
    is_open = which in {"open", "soon", "overdue"}
    by_worth = is_open and form.cleaned_data.get("by") != "day"
    keys = queries.by_worth(rows) if by_worth else rows.values_list("pk", flat=True)
    cut = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    found = rows.in_bulk(list(cut))
    shown = [found[pk] for pk in cut if pk in found]
    worths = queries.worths(row.plan_id for row in shown)
    currency = company().currency
    today = timezone.localdate()
    context = {
        "form": form,
        "page": cut,
        "lines": [_line(row, worths, currency, today) for row in shown],
        "filtered": bool(form.changed_data),
        "overdue": queries.listed(
            reader(request), which="overdue", today=today
        ).count(),
        "is_open": is_open,
        "day": DAYS.get(which, "Concluded" if not is_open else "Known by"),
    }
    return render(request, "assumptions/list.html", context)


def _line(
    row: AssumptionTest,
    worths: dict[tuple[int, str], float],
    currency: str,
    today: date,
) -> dict[str, Any]:
    worth = worths.get((row.plan_id, row.assumption))
    net = queries.net_worth(worth, row.cost)
    last: Any = getattr(row, "reading", None)
    return {
        "test": row,
        "signpost": signpost(row),
        "reading": reading(row, row.figure if row.figure is not None else last),
        "worth": about_money(net, currency) if net is not None and row.is_open else "",
        "is_overdue": row.is_open and row.due_on < today,
    }


@require_safe
@page(Act.SEE_PLANS)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the list, as it is narrowed, as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows = _wanted(request, ListForm(request.GET))
    return download(kind, HEAD, _cells(rows), name="assumptions-under-test")


def _cells(rows: QuerySet[AssumptionTest]) -> Iterator[list[Cell]]:
    for row in rows.iterator(chunk_size=500):
        last: Any = getattr(row, "reading", None)
        yield [
            row.statement,
            row.plan.title,
            row.get_state_display(),
            row.method,
            row.measure,
            signpost(row),
            row.figure if row.figure is not None else last,
            row.unit,
            row.owner.name,
            row.due_on,
            row.cost,
            row.valid_until,
            row.reason,
            row.concluded_by.name if row.concluded_by else "",
            row.concluded_at,
        ]
