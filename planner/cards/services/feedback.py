"""Ideas, results and questions: given from a card, answered by who works on the plan."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import day_begins, local_day
from accounts.services import notices
from core.editing import check
from core.refusals import Invalid
from planner.cards.models import (
    Feedback,
    FeedbackAnswer,
    FeedbackKind,
    FeedbackVoice,
)
from planner.cards.queries import card_of, may_answer, place_of, team_of
from planner.cards.services.cards import own_card
from planner.cards.services.refusals import NoSuchFeedback, NotYoursToAnswer
from planner.plans.models import Plan


@transaction.atomic
def give_feedback(
    *,
    actor: User,
    task_id: int,
    kind: str,
    text: str,
    key: str,
    now: datetime,
    as_team: bool = False,
) -> Feedback:
    """Give an idea, a result or a question; an idea may be shown as the team's."""
    card = own_card(actor, task_id, now)
    Plan.objects.select_for_update(no_key=True).get(pk=card.task.plan_id)
    if (given := _by_key(actor, key)) is not None:
        return given
    if as_team and kind != FeedbackKind.IDEA:
        raise Invalid(
            "Only an idea can be shown as the team's: results and questions are somebody's.",
            errors={"as_team": ["Only for ideas."]},
        )
    team = team_of(actor)
    row = Feedback(
        plan=card.task.plan,
        task=None if as_team else card.task,
        place=place_of(card, team) if as_team else card.task.name,
        kind=kind,
        text=text.strip(),
        said_by=team.name if as_team else actor.name,
        raised_at=now,
    )
    check(row)
    if not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise Invalid("Send a key of 8 to 64 plain characters.", errors={"key": ["…"]})
    row.save()
    FeedbackVoice.objects.create(
        feedback=row, person=actor, key=key, about=card.task.pk
    )
    audit.record(
        actor=None if as_team else actor,
        action="plan.feedback-given",
        subject=row.plan,
        now=day_begins(now) if as_team else now,
        changes={"kind": row.get_kind_display()},
        team=row.said_by,
    )
    notices.tell(
        people=[row.plan.author],
        text=f"{row.get_kind_display()} on “{row.plan}”: {row.text}",
        link=reverse("cards:came-back", args=[row.plan_id]),
        now=now,
        kind="feedback",
        about=f"plan:{row.plan_id}",
        actor=None if as_team else actor,
    )
    return row


def _answered_at(voice: FeedbackVoice, now: datetime) -> str:
    """Return the card that it was given from, or the cards where it is gone."""
    if card_of(voice.person, voice.about, day=local_day(now)) is None:
        return reverse("cards:home")
    return reverse("cards:card", args=[voice.about])


def _by_key(actor: User, key: str) -> Feedback | None:
    voice = FeedbackVoice.objects.filter(person=actor, key=key)
    found = voice.select_related("feedback").first()
    return found.feedback if found else None


@transaction.atomic
def answer_feedback(
    *, actor: User, feedback_id: int, deed: str, text: str, now: datetime
) -> FeedbackAnswer:
    """Say what was done about something that came back."""
    require(actor, Act.ANSWER_FEEDBACK)
    seen = Feedback.objects.visible_to(actor).filter(pk=feedback_id)
    row = seen.select_related("plan").first()
    if row is None:
        raise NoSuchFeedback(
            "There is no such thing to answer.", next_step="Look at the plan's page."
        )
    if not may_answer(actor, row.plan):
        raise NotYoursToAnswer(
            f"Those who work on “{row.plan}” answer what comes back, and the CEO.",
            next_step=f"Tell {row.plan.author.name} what you know.",
        )
    answer = FeedbackAnswer(
        feedback=row, deed=deed, text=text.strip(), by=actor, at=now
    )
    check(answer)
    answer.save()
    Feedback.objects.filter(pk=row.pk).update(answered=True)
    audit.record(
        actor=actor,
        action="plan.feedback-answered",
        subject=row.plan,
        now=now,
        changes={"done": answer.get_deed_display(), "answer": answer.text},
    )
    voice = FeedbackVoice.objects.select_related("person").get(pk=row.pk)
    notices.tell(
        people=[voice.person],
        text=f"You are answered: {answer.text}",
        link=_answered_at(voice, now),
        now=now,
        kind="feedback-answered",
        about=f"feedback:{row.pk}",
    )
    return answer
