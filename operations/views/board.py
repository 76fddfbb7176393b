"""The board: capabilities by weeks, typed into or pasted."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act
from core import exports
from core.pages import Link
from core.refusals import Conflict, Invalid, NotThere
from core.weeks import monday_of
from operations import services
from operations.cells import Estimate, Measure, show_estimate
from operations.forms.grid import Grid, read_grid, rows_sent
from operations.forms.paste import PasteForm
from operations.models import Capability
from operations.queries import Board, board

ROWS_A_PAGE = 25
TITLES = {Measure.CAPACITY: "Capacity", Measure.COMMITTED: "Committed load"}


def _measure(text: str) -> Measure:
    try:
        return Measure(text or Measure.CAPACITY)
    except ValueError as error:
        raise Invalid(
            "The board shows “capacity” or “committed”.",
            next_step="Choose one of the tabs of the board.",
        ) from error


def week_of(text: str) -> date:
    """Return the asked Monday, or this week's."""
    if not text:
        return monday_of(timezone.localdate())
    try:
        week = monday_of(date.fromisoformat(text))
    except (ValueError, OverflowError):
        week = date.min
    if not services.FIRST_YEAR <= week.year < services.LAST_YEAR:
        raise Invalid(
            "That is not a week the board can show.",
            next_step=f"Write a date from {services.FIRST_YEAR} to "
            f"{services.LAST_YEAR - 1}, such as 2026-01-05.",
        )
    return week


def _address(
    measure: Measure, week: date, name: str = "operations:board", page: str = ""
) -> str:
    query = {"measure": measure.value, "from": week.isoformat()}
    return reverse(name, query={**query, "page": page} if page else query)


def tabs(current: str, week: date) -> list[Link]:
    """Return the tabs of operations; the load ahead is drawn by the scores."""
    boards = [
        Link(title=title, url=_address(measure, week), current=measure == current)
        for measure, title in TITLES.items()
    ]
    initiatives = Link(
        title="Initiatives",
        url=reverse("operations:initiatives"),
        current=current == "initiatives",
    )
    ahead = Link(
        title="Load ahead", url=reverse("scores:load"), current=current == "ahead"
    )
    return [*boards, initiatives, ahead]


def _show(
    request: HttpRequest,
    grid: Grid,
    *,
    rows: Page[Capability] | None = None,
    preview: bool = False,
) -> HttpResponse:
    shown = grid.board
    refusal = grid.refusal
    status = 200
    if refusal is not None:
        status = 409 if isinstance(refusal, Conflict) else 422
    context = {
        "grid": grid,
        "board": shown,
        "rows": rows,
        "preview": preview,
        "refusal": refusal,
        "tabs": tabs(shown.measure, shown.weeks[0]),
        "earlier": _address(shown.measure, shown.earlier),
        "later": _address(shown.measure, shown.later),
        "here": _address(shown.measure, shown.weeks[0]),
        "paste": _address(shown.measure, shown.weeks[0], "operations:paste"),
        "title": TITLES[shown.measure],
    }
    return render(request, "operations/board.html", context, status=status)


def _some(user: User, keys: Sequence[int]) -> list[Capability]:
    found = Capability.objects.visible_to(user).filter(pk__in=keys)
    return list(found.order_by("name", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_OPERATIONS)
def show(request: HttpRequest) -> HttpResponseBase:
    """Show the board, or save what was typed into it."""
    if request.method == "POST":
        return _save(request)
    user = reader(request)
    measure = _measure(request.GET.get("measure", ""))
    week = week_of(request.GET.get("from", ""))
    capabilities = Capability.objects.visible_to(user).order_by("name", "pk")
    rows = Paginator(capabilities, ROWS_A_PAGE).get_page(request.GET.get("page"))
    laid = board(
        user=user, measure=measure, weeks_from=week, capabilities=list(rows.object_list)
    )
    return _show(request, Grid(board=laid), rows=rows)


def _save(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    measure = _measure(request.POST.get("measure", ""))
    week = week_of(request.POST.get("from", ""))
    sent = rows_sent(request.POST)
    laid = board(
        user=user,
        measure=measure,
        weeks_from=week,
        capabilities=_some(user, list(sent)[:200]),
    )
    grid = read_grid(request.POST, laid)
    changes = grid.changes()
    if grid.faults:
        return _show(request, grid)
    try:
        count = services.set_weeks(
            actor=user, changes=changes, revisions=sent, now=timezone.now()
        )
    except (Invalid, Conflict) as refusal:
        grid.refuse(refusal)
        return _show(request, grid)
    cells = "1 cell" if count == 1 else f"{count} cells"
    messages.success(
        request, f"{cells} saved." if count else "Nothing had changed: nothing to save."
    )
    return redirect(_address(measure, week, page=request.POST.get("page", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_OPERATIONS)
def paste(request: HttpRequest) -> HttpResponseBase:
    """Place a pasted block on the board, to be looked at before it is saved."""
    user = reader(request)
    capabilities = list(
        Capability.objects.visible_to(user).order_by("name", "pk")[:2000]
    )
    week = week_of(request.GET.get("from", ""))
    measure = _measure(request.GET.get("measure", ""))
    form = PasteForm(
        request.POST or None,
        initial={"week": week, "measure": measure.value},
        capabilities=capabilities,
    )
    if form.is_valid():
        return _show(request, _placed(user, form, capabilities), preview=True)
    context = {
        "form": form,
        "back": _address(measure, week),
        "crumbs": [Link(title="Operations", url=_address(measure, week))],
    }
    status = 422 if form.is_bound else 200
    return render(request, "operations/paste.html", context, status=status)


def _placed(user: User, form: PasteForm, capabilities: Sequence[Capability]) -> Grid:
    block = form.cleaned_data["placed"]
    touched = {pk for pk, _ in block.cells}
    laid: Board = board(
        user=user,
        measure=Measure(form.cleaned_data["measure"]),
        weeks_from=week_of(block.first_week.isoformat()),
        capabilities=[c for c in capabilities if c.pk in touched],
    )
    grid = Grid(board=laid)
    for row in laid.rows:
        for week, stored in zip(laid.weeks, row.texts, strict=True):
            text = block.cells.get((row.pk, week), stored)
            if text != stored:
                grid.typed[row.pk, week] = text
    grid.changes()  # marks what cannot be read
    return grid


@require_safe
@page(Act.SEE_OPERATIONS)
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the board as a file whose cells can be pasted back."""
    if kind not in {"csv", "xlsx"}:
        raise NotThere(
            "The board comes as CSV or XLSX.", next_step="Choose one of them."
        )
    user = reader(request)
    measure = _measure(request.GET.get("measure", ""))
    capabilities = Capability.objects.visible_to(user).order_by("name", "pk")
    laid = board(
        user=user,
        measure=measure,
        weeks_from=week_of(request.GET.get("from", "")),
        capabilities=list(capabilities),
    )
    head = ["capability", "name", "unit", "usual week"]
    head += [week.isoformat() for week in laid.weeks]
    rows = [
        [row.code, row.name, row.unit, _cell(row.usual), *map(_cell, row.stored)]
        for row in laid.rows
    ]
    return exports.download(kind, head, rows, name=f"operations-{measure}")


def _cell(stored: Estimate | None) -> exports.Cell:
    """Keep a known number a number, so that a spreadsheet can count with it."""
    if stored is not None and stored.is_exact:
        return stored.likely.normalize() + 0
    return show_estimate(stored)
