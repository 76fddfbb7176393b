"""Who is overbooked in which week, over all running plans."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from core.exports import Cell, download
from planner.scheduling.filters import OverbookedFilter
from planner.scheduling.pages.company import company_sentence, overbooked_line
from planner.scheduling.queries import Overbooked, company_schedule

PAGE_SIZE: Final = 50
HEAD: Final = (
    "week of",
    "what",
    "name",
    "asked for",
    "there is",
    "too much",
    "unit",
    "task",
    "plan",
    "of it",
)


@require_safe
@page(Act.SEE_DECISIONS)
def company(request: HttpRequest) -> HttpResponse:
    """List who and what is overbooked, the nearest week first."""
    found = company_schedule(reader(request), as_of=local_day(timezone.now()))
    form = OverbookedFilter(request.GET, found)
    rows = form.chosen(found.overbooked)
    page_ = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "form": form,
        "page": page_,
        "lines": [(row, overbooked_line(row)) for row in page_.object_list],
        "sentence": company_sentence(found),
        "query": request.GET.urlencode(),
    }
    return render(request, "scheduling/company.html", context)


@require_safe
@page(Act.SEE_DECISIONS)
def company_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give what is chosen as a file, a line for every task in every week."""
    found = company_schedule(reader(request), as_of=local_day(timezone.now()))
    rows = OverbookedFilter(request.GET, found).chosen(found.overbooked)
    return download(kind, HEAD, _lines(rows), name="overbooked")


def _lines(rows: Iterable[Overbooked]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        for booking in row.bookings:
            yield (
                row.week,
                row.kind,
                row.name,
                row.needed,
                row.left,
                row.short,
                row.units,
                booking.name,
                booking.plan_title,
                booking.amount,
            )
