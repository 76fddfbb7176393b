"""The pages of the best set: ask for one, watch it, read it; and what may be spent."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act, allows, require
from accounts.queries import company
from core.exports import Cell, download
from core.refusals import Refusal
from planner.portfolio import services
from planner.portfolio.forms import AskForm, BudgetsForm, budgets_initial
from planner.portfolio.models import Budgets, Portfolio
from planner.portfolio.pages import candidate_rows, set_page

PAGE_SIZE = 50
EXPORT_HEAD = (
    "candidate",
    "kind",
    "name",
    "department",
    "chosen",
    "approved already",
    "loyalty",
    "differentiation",
    "profitability",
    "cost",
    "worth",
    "value as scored",
    "requires",
    "must be in",
    "reason",
)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_DECISIONS)
def home(request: HttpRequest) -> HttpResponse:
    """List the sets that were looked for; a POST asks for another."""
    user = reader(request)
    form = AskForm(request.POST or None)
    if form.is_valid():
        run = services.ask(
            actor=user, seconds=form.cleaned_data["seconds"], now=timezone.now()
        )
        return redirect("portfolio:detail", run.pk)
    found = Portfolio.objects.visible_to(user).select_related("asked_by")
    rows = found.defer("case", "facts", "result").order_by("-pk")
    context = {
        "form": form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_ask": allows(user, Act.COMPARE_PLANS),
    }
    return render(
        request, "portfolio/home.html", context, status=422 if form.is_bound else 200
    )


def _run(request: HttpRequest, pk: int | str) -> Portfolio:
    visible = Portfolio.objects.visible_to(reader(request))
    return get_object_or_404(visible.select_related("asked_by"), pk=pk)


def _context(run: Portfolio) -> dict[str, Any]:
    done = run.result is not None and run.case is not None
    return {
        "run": run,
        "page": set_page(run.case, run.facts, run.result) if done else None,  # type: ignore[arg-type]
    }


@require_safe
@page(Act.SEE_DECISIONS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    context = _context(_run(request, pk)) | {"may_cancel": _may_cancel(request)}
    return render(request, "portfolio/detail.html", context)


def _may_cancel(request: HttpRequest) -> bool:
    return allows(reader(request), Act.COMPARE_PLANS)


@require_safe
@page(Act.SEE_DECISIONS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far it is, and send to the whole page as soon as it is over."""
    run = _run(request, pk)
    if "HX-Request" not in request.headers:
        return redirect("portfolio:detail", run.pk)
    context = {"run": run, "may_cancel": _may_cancel(request)}
    response = render(request, "portfolio/_progress.html", context)
    if run.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page(Act.COMPARE_PLANS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a search off."""
    services.cancel(actor=reader(request), portfolio_id=pk, now=timezone.now())
    messages.success(request, "Called off. Nothing was changed by looking.")
    return redirect("portfolio:home")


@require_safe
@page(Act.SEE_DECISIONS)
def export(request: HttpRequest, pk: str, kind: str) -> HttpResponseBase:
    """Give all candidates as a file: in or out, with what they are worth and why."""
    return download(kind, EXPORT_HEAD, _lines(_run(request, pk)), name=f"best-set-{pk}")


def _lines(run: Portfolio) -> Iterator[tuple[Cell, ...]]:
    if run.result is None or run.case is None:
        return
    for row in candidate_rows(run.case, run.facts, run.result):
        yield (
            row.code,
            row.kind,
            row.name,
            row.department,
            row.chosen,
            row.decided,
            row.loyalty,
            row.differentiation,
            row.profitability,
            row.cost,
            round(row.worth, 2),
            row.scored,
            row.requires,
            row.must,
            row.reason,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_DECISIONS)
def budgets(request: HttpRequest) -> HttpResponse:
    """Show what may be spent; the CEO sets it."""
    user = reader(request)
    if request.method == "POST":
        require(user, Act.SET_POLICY)
    now = Budgets.objects.current()
    form = BudgetsForm(request.POST or None, initial=budgets_initial(now))
    if form.is_valid():
        try:
            services.set_budgets(
                actor=user,
                revision=form.seen,
                amounts=form.amounts,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal, revision=now.revision)
        else:
            messages.success(request, "The budgets are saved.")
            return redirect("portfolio:budgets")
    context = {
        "form": form,
        "may_set": allows(user, Act.SET_POLICY),
        "currency": company().currency,
        "rows": [
            (form.fields[name].label, form.initial[name]) for name in _shown(form)
        ],
    }
    return render(request, "portfolio/budgets.html", context, status=form.status)


def _shown(form: BudgetsForm) -> list[str]:
    return [name for name in form.fields if name != "revision"]
