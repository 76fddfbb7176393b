"""What was said about one part of a plan."""

from dataclasses import dataclass

from django.db.models import Prefetch

from planner.participation.models import Comment, Thread
from planner.plans.models import Plan


@dataclass(frozen=True)
class Piece:
    """A piece of a comment; one that names somebody is marked."""

    text: str
    named: bool = False


def pieces(comment: Comment) -> list[Piece]:
    """Cut a comment where it names people who were told of it."""
    names = [f"@{person.name}" for person in comment.mentioned.all()]
    found, rest = [], comment.text
    while rest:
        low = rest.lower()
        hits = [(low.find(n.lower()), n) for n in names if n.lower() in low]
        if not hits:
            break
        at, name = min(hits, key=lambda hit: (hit[0], -len(hit[1])))
        if at:
            found.append(Piece(rest[:at]))
        found.append(Piece(rest[at : at + len(name)], named=True))
        rest = rest[at + len(name) :]
    return [*found, Piece(rest)] if rest else found


@dataclass(frozen=True)
class Line:
    comment: Comment
    pieces: list[Piece]


@dataclass(frozen=True)
class ThreadShown:
    thread: Thread
    lines: list[Line]


def threads(plan: Plan, about: str, code: str) -> list[ThreadShown]:
    """Return the threads about a part of the plan, the open ones first."""
    comments = Comment.objects.select_related("by").prefetch_related("mentioned")
    rows = (
        Thread.objects.filter(plan=plan, about=about, code=code)
        .select_related("resolved_by")
        .prefetch_related(Prefetch("comments", comments.order_by("pk")))
        .order_by("-pk")
    )
    shown = [
        ThreadShown(row, [Line(each, pieces(each)) for each in row.comments.all()])
        for row in rows[:100]
    ]
    return sorted(shown, key=lambda each: each.thread.resolved_at is not None)
