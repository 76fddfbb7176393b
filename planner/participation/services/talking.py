"""Comment on a part of a plan, name colleagues in it, and settle what was raised."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import audit
from accounts.models import Role, User
from accounts.services.notices import tell
from planner.participation.models import About, Comment, Thread, takes_part
from planner.participation.services.contributing import require_subject
from planner.participation.services.inviting import about
from planner.participation.services.refusals import NotHere
from planner.participation.services.rules import can_see, seen, worded
from planner.plans.models import Invitation, Plan

LONGEST_COMMENT = 2000
MOST_NAMED = 20


@dataclass(frozen=True)
class Said:
    """A comment, and whom it names who cannot see the plan."""

    comment: Comment
    blind: tuple[User, ...]


def nameable(actor: User, plan: Plan) -> QuerySet[User]:
    """Return whom this person may name here.

    The frontline is not told who works here, so it names only who takes part.
    """
    people = User.objects.people().filter(is_active=True)
    people = people.exclude(role=Role.ADMINISTRATOR)
    if actor.role != Role.FRONTLINE:
        return people
    guests = Invitation.objects.filter(plan=plan)
    return people.filter(
        Q(pk=plan.author_id)
        | Q(pk__in=guests.values("person"))
        | Q(pk__in=guests.values("invited_by"))
    )


def named_in(text: str, people: Iterable[User]) -> list[User]:
    """Find who is named: "@Olga Rehn", whatever the case; the longest name wins.

    Where two have the same name, both are meant: nobody can tell which.
    """
    called: dict[str, list[User]] = {}
    for person in people:
        called.setdefault(person.name.lower(), []).append(person)
    found: list[User] = []
    rest = text
    for name in sorted(called, key=lambda each: -len(each)):
        pattern = rf"(?<!\w)@{re.escape(name)}(?!\w)"
        rest, times = re.subn(pattern, "", rest, flags=re.IGNORECASE)
        if times:
            found += called[name]
    return found[:MOST_NAMED]


def talk_page(thread: Thread) -> str:
    """Return where a thread is read."""
    subject = f"{thread.about}:{thread.code}" if thread.code else thread.about
    page = reverse("people:talk", args=[thread.plan_id])
    return f"{page}?about={subject}#thread-{thread.pk}"


@transaction.atomic
def say(
    *,
    actor: User,
    plan_id: int,
    text: str,
    subject: tuple[str, str] = (About.PLAN, ""),
    thread_id: int | None = None,
    now: datetime,
) -> Said:
    """Open a thread about something in the plan, or go on with one."""
    plan = seen(actor=actor, plan_id=plan_id)
    words = worded(text, most=LONGEST_COMMENT, place="text", ask="Say something first.")
    if not takes_part(actor, plan):
        raise NotHere(
            "What is said of this plan is for those who were asked.",
            next_step="Ask its author to invite you.",
        )
    if thread_id is None:
        require_subject(plan, *subject)
        thread = Thread.objects.create(
            plan=plan,
            about=subject[0],
            code=subject[1],
            opened_by=actor,
            opened_at=now,
        )
    else:
        thread = _thread(actor, thread_id, plan)
        Thread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
    comment = Comment.objects.create(thread=thread, by=actor, text=words, at=now)
    return _spread(comment, thread, now)


def _spread(comment: Comment, thread: Thread, now: datetime) -> Said:
    """Tell whom the comment names, who spoke before, and the author."""
    plan, actor = thread.plan, comment.by
    named = named_in(comment.text, nameable(actor, plan)) if "@" in comment.text else []
    seeing = [person for person in named if can_see(person, plan)]
    comment.mentioned.set(seeing)
    link = talk_page(thread)
    tell(
        people=seeing,
        actor=actor,
        kind="mentioned",
        about=about(plan),
        text=f"{actor.name} names you on “{plan}”: {comment.text}",
        link=link,
        urgent=True,
        now=now,
    )
    before = User.objects.filter(pk__in=thread.comments.values("by"))
    told = {person.pk for person in seeing}
    others = [plan.author, *(p for p in before if can_see(p, plan))]
    tell(
        people=[person for person in others if person.pk not in told],
        actor=actor,
        kind="commented",
        about=about(plan),
        text=f"{actor.name} on “{plan}”: {comment.text}",
        link=link,
        now=now,
    )
    blind = tuple(person for person in named if person not in seeing)
    return Said(comment=comment, blind=blind)


def _thread(actor: User, thread_id: int, plan: Plan | None = None) -> Thread:
    rows = Thread.objects.visible_to(actor)
    if plan is not None:
        rows = rows.filter(plan=plan)
    row = rows.select_related("plan").filter(pk=thread_id).first()
    if row is None:
        raise NotHere(
            "There is no such talk, or it is not yours to see.",
            next_step="Look at the plan's tab People.",
        )
    return row


@transaction.atomic
def resolve(*, actor: User, thread_id: int, done: bool, now: datetime) -> Thread:
    """Call what was raised settled, or open it again; twice changes nothing."""
    thread = _thread(actor, thread_id)
    seen(actor=actor, plan_id=thread.plan_id)
    if (thread.resolved_at is not None) == done:
        return thread
    thread.resolved_at = now if done else None
    thread.resolved_by = actor if done else None
    thread.save(update_fields=["resolved_at", "resolved_by"])
    audit.record(
        actor=actor,
        action="settled a talk" if done else "opened a talk again",
        subject=thread.plan,
        now=now,
        changes={"about": [None, f"{thread.about} {thread.code}".strip()]},
    )
    return thread
