"""What came back to a plan, what was done about it, and who is still to be reached."""

from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from core.exports import Cell, download
from core.refusals import Invalid
from planner.cards import services
from planner.cards.forms import AnswerForm
from planner.cards.models import Feedback
from planner.cards.queries import came_back as returned
from planner.cards.queries import may_answer, to_reach
from planner.plans.models import RUNNING
from planner.plans.views.finding import find_plan

ON_A_PAGE = 50


@require_safe
@page(Act.SEE_PLANS)
def came_back(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show ideas, results and questions, the open ones first, with their answers."""
    plan, user = find_plan(request, plan_id), reader(request)
    answers, runs = may_answer(user, plan), plan.state in RUNNING
    rows = returned(user).filter(plan=plan)
    day = local_day(timezone.now())
    context = {
        "plan": plan,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "open_count": rows.open().count(),
        "answers": answers,
        "runs": runs,
        "to_reach": to_reach(plan, day=day) if answers and runs else [],
    }
    return render(request, "cards/came_back.html", context)


HEAD = (
    "kind",
    "text",
    "from",
    "where",
    "raised on",
    "state",
    "what was done",
    "answer",
    "answered by",
    "answered at",
)


@require_safe
@page(Act.SEE_PLANS)
def export(request: HttpRequest, plan_id: int, kind: str) -> HttpResponseBase:
    """Give what came back, each answer on a line of its own, as a file."""
    plan = find_plan(request, plan_id)
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows = returned(reader(request)).filter(plan=plan)
    name = f"plan-{plan.pk}-came-back"
    return download(kind, HEAD, _cells(rows), name=name)


def _cells(rows: QuerySet[Feedback]) -> Iterator[list[Cell]]:
    for row in rows.iterator(chunk_size=500):
        said: list[Cell] = [
            row.get_kind_display(),
            row.text,
            row.said_by,
            row.place,
            timezone.localdate(row.raised_at),  # the minute would tell who it was
            "answered" if row.answered else "open",
        ]
        answers = list(row.answers.all())
        if not answers:
            yield [*said, "", "", "", None]
        for each in answers:
            yield [*said, each.get_deed_display(), each.text, each.by.name, each.at]


@page(Act.ANSWER_FEEDBACK)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, plan_id: int, feedback: int) -> HttpResponse:
    """Ask what was done about one of them, and put it down."""
    plan, user = find_plan(request, plan_id), reader(request)
    row = get_object_or_404(returned(user).filter(plan=plan), pk=feedback)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_feedback(
                actor=user, feedback_id=row.pk, now=timezone.now(), **form.cleaned_data
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            messages.success(request, "Your answer is on their card and here.")
            return redirect("cards:came-back", plan.pk)
    context = {
        "plan": plan,
        "row": row,
        "form": form,
        "may_answer": may_answer(user, plan),
    }
    status = 422 if form.errors else 200
    return render(request, "cards/answer.html", context, status=status)
