"""Put scenarios side by side: ask, watch, read, take it along as a file."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from core.exports import Cell, download
from planner.scenarios import queries, services
from planner.scenarios.forms import Chosen
from planner.scenarios.models import Comparison
from planner.scenarios.pages import side_by_side
from planner.scenarios.pages.figures import all_rows
from planner.scenarios.pages.rows import name_of
from planner.scenarios.sentences import sentence


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.COMPARE_PLANS)
def compare(request: HttpRequest) -> HttpResponse:
    """Lead to what was found of these scenarios as they are, or have it found."""
    user, posted = reader(request), request.method == "POST"
    chosen = Chosen(request.POST if posted else request.GET)
    if posted and not chosen.problem:
        run = services.compare(actor=user, scenarios=chosen.keys, now=timezone.now())
        return redirect("scenarios:comparison", run.pk)
    scenarios = queries.in_order(user, chosen.keys) if not chosen.problem else []
    known = queries.fresh(user, scenarios) if scenarios else None
    if known is not None:
        return redirect("scenarios:comparison", known.pk)
    context = {
        "problem": chosen.problem if chosen.keys or posted else "",
        "scenarios": [
            (row, [sentence(change) for change in row.changes.all()])
            for row in scenarios
        ],
        "choices": queries.listed(user)[:50],
    }
    status = 422 if posted else 200
    return render(request, "scenarios/compare.html", context, status=status)


def _run(request: HttpRequest, pk: int | str) -> Comparison:
    return get_object_or_404(queries.comparisons(reader(request)), pk=pk)


@require_safe
@page(Act.COMPARE_PLANS)
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Show scenarios side by side, or how far the worker is."""
    run = _run(request, pk)
    only = request.GET.get("only") == "differing"
    done = run.result is not None
    again = urlencode([("s", column.scenario_id) for column in run.columns.all()])
    context = {
        "run": run,
        "page": side_by_side(run.result, only_differing=only) if run.result else None,
        "only": only,
        "again": f"{reverse('scenarios:compare')}?{again}",
        "changed": queries.changed_since(run) if done else [],
        "moved": done and queries.has_moved(run, as_of=local_day(timezone.now())),
    }
    return render(request, "scenarios/comparison.html", context)


@require_safe
@page(Act.COMPARE_PLANS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far it is, and send to the whole page as soon as it is over."""
    run = _run(request, pk)
    if "HX-Request" not in request.headers:
        return redirect("scenarios:comparison", run.pk)
    response = render(request, "scenarios/_progress.html", {"run": run})
    if run.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page(Act.COMPARE_PLANS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    services.cancel(
        actor=reader(request), comparison=_run(request, pk), now=timezone.now()
    )
    return redirect("scenarios:comparison", pk)


@require_safe
@page(Act.COMPARE_PLANS)
def export(request: HttpRequest, pk: str, kind: str) -> HttpResponseBase:
    """Give every figure of every column as a file, with its standard error."""
    run = _run(request, pk)
    names = [each["name"] for each in run.result["columns"]] if run.result else []
    head = ["group", "figure", "meaning"]
    for number, name in enumerate(names):
        title = f"{name_of(number)}: {name}" if number else name
        head += [title, f"{title}, standard error", f"{title}, differs"]
    return download(kind, [*head, "best"], _lines(run), name=f"what-if-{pk}")


def _lines(run: Comparison) -> Iterator[list[Cell]]:
    if run.result is None:
        return
    for row in all_rows(run.result):
        line: list[Cell] = [row.group, row.label, row.hint]
        for cell in row.cells:
            line += [cell.number, cell.error, cell.change]
        yield [*line, row.winner]
