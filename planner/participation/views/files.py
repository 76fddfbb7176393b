"""What people brought to a plan, as tables for a spreadsheet."""

from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.exports import Cell, download
from planner.participation import queries
from planner.participation.models import Comment
from planner.participation.queries import PeoplePage
from planner.plans.views.finding import find_plan

Rows = Iterator[list[Cell]]


def _answers(page: PeoplePage) -> Rows:
    """Yield who was asked or has answered; who is silent stands first."""
    for asked in page.waiting:
        row, word = asked.invitation, asked.word
        yield [
            row.person.name,
            row.person.title,
            row.get_side_display(),
            row.question,
            row.invited_by.name,
            row.invited_at,
            "answered on an earlier version" if word else "not answered",
            word.answer.reason if word else "",
            word.answer.at if word else None,
        ]
    invited = {row.person_id: row for row in page.invitations}
    for word in page.words:
        answer = word.answer
        asked_by = invited.get(answer.person_id)
        if asked_by and not word.stands:
            continue  # among those who must look again
        yield [
            answer.person.name,
            answer.title,
            answer.get_side_display(),
            asked_by.question if asked_by else "",
            asked_by.invited_by.name if asked_by else "",
            asked_by.invited_at if asked_by else None,
            answer.get_stance_display() if word.stands else "on an earlier version",
            answer.reason,
            answer.at,
        ]


def _contributions(page: PeoplePage) -> Rows:
    for row in page.contributions:
        yield [
            row.get_kind_display(),
            page.subjects.label(row.about, row.code),
            row.text,
            row.source,
            row.probability,
            row.if_false,
            row.by.name,
            row.at,
            "" if row.kind == "fact" else row.get_state_display(),
            row.reply,
            row.settled_by.name if row.settled_by else "",
            row.settled_at,
        ]


def _comments(page: PeoplePage) -> Rows:
    rows = Comment.objects.filter(thread__plan=page.plan)
    rows = rows.select_related("by", "thread__resolved_by").order_by("thread", "pk")
    for row in rows.iterator(chunk_size=500):
        thread = row.thread
        yield [
            page.subjects.label(thread.about, thread.code),
            thread.pk,
            row.text,
            row.by.name,
            row.at,
            "settled" if thread.resolved_at else "open",
            thread.resolved_by.name if thread.resolved_by else "",
            thread.resolved_at,
        ]


TABLES: dict[str, tuple[tuple[str, ...], Callable[[PeoplePage], Rows]]] = {
    "answers": (
        (
            "name",
            "office",
            "side",
            "question",
            "asked by",
            "asked at",
            "answer",
            "reason",
            "answered at",
        ),
        _answers,
    ),
    "contributions": (
        (
            "kind",
            "about",
            "text",
            "source",
            "probability",
            "factor if false",
            "by",
            "at",
            "state",
            "reply",
            "settled by",
            "settled at",
        ),
        _contributions,
    ),
    "comments": (
        (
            "about",
            "thread",
            "comment",
            "by",
            "at",
            "state",
            "settled by",
            "settled at",
        ),
        _comments,
    ),
}


@page(Act.TAKE_PART)
@require_safe
def export(
    request: HttpRequest, plan_id: int, what: str, kind: str
) -> HttpResponseBase:
    """Give the answers, contributions or comments of a plan as a file."""
    plan = find_plan(request, plan_id)
    if what not in TABLES or kind not in {"csv", "xlsx"}:
        raise Http404
    head, rows = TABLES[what]
    found = queries.people_page(plan, reader(request), timezone.now())
    return download(kind, head, rows(found), name=f"plan-{plan.pk}-{what}")
