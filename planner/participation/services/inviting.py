"""Ask people to help make a plan, remind them, and ask them no more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import User
from accounts.services.notices import settle, take_back, tell
from core.refusals import Conflict, Invalid
from planner.participation.queries.hearing import side_of, standing_answers
from planner.participation.services.refusals import NotHere
from planner.participation.services.rules import (
    can_see,
    hosted,
    require_draft,
    worded,
)
from planner.plans.models import Invitation, Plan, Side
from planner.plans.queries import plan_content

LONGEST_QUESTION = 300
REMIND_AGAIN = timedelta(hours=20)


class InvitedAlready(Conflict):
    title = "They are invited already"


class AnsweredAlready(Conflict):
    title = "They have answered"


class RemindedJustNow(Conflict):
    title = "They have just been reminded"


def about(plan: Plan) -> str:
    """Return the key under which people are told of a plan."""
    return f"plan:{plan.pk}"


def page_of(plan: Plan) -> str:
    return reverse("people:plan", args=[plan.pk])


def _guest(person_id: int, plan: Plan) -> tuple[User, Side]:
    person = User.objects.filter(pk=person_id, is_active=True).first()
    side = side_of(person) if person else None
    words = ""
    if person is None or side is None:
        words = "Choose a director or a colleague of the frontline."
    elif person.pk == plan.author_id:
        words = "The author is in already: choose somebody else."
    if words or person is None or side is None:
        raise Invalid(
            "This person cannot be invited.",
            next_step=words,
            errors={"person": [words]},
        )
    return person, side


def _require_may_edit(side: Side) -> None:
    if side == Side.FRONTLINE:
        words = "The frontline contributes and answers; the draft is edited by others."
        raise Invalid(words, next_step="Leave it out.", errors={"may_edit": [words]})


@transaction.atomic
def invite(
    *,
    actor: User,
    plan_id: int,
    person_id: int,
    question: str,
    may_edit: bool = False,
    now: datetime,
) -> Invitation:
    """Open a draft to somebody and ask them a question; invited again, ask anew."""
    plan = hosted(actor=actor, plan_id=plan_id)
    require_draft(plan)
    person, side = _guest(person_id, plan)
    if may_edit:
        _require_may_edit(side)
    asked = worded(
        question, most=LONGEST_QUESTION, place="question", ask="Say what you ask them."
    )
    if plan.invitations.filter(person=person).exists():
        raise InvitedAlready(
            f"{person.name} has been asked before.",
            next_step="Remind them, or take the invitation back and ask anew.",
        )
    invitation = Invitation.objects.create(
        plan=plan,
        person=person,
        side=side,
        question=asked,
        may_edit=may_edit,
        invited_by=actor,
        invited_at=now,
    )
    tell(
        people=[person],
        actor=actor,
        kind="asked",
        about=about(plan),
        text=f"{actor.name} asks you about “{plan}”: {asked}",
        link=page_of(plan),
        urgent=True,
        now=now,
    )
    _record(invitation, actor, "asked", now, {"question": [None, asked]})
    return invitation


def _record(
    invitation: Invitation,
    actor: User,
    action: str,
    now: datetime,
    changes: dict[str, list[str | None]] | None = None,
) -> None:
    named: dict[str, list[str | None]] = {"person": [None, invitation.person.name]}
    audit.record(
        actor=actor,
        action=action,
        subject=invitation.plan,
        now=now,
        changes=named | (changes or {}),
    )


def _hosted(actor: User, invitation_id: int) -> Invitation:
    """Return an invitation to a plan that this person works on."""
    seen = Invitation.objects.visible_to(actor)
    row = seen.select_related("person").filter(pk=invitation_id).first()
    if row is None:
        raise NotHere(
            "There is no such invitation, or it is not yours to see.",
            next_step="Look at the plan's tab People.",
        )
    row.plan = hosted(actor=actor, plan_id=row.plan_id)
    return row


@transaction.atomic
def withdraw(*, actor: User, invitation_id: int, now: datetime) -> Plan:
    """Ask somebody no more; the plan closes to them, what they said stays."""
    invitation = _hosted(actor, invitation_id)
    plan = invitation.plan
    person = invitation.person
    settle(person=person, about=about(plan), kind="asked", now=now)
    _record(invitation, actor, "no longer asked", now)
    invitation.delete()
    if not can_see(person, plan):  # nor is what was said on it mailed to them
        take_back(person=person, about=about(plan), now=now)
    return plan


def _require_silent(invitation: Invitation) -> None:
    standing = standing_answers(invitation.plan, plan_content(invitation.plan))
    if invitation.person_id in {row.person_id for row in standing}:
        raise AnsweredAlready(
            f"{invitation.person.name} has answered the plan as it is now.",
            next_step="Read the answer on the plan's tab People.",
        )


@transaction.atomic
def remind(*, actor: User, invitation_id: int, now: datetime) -> Invitation:
    """Ask somebody once more who has not answered, at most once a day."""
    invitation = _hosted(actor, invitation_id)
    require_draft(invitation.plan)
    _require_silent(invitation)
    last = invitation.reminded_at or invitation.invited_at
    if now - last < REMIND_AGAIN:
        raise RemindedJustNow(
            f"{invitation.person.name} was asked less than a day ago.",
            next_step="Give them a day, or talk to them.",
        )
    invitation.reminded_at = now
    invitation.save(update_fields=["reminded_at"])
    tell(
        people=[invitation.person],
        actor=actor,
        kind="asked",
        about=about(invitation.plan),
        text=f"{actor.name} still waits for your answer to “{invitation.plan}”: "
        f"{invitation.question}",
        link=page_of(invitation.plan),
        urgent=True,
        now=now,
    )
    _record(invitation, actor, "reminded", now)
    return invitation
