"""What comes back from those who do the work of the demo's plans."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import Role, User
from planner.cards import services
from planner.cards.queries import card_of, question_of
from planner.cards.queries.question import key_of
from planner.execution.models import Task
from planner.plans.models import Plan

# Colleagues without a sign-in of their own: with them nobody can be picked out.
CREW = ("Ada Holm", "Jonas Weber", "Mette Krogh")


def come_back(people: Mapping[str, User], *, now: datetime) -> None:
    """Let the frontline read a card, object to a promise, and have an idea answered."""
    for number, name in enumerate(CREW, start=1):
        User.objects.create_user(
            email=f"crew{number}@northlight.example", name=name, role=Role.FRONTLINE
        )
    finn = people["frontline"]
    packing = Task.objects.get(code="pack-extra")
    _read(finn, packing, now=now - timedelta(days=2))
    card = card_of(finn, packing.pk, day=now.date())
    if card is None or not card.reasons:
        msg = "The demo's packing task keeps a promise, and is the frontline's."
        raise LookupError(msg)
    services.cannot_keep(
        actor=finn,
        task_id=packing.pk,
        promise_id=card.reasons[0].promise.pk,
        reason="no-people",
        words="Two of us are ill, and Saturday has only one shift.",
        key="demo-objection",
        now=now - timedelta(days=1),
    )
    idea = services.give_feedback(
        actor=finn,
        task_id=packing.pk,
        kind="idea",
        text="If the small parcels are packed on Mondays, the carrier can fetch them at noon.",
        key="demo-idea-1",
        as_team=True,
        now=now - timedelta(days=6),
    )
    services.give_feedback(
        actor=finn,
        task_id=packing.pk,
        kind="question",
        text="Do express orders go before those with a chosen week?",
        key="demo-question-1",
        now=now - timedelta(hours=5),
    )
    author = Plan.objects.select_related("author").get(pk=packing.plan_id).author
    services.answer_feedback(
        actor=author,
        feedback_id=idea.pk,
        deed="done",
        text="The carrier comes on Mondays at noon from next week. Thank you.",
        now=now - timedelta(days=4),
    )


def _read(person: User, task: Task, *, now: datetime) -> None:
    card = card_of(person, task.pk, day=now.date())
    if card is not None:
        services.acknowledge(
            actor=person,
            task_id=task.pk,
            seen=card.content_hash,
            choice=key_of(question_of(card).right),
            now=now,
        )
