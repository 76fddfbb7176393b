"""The list of scenarios, on a page and as a file."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.exports import Cell, download
from planner.scenarios import queries
from planner.scenarios.forms import ListForm
from planner.scenarios.models import MOST_COLUMNS, Scenario
from planner.scenarios.sentences import sentence

PAGE_SIZE = 50
EXPORT_HEAD = (
    "key",
    "scenario",
    "question",
    "state",
    "shared",
    "by",
    "drawn up",
    "changed",
    "changes",
    "what is different",
)


def _listed(request: HttpRequest) -> tuple[QuerySet[Scenario], ListForm, bool]:
    """Return what the address asks for, the form that says so, whether it narrows."""
    form = ListForm(request.GET)
    form.is_valid()  # what cannot be read filters nothing
    asked = form.cleaned_data
    author = asked.get("author")
    found = queries.listed(
        reader(request),
        q=asked.get("q", ""),
        state=asked.get("state", ""),
        author=author.pk if author else None,
    )
    narrowed = any(asked.get(name) for name in ("q", "state", "author"))
    return found, form, narrowed


@require_safe
@page(Act.COMPARE_PLANS)
def home(request: HttpRequest) -> HttpResponse:
    """List the scenarios; some of them can be put side by side."""
    found, form, narrowed = _listed(request)
    context = {
        "form": form,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "filtered": narrowed,
        "most": MOST_COLUMNS,
        "latest": queries.comparisons(reader(request)).defer("result")[:5],
    }
    return render(request, "scenarios/home.html", context)


@require_safe
@page(Act.COMPARE_PLANS)
def list_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the list as a file, narrowed as it is on the page."""
    found, _, _ = _listed(request)
    return download(kind, EXPORT_HEAD, _lines(found), name="scenarios")


def _lines(found: QuerySet[Scenario]) -> Iterator[tuple[Cell, ...]]:
    for row in queries.with_changes(found).iterator(chunk_size=200):
        yield (
            row.pk,
            row.name,
            row.question,
            row.get_state_display(),
            row.shared,
            row.author.name,
            row.created_at,
            row.changed_at,
            row.change_count,  # type: ignore[attr-defined]
            " ".join(sentence(change) for change in row.changes.all()),
        )
