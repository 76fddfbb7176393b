"""Acknowledge a card, and say from it that a promise cannot be kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import local_day
from planner.cards.models import Acknowledgement
from planner.cards.queries import (
    Card,
    answered_by,
    card_of,
    place_of,
    question_of,
    team_of,
)
from planner.cards.services.refusals import CardChanged, NoSuchCard, ReadAgain
from planner.scores.models import Policy
from promises import services as promises
from promises.models import Objection
from promises.services import Place


def own_card(actor: User, task_id: int, now: datetime) -> Card:
    """Return the actor's card of a task; nobody else's is there."""
    require(actor, Act.USE_CARDS)
    card = card_of(actor, task_id, day=local_day(now))
    if card is None:
        raise NoSuchCard(
            "You have no card of this task: it is somebody else's, or its plan does not run.",
            next_step="Look through your cards.",
        )
    return card


@transaction.atomic
def acknowledge(
    *, actor: User, task_id: int, seen: str, choice: str, now: datetime
) -> Acknowledgement:
    """Answer the card's question; right, it is acknowledged as it was ``seen``."""
    card = own_card(actor, task_id, now)
    if card.is_acknowledged:
        return Acknowledgement.objects.get(
            task=card.task, person=actor, content_hash=card.content_hash
        )
    if seen != card.content_hash:
        raise CardChanged(
            "Something on the card has changed since you opened it.",
            next_step="Read it as it is now, then answer its question.",
        )
    question = answered_by(card, choice)
    if question is None:
        question = question_of(card)
        raise ReadAgain(question.line, card.lines.get(question.line, question.right))
    row, new = Acknowledgement.objects.get_or_create(
        task=card.task,
        person=actor,
        content_hash=card.content_hash,
        defaults={"content": card.lines, "question": question.text, "at": now},
    )
    if new:
        audit.record(
            actor=actor, action="task.card-acknowledged", subject=card.task, now=now
        )
    return row


@transaction.atomic
def cannot_keep(
    *,
    actor: User,
    task_id: int,
    promise_id: int,
    reason: str,
    key: str,
    now: datetime,
    words: str = "",
) -> Objection:
    """Say from a card that one of its promises cannot be kept, as the team's."""
    require(actor, Act.RAISE_OBJECTIONS)
    card = own_card(actor, task_id, now)
    found = [r.promise for r in card.reasons if r.promise.pk == promise_id]
    if not found:
        raise NoSuchCard(
            "This card does not keep that promise.", next_step="Look at the card again."
        )
    team = team_of(actor)
    place = place_of(card, team)
    return promises.raise_objection(
        actor=actor,
        promise=found[0],
        reason=reason,
        words=words,
        key=key,
        team=team.name,
        place=Place(
            text=place,
            link=reverse("plans:detail", args=[card.task.plan_id]) if place else "",
            about=f"task-{card.task.pk}",
        ),
        due_at=now + timedelta(days=Policy.objects.current().answer_days),
        now=now,
    )
