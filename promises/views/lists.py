"""The list of promises, and the same list as a file."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.guards import page, reader
from accounts.policy import Act, allows
from core.exports import Cell, download
from promises.filters import PromiseFilter
from promises.models import Promise
from promises.queries.recent import company_day, recent

PAGE_SIZE = 50
EXPORT_BATCH = 500
EXPORT_HEAD = (
    "code",
    "statement",
    "state",
    "segment",
    "owner",
    "measure",
    "standard",
    "target",
    "kept, last 13 full weeks",
    "occasions, last 13 full weeks",
    "break cost",
)


def _filtered(request: HttpRequest) -> PromiseFilter:
    rows = (
        Promise.objects.visible_to(reader(request))
        .select_related("owner", "segment")
        .order_by("state", "statement", "pk")
    )
    return PromiseFilter(request.GET, queryset=rows)


@page(Act.SEE_PROMISES)
def promise_list(request: HttpRequest) -> HttpResponse:
    """Show the promises this person may see, with how they were kept of late."""
    filtered = _filtered(request)
    found = Paginator(filtered.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    user = reader(request)
    context = {
        "filter": filtered,
        "is_filtered": any(request.GET.get(name) for name in filtered.form.fields),
        "page": found,
        "rows": recent(list(found), company_day(timezone.now())),
        "sees_ledger": allows(user, Act.SEE_LEDGER),
        "may_draft": allows(user, Act.DRAFT_PROMISES),
        "export": f"{reverse('promises:export')}?{request.GET.urlencode()}",
    }
    return render(request, "promises/list.html", context)


def _lines(rows: QuerySet[Promise]) -> Iterator[list[Cell]]:
    as_of = company_day(timezone.now())
    for start in range(0, rows.count(), EXPORT_BATCH):
        for row in recent(list(rows[start : start + EXPORT_BATCH]), as_of):
            promise = row.promise
            yield [
                promise.code,
                promise.statement,
                promise.state,
                promise.segment.code if promise.segment else "",
                promise.owner.name,
                promise.measure,
                promise.standard,
                promise.target,
                None if row.rate is None else round(row.rate, 6),
                row.occasions,
                promise.break_cost,
            ]


@page(Act.SEE_LEDGER)
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the filtered list as a CSV or XLSX file."""
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    return download(kind, EXPORT_HEAD, _lines(_filtered(request).qs), name="promises")
