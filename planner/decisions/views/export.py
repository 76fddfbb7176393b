"""All decisions as a file: with their conditions and who disagreed."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Prefetch
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act
from core.exports import Cell, download
from planner.decisions import queries
from planner.decisions.models import Condition, Decision, Dissent

HEAD = (
    "decision",
    "version",
    "outcome",
    "reason",
    "decided by",
    "decided at",
    "review on",
    "conditions",
    "dissents",
)


@page(Act.SEE_DECISIONS)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give all decisions as a file."""
    return download(kind, HEAD, _lines(reader(request)), name="decisions")


def _lines(user: User) -> Iterator[tuple[Cell, ...]]:
    voices = _by_subject(user)
    conditions = Condition.objects.select_related("owner").order_by("number")
    found = queries.decided(user).prefetch_related(Prefetch("obligations", conditions))
    for row in found.iterator(chunk_size=500):
        said = voices[_subject(row)]
        yield (
            row.version.plan.title if row.version else str(row.promise),
            row.version.number if row.version else None,
            row.get_outcome_display(),
            row.reason,
            row.decider,
            row.decided_at,
            row.review_on,
            "; ".join(_condition(one) for one in row.obligations.all()),
            "; ".join(_dissent(one) for one in said),
        )


Subject = tuple[int | None, int | None, int | None]


def _subject(row: Decision | Dissent) -> Subject:
    return row.version_id, row.promise_id, row.promise_revision


def _by_subject(user: User) -> dict[Subject, list[Dissent]]:
    """Return all dissents by what they are from; two queries."""
    seen = Dissent.objects.visible_to(user).select_related("by").order_by("at", "pk")
    found: dict[Subject, list[Dissent]] = defaultdict(list)
    for one in seen.prefetch_related(queries.REPLIES):
        found[_subject(one)].append(one)
    return found


def _condition(found: Condition) -> str:
    state = found.get_state_display().lower()
    return f"{found.text} ({found.owner.name}, by {found.due_on}: {state})"


def _dissent(found: Dissent) -> str:
    gone = any(reply.kind == "withdrawal" for reply in found.replies.all())
    said = f"{found.by.name}, {found.title}: {found.reason}"
    return f"{said} (withdrawn)" if gone else said
