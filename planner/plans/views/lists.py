"""The list of plans, on the screen and as a file."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company
from core.exports import Cell, download
from planner.plans import queries
from planner.plans.forms import COLUMNS, ListForm
from planner.plans.models import Plan

PER_PAGE = 50
HEAD = [
    "Plan",
    "Objective",
    "State",
    "Department",
    "Author",
    "Starts",
    "Weeks",
    "Tactics",
    "Budget",
    "Changed",
]


def _wanted(request: HttpRequest, form: ListForm) -> QuerySet[Plan]:
    form.is_valid()  # what cannot be read filters nothing
    asked = form.cleaned_data
    return queries.listed(
        reader(request),
        q=asked.get("q", ""),
        state=asked.get("state", ""),
        department=asked.get("department", ""),
        author=asked.get("author"),
        sort=asked.get("sort", ""),
    )


@require_GET
@page(Act.SEE_PLANS)
def plan_list(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    plans = Paginator(_wanted(request, form), PER_PAGE)
    chosen = form.cleaned_data.get("columns") or [name for name, _ in COLUMNS]
    return render(
        request,
        "plans/list.html",
        {
            "form": form,
            "page": plans.get_page(request.GET.get("page")),
            "columns": chosen,
            "filtered": any(
                form.cleaned_data.get(name)
                for name in ("q", "state", "department", "author")
            ),
            "currency": company().currency,
            "may_draft": allows(reader(request), Act.DRAFT_PLANS),
            "sees_decisions": allows(reader(request), Act.SEE_DECISIONS),
        },
    )


def _rows(plans: QuerySet[Plan]) -> Iterator[list[Cell]]:
    for plan in plans.iterator(chunk_size=1000):
        yield [
            plan.title,
            plan.objective,
            plan.get_state_display(),
            plan.get_department_display(),
            plan.author.name,
            plan.starts_on,
            plan.weeks,
            int(plan.tactic_count),  # type: ignore[attr-defined]
            plan.budget_in_all,  # type: ignore[attr-defined]
            plan.changed_at,
        ]


@require_GET
@page(Act.SEE_PLANS)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in {"csv", "xlsx"}:
        raise Http404
    plans = _wanted(request, ListForm(request.GET))
    return download(kind, HEAD, _rows(plans), name="plans")
