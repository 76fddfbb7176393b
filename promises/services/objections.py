"""Say that a promise cannot be kept, take that back within a minute, answer it.

Who raises one is written to ``ObjectionVoice`` and nowhere else: the trail names the
team, and so does everything that anybody else can read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts import audit
from accounts.models import Role, User
from accounts.policy import Act, may_decide, require
from accounts.queries import day_begins
from accounts.services import notices
from core.editing import check
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from promises.models import (
    Objection,
    ObjectionAnswer,
    ObjectionState,
    ObjectionVoice,
    Promise,
)
from promises.objecting import changed
from promises.queries.objections import may_answer

UNDO = timedelta(minutes=1)
# A tap within the minute may take a while to arrive.
GRACE = timedelta(seconds=15)
LONGEST_KEY = 64
RAISED = "objection"


class NoSuchObjection(NotThere):
    title = "This is not here"


class SaidAlready(Conflict):
    title = "You have said so already"


class TooLateToTakeBack(Conflict):
    title = "It has been heard"


class NotYoursToAnswer(NotAllowed):
    title = "The promise's owner and the CEO answer this"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in the work it arose: what everybody may see, and what it is about."""

    text: str = ""
    link: str = ""
    about: str = ""


@transaction.atomic
def raise_objection(
    *,
    actor: User,
    promise: Promise,
    reason: str,
    key: str,
    team: str,
    place: Place,
    due_at: datetime,
    now: datetime,
    words: str = "",
) -> Objection:
    """Say that the actor's team cannot keep a promise.

    ``key`` is what the person's device calls this one: sent again, it is the same.
    It must be answered by the end of the day of ``due_at``: a minute would tell who
    was on shift.
    """
    require(actor, Act.RAISE_OBJECTIONS)
    _check_key(key)
    if (said := _by_key(actor, key)) is not None:
        return _standing(said)
    # One at a time per person, promise and card: whoever taps twice says it once.
    Promise.objects.select_for_update(no_key=True).get(pk=promise.pk)
    if (said := _by_key(actor, key)) is not None:
        return _standing(said)
    _refuse_twice(actor, promise, place)
    row = Objection(
        promise=promise,
        reason=reason,
        words=words.strip(),
        team=team,
        place=place.text[:200],
        link=place.link,
        raised_at=now,
        due_at=day_begins(due_at) + timedelta(hours=23, minutes=59),
    )
    check(row)
    row.save()
    ObjectionVoice.objects.create(
        objection=row, person=actor, key=key, about=place.about
    )
    _record(row, "promise.objected-to", now, {"reason": row.get_reason_display()})
    _tell([promise.owner], row, RAISED, now, f"We can't keep “{promise}”, says {team}.")
    changed(promise, now)
    return row


def _check_key(key: str) -> None:
    if not 8 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid(
            "A key of 8 to 64 plain characters tells this one from the next.",
            next_step="Send a new random key with each, and the same one when repeating it.",
            errors={"key": ["8 to 64 plain characters."]},
        )


def _by_key(actor: User, key: str) -> Objection | None:
    voice = ObjectionVoice.objects.filter(person=actor, key=key)
    found = voice.select_related("objection").first()
    return found.objection if found else None


def _standing(said: Objection) -> Objection:
    """Refuse to bring back what was taken back: it would wait without its reason."""
    if said.state == ObjectionState.WITHDRAWN:
        raise Conflict(
            "You have taken this one back.",
            next_step="Say it anew, from your card.",
        )
    return said


def _refuse_twice(actor: User, promise: Promise, place: Place) -> None:
    """Refuse a second open one from the same card; another card has its own reason."""
    mine = ObjectionVoice.objects.filter(
        person=actor,
        about=place.about,
        objection__promise=promise,
        objection__state=ObjectionState.OPEN,
    )
    if mine.exists():
        raise SaidAlready(
            "What you said of this promise is open and waits for an answer.",
            next_step="Add a few words to it, or wait for the answer on your card.",
        )


def _own(actor: User, objection: int) -> Objection:
    """Lock and return what this person raised; nobody else's is there."""
    voice = ObjectionVoice.objects.filter(person=actor, objection__pk=objection)
    if not voice.exists():
        raise NoSuchObjection(
            "You have said nothing of this kind.", next_step="Look at your card."
        )
    return Objection.objects.select_for_update(of=("self",)).get(pk=objection)


