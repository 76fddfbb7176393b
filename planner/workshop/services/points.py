"""What the room does not know: who finds it out until when, and what they found."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format

from accounts import audit
from accounts.models import Role, User
from accounts.queries import local_day
from accounts.services import notices
from core.editing import check
from core.refusals import Conflict, Invalid, NotAllowed
from planner.plans import services as plans
from planner.workshop.models import OpenPoint, Workshop
from planner.workshop.services.sessions import require_open

# Administrators see no plan, and other systems find nothing out.
NO_OWNERS = (Role.ADMINISTRATOR, Role.INTEGRATION)


class AlreadyClosed(Conflict):
    title = "This point is closed already"


class NotYourPoint(NotAllowed):
    title = "This point is somebody else's"


@transaction.atomic
def leave_open(
    *,
    workshop: Workshop,
    actor: User,
    text: str,
    owner: User,
    due_on: date,
    now: datetime,
    question: str = "",
) -> OpenPoint:
    """Write down who will find something out, and tell them."""
    plans.require_workable(plan=workshop.plan, actor=actor)
    if due_on < local_day(now):
        raise Invalid(
            "That day is over.",
            next_step="Choose a day to come.",
            errors={"due_on": ["Choose a day to come."]},
        )
    if not owner.is_active or owner.role in NO_OWNERS:
        raise Invalid(
            "Nobody is there under that name.",
            next_step="Choose a colleague.",
            errors={"owner": ["Choose a colleague."]},
        )
    point = _point(workshop, actor, text, question, owner, due_on, now)
    notices.tell(
        people=[owner],
        text=f"Yours to find out by {date_format(due_on)}: {point.text}",
        link=f"/plans/{workshop.plan_id}/session/points/{point.pk}/",
        now=now,
        kind="open point",
        about=f"plan:{workshop.plan_id}",
        actor=actor,
    )
    return point


@transaction.atomic
def answer_in_the_room(
    *,
    workshop: Workshop,
    actor: User,
    question: str,
    text: str,
    answer: str,
    now: datetime,
) -> OpenPoint:
    """Write down an answer that no field of the plan holds."""
    plans.require_workable(plan=workshop.plan, actor=actor)
    _require_words(answer)
    point = _point(workshop, actor, text, question, actor, local_day(now), now)
    return _close(point, actor, answer, now)


def _point(
    workshop: Workshop,
    actor: User,
    text: str,
    question: str,
    owner: User,
    due_on: date,
    now: datetime,
) -> OpenPoint:
    # One settles it, and only while the session is under way.
    require_open(Workshop.objects.select_for_update().get(pk=workshop.pk))
    earlier = workshop.points.filter(question=question).first() if question else None
    if earlier is not None and earlier.closed_at is not None:
        raise AlreadyClosed(
            "It has been answered meanwhile.", next_step="Go on to the next question."
        )
    point = earlier or OpenPoint(
        workshop=workshop, question=question, created_by=actor, created_at=now
    )
    _tell_former(earlier, owner, actor, now)
    point.text, point.owner, point.due_on = " ".join(text.split()), owner, due_on
    check(point)
    point.save()
    audit.record(
        actor=actor,
        action="left a point open",
        subject=workshop.plan,
        now=now,
        changes={"point": [None, f"{point.text} ({owner.name}, {due_on})"]},
    )
    return point


def _tell_former(
    earlier: OpenPoint | None, owner: User, actor: User, now: datetime
) -> None:
    if earlier is None or earlier.owner_id == owner.pk:
        return
    plan = earlier.workshop.plan_id
    notices.tell(
        people=[earlier.owner],
        text=f"Not yours to find out any more, but {owner.name}'s: {earlier.text}",
        link=f"/plans/{plan}/session/points/{earlier.pk}/",
        now=now,
        kind="open point",
        about=f"plan:{plan}",
        actor=actor,
    )


def _require_words(answer: str) -> None:
    if not answer.strip() or len(answer) > 5_000 or "\x00" in answer:
        raise Invalid(
            "Say what was found out.",
            next_step="Write it in a sentence or two.",
            errors={"answer": ["Say what was found out."]},
        )


@transaction.atomic
def close(*, point: OpenPoint, actor: User, answer: str, now: datetime) -> OpenPoint:
    """Say what was found out; its owner does, or who works on the plan."""
    row = OpenPoint.objects.select_for_update().get(pk=point.pk)
    if row.owner_id != actor.pk and not row.workshop.plan.is_workable_by(actor):
        raise NotYourPoint(
            f"{row.owner.name} is to find it out.", next_step="Tell them what you know."
        )
    if row.closed_at is not None:
        raise AlreadyClosed(
            "It has been answered.", next_step="Read the answer on its session's page."
        )
    _require_words(answer)
    return _close(row, actor, answer, now)


def _close(row: OpenPoint, actor: User, answer: str, now: datetime) -> OpenPoint:
    row.answer, row.closed_by, row.closed_at = answer.strip(), actor, now
    row.save(update_fields=["answer", "closed_by", "closed_at"])
    audit.record(
        actor=actor,
        action="closed a point",
        subject=row.workshop.plan,
        now=now,
        changes={"point": [None, row.text], "answer": [None, row.answer]},
    )
    return row
