"""What a session came to: decided, left open, and who was there."""

from datetime import datetime
from typing import Any

from planner.plans.differences import content_difference, places_by_words
from planner.plans.queries import (
    changers,
    plan_content,
    revision_content,
)
from planner.workshop.models import OpenPoint, Presence, Workshop
from planner.workshop.queries.questions import derived
from planner.workshop.queries.score import score_summary


def _decided(workshop: Workshop) -> list[dict[str, Any]]:
    plan = workshop.plan
    before = revision_content(plan, workshop.start_revision)
    if before is None:
        return []
    after = plan_content(plan)
    # By place: what was renamed on the way has other words, but the same place.
    who = changers(plan, since=workshop.start_revision)
    places = places_by_words(before, after)
    return [
        {"what": what, "before": old, "after": new, "who": who.get(places[what], "")}
        for what, (old, new) in content_difference(before, after).items()
    ]


def _there(workshop: Workshop) -> list[dict[str, Any]]:
    rows = Presence.objects.filter(workshop=workshop).select_related("person")
    return [
        {
            "name": row.person.name,
            "title": row.person.title,
            "minutes": round(row.seconds / 60),
        }
        for row in rows.order_by("joined_at", "pk")
    ]


def _closer(point: OpenPoint) -> str:
    return (point.closed_by or point.owner).name


def record_of(workshop: Workshop, *, ended_by: str, now: datetime) -> dict[str, Any]:
    """Return the record of a session as it ends; it never changes afterwards."""
    points = workshop.points.select_related("owner", "closed_by").order_by(
        "due_on", "pk"
    )
    settled = {point.question for point in points}
    unanswered = [
        question.text
        for question in derived(workshop.plan, now=now)
        if question.key not in settled
    ]
    return {
        **workshop.record,
        "score_at_end": score_summary(workshop.plan, now=now),
        "decided": _decided(workshop),
        "said": [
            {"text": point.text, "answer": point.answer, "who": _closer(point)}
            for point in points
            if point.closed_at is not None
        ],
        "unanswered": unanswered,
        "there": _there(workshop),
        "ended_by": ended_by,
        "edits": workshop.edits.count(),
    }