@transaction.atomic
def take_back_objection(*, actor: User, objection: int, now: datetime) -> Objection:
    """Take back what was raised by mistake, within a minute; twice does no harm."""
    require(actor, Act.RAISE_OBJECTIONS)
    row = _own(actor, objection)
    if row.state == ObjectionState.WITHDRAWN:
        return row
    if not row.is_open or now > row.raised_at + UNDO + GRACE:
        raise TooLateToTakeBack(
            "It can be taken back for one minute; by now others have heard it.",
            next_step="Add a few words that say what changed.",
        )
    Objection.objects.filter(pk=row.pk).update(state=ObjectionState.WITHDRAWN)
    row.state = ObjectionState.WITHDRAWN
    _record(row, "promise.objection-taken-back", now, {})
    notices.recall(about=f"objection:{row.pk}", kind=RAISED)
    changed(row.promise, now)
    return row


@transaction.atomic
def add_words(*, actor: User, objection: int, words: str, now: datetime) -> Objection:
    """Add what stands in the way, once; the same words again change nothing."""
    require(actor, Act.RAISE_OBJECTIONS)
    row = _own(actor, objection)
    said = words.strip()
    if row.words and row.words == said:
        return row
    if row.words or not row.is_open:
        raise Conflict(
            "It has its words, and they stay as they were said.",
            next_step="Tell the rest to whoever answers.",
        )
    if not said:
        raise Invalid(
            "Say what stands in the way.", errors={"words": ["Write a few words."]}
        )
    row.words = said
    check(row)
    Objection.objects.filter(pk=row.pk).update(words=said)
    _record(row, "promise.objection-explained", now, {})
    return row


@transaction.atomic
def answer_objection(
    *, actor: User, objection: int, deed: str, text: str, now: datetime
) -> ObjectionAnswer:
    """Answer those who cannot keep a promise: what was done, and why."""
    require(actor, Act.ANSWER_OBJECTIONS)
    seen = Objection.objects.visible_to(actor).filter(pk=objection)
    if not seen.exists():
        raise NoSuchObjection(
            "There is no such objection.", next_step="Look at the promise's page."
        )
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection)
    if row.state == ObjectionState.WITHDRAWN:  # between the look and the lock
        raise NoSuchObjection(
            "It was taken back within its minute.", next_step="Nothing is to be done."
        )
    if not may_answer(actor, row.promise, decides=may_decide(actor, now)):
        raise NotYoursToAnswer(
            f"{row.promise.owner.name} answers for this promise, or the CEO.",
            next_step="Tell them what you know.",
        )
    answer = ObjectionAnswer(
        objection=row, deed=deed, text=text.strip(), by=actor, at=now
    )
    check(answer)
    answer.save()
    opened = row.is_open
    if opened:
        Objection.objects.filter(pk=row.pk).update(state=ObjectionState.ANSWERED)
    audit.record(
        actor=actor,
        action="promise.objection-answered",
        subject=row.promise,
        now=now,
        changes={"done": answer.get_deed_display(), "answer": answer.text},
    )
    if opened:
        changed(row.promise, now)
    voice = ObjectionVoice.objects.select_related("person").get(pk=row.pk)
    text = f"You are answered: {answer.text}"
    _tell([voice.person], row, "objection-answered", now, text)
    return answer


def escalate_objections(*, now: datetime) -> int:
    """Bring what nobody answered in time before the CEO; return how many."""
    late = Objection.objects.overdue(now).filter(escalated_at__isnull=True)
    return sum(
        _escalate(pk, now) for pk in late.order_by("pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _escalate(pk: int, now: datetime) -> bool:
    late = Objection.objects.overdue(now).filter(pk=pk, escalated_at__isnull=True)
    if not late.update(escalated_at=now):
        return False
    row = Objection.objects.select_related("promise__owner").get(pk=pk)
    audit.record(
        actor=None,
        action="promise.objection-escalated",
        subject=row.promise,
        now=now,
        changes={"reason": row.get_reason_display()},
    )
    ceos = User.objects.filter(role=Role.CEO, is_active=True)
    people = [*ceos, row.promise.owner]
    text = f"Nobody has answered those who cannot keep “{row.promise}”."
    _tell(people, row, "objection-overdue", now, text, urgent=True)
    return True


def _tell(
    people: Iterable[User],
    row: Objection,
    kind: str,
    now: datetime,
    text: str,
    *,
    urgent: bool = False,
) -> None:
    """Tell people on their own list; nobody reads another's."""
    notices.tell(
        people=people,
        text=text,
        link=f"/promises/{row.promise_id}/#objection-{row.pk}",
        now=now,
        kind=kind,
        about=f"objection:{row.pk}",
        urgent=urgent,
    )


def _record(
    row: Objection, action: str, now: datetime, changes: dict[str, str]
) -> None:
    """Write to the trail what the team did and on which day; never who, nor when."""
    audit.record(
        actor=None,
        action=action,
        subject=row.promise,
        now=day_begins(now),
        changes={"number": row.pk, **changes},
        team=row.team,
    )
