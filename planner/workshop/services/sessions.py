"""Begin a session, be in it, and end it with a record."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from accounts import audit
from accounts.models import User
from accounts.services import notices
from core.refusals import Invalid
from planner.plans import services as plans
from planner.plans.models import Plan
from planner.workshop.models import Presence, Workshop
from planner.workshop.queries import record_of, score_summary
from planner.workshop.services.refusals import NoSession, SessionOver

AWAY = timedelta(seconds=30)  # who is not seen for longer has left
OFTEN = timedelta(seconds=4)
FORGOTTEN = timedelta(hours=2)


def start(*, plan: Plan, actor: User, purpose: str, now: datetime) -> Workshop:
    """Begin a session on a draft; one that is under way already is joined."""
    plans.require_workable(plan=plan, actor=actor)
    plans.require_editable(plan)
    words = " ".join(purpose.split())
    if not words or len(words) > 200 or "\x00" in words:
        raise Invalid(
            "Say what the session is for.",
            next_step="Write a sentence of at most 200 letters.",
            errors={"purpose": ["Say in a sentence what should be settled."]},
        )
    open_ = plan.workshops.under_way().first()
    if open_ is not None:
        return open_
    try:
        with transaction.atomic():
            return _begun(plan, actor, words, now)
    except IntegrityError:  # two began it at the same moment
        return plan.workshops.under_way().get()


def _begun(plan: Plan, actor: User, purpose: str, now: datetime) -> Workshop:
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    workshop = Workshop.objects.create(
        plan=row,
        facilitator=actor,
        purpose=purpose,
        started_at=now,
        start_revision=row.revision,
        record={"score_at_start": score_summary(row, now=now)},
    )
    audit.record(
        actor=actor,
        action="began a session",
        subject=row,
        now=now,
        changes={"purpose": [None, purpose]},
    )
    notices.tell(
        people=[
            row.author,
            *(each.person for each in row.invitations.select_related("person")),
        ],
        text=f"{actor.name} begins a planning session on “{row.title}”: {purpose}",
        link=f"/plans/{row.pk}/session/",
        now=now,
        kind="session",
        about=f"plan:{row.pk}",
        actor=actor,
    )
    return workshop


def be_there(*, workshop: Workshop, actor: User, place: str, now: datetime) -> None:
    """Say that somebody is in the session, and in which field; written now and then."""
    if workshop.ended_at is not None:
        return
    place = place[:120] if "\x00" not in place else ""
    row, is_new = Presence.objects.get_or_create(
        workshop=workshop,
        person=actor,
        defaults={"place": place, "joined_at": now, "seen_at": now},
    )
    since = now - row.seen_at
    if is_new or (row.place == place and since < OFTEN):
        return
    there = int(since.total_seconds()) if timedelta(0) < since < AWAY else 0
    Presence.objects.filter(pk=row.pk).update(
        place=place, seen_at=now, seconds=F("seconds") + there
    )


@transaction.atomic
def facilitate(*, workshop: Workshop, actor: User, now: datetime) -> None:
    """Take the session over from who facilitated it so far."""
    plans.require_workable(plan=workshop.plan, actor=actor)
    row = (
        Workshop.objects.select_for_update(of=("self",))
        .select_related("plan", "facilitator")
        .get(pk=workshop.pk)
    )
    require_open(row)
    if row.facilitator_id == actor.pk:
        return
    audit.record(
        actor=actor,
        action="took a session over",
        subject=row.plan,
        now=now,
        changes={"facilitator": [row.facilitator.name, actor.name]},
    )
    Workshop.objects.filter(pk=row.pk).update(facilitator=actor)


def require_open(workshop: Workshop) -> None:
    """Refuse what only makes sense while a session is under way."""
    if workshop.ended_at is not None:
        raise SessionOver(
            "It has ended, and its record stands.",
            next_step="Begin another session on the plan's Session tab.",
        )


def end(*, workshop: Workshop, actor: User, now: datetime) -> Workshop:
    """End the session and write down what was decided and what is left open."""
    plans.require_workable(plan=workshop.plan, actor=actor)
    return _ended(workshop, actor, now)


@transaction.atomic
def _ended(workshop: Workshop, actor: User | None, now: datetime) -> Workshop:
    row = (
        Workshop.objects.select_for_update(of=("self",))
        .select_related("plan", "facilitator")
        .filter(pk=workshop.pk)
        .first()
    )
    if row is None:
        raise NoSession("It went with its plan.", next_step="Open the list of plans.")
    require_open(row)
    row.ended_at = now
    row.end_revision = row.plan.revision
    row.record = record_of(row, ended_by=actor.name if actor else "", now=now)
    row.save(update_fields=["ended_at", "end_revision", "record"])
    audit.record(
        actor=actor,
        action="ended a session",
        subject=row.plan,
        now=now,
        changes={"purpose": [None, row.purpose]},
    )
    return row


def end_forgotten(*, now: datetime) -> int:
    """End the sessions that nobody has been in for hours; return how many."""
    last = Workshop.objects.under_way().annotate(seen=Max("presences__seen_at"))
    count = 0
    for row in last.filter(started_at__lt=now - FORGOTTEN):
        seen = getattr(row, "seen", None) or row.started_at
        if seen < now - FORGOTTEN:
            _ended(row, None, now)
            count += 1
    return count
