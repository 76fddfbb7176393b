"""What came back to a plan; to one person, what they said; and who is still to reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from accounts.models import Role, User
from planner.cards.models import (
    Feedback,
    FeedbackAnswer,
    FeedbackQuerySet,
    FeedbackVoice,
)
from planner.cards.queries.card import last_acknowledged, make_cards, tactics_of
from planner.execution.models import Task
from planner.plans.models import Plan
from promises.models import Objection, ObjectionState, ObjectionVoice
from promises.queries.objections import own_objections

ANSWERS = Prefetch(
    "answers", FeedbackAnswer.objects.select_related("by").order_by("at", "pk")
)


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What one person said from one card, and what they were answered."""

    objections: tuple[Objection, ...] = ()
    feedback: tuple[Feedback, ...] = ()


def came_back(user: User) -> FeedbackQuerySet:
    """Return what this person may read of what came back, the open ones first."""
    return (
        Feedback.objects.visible_to(user)
        .select_related("plan", "task")
        .prefetch_related(ANSWERS)
        .order_by("answered", "-raised_at", "-pk")
    )


def own_feedback(person: User) -> QuerySet[FeedbackVoice]:
    """Return what this person gave: for them alone."""
    answers = Prefetch("feedback__answers", ANSWERS.queryset)
    return (
        FeedbackVoice.objects.filter(person=person)
        .select_related("feedback__plan")
        .prefetch_related(answers)
        .order_by("-feedback__raised_at", "-pk")
    )


def own_of_tasks(person: User, tasks: Collection[int]) -> dict[int, Returned]:
    """Return what this person said from some cards, by task; four queries."""
    said: dict[int, list[Objection]] = {}
    names = {f"task-{pk}": pk for pk in tasks}
    for one in (
        own_objections(person)
        .filter(about__in=names)
        .exclude(objection__state=ObjectionState.WITHDRAWN)
    ):
        said.setdefault(names[one.about], []).append(one.objection)
    given: dict[int, list[Feedback]] = {}
    for voice in own_feedback(person).filter(about__in=tasks):
        given.setdefault(voice.about, []).append(voice.feedback)
    return {
        pk: Returned(
            objections=tuple(said.get(pk, ())), feedback=tuple(given.get(pk, ()))
        )
        for pk in tasks
    }


def own_objection(person: User, objection: int) -> ObjectionVoice | None:
    """Return one that this person raised, with the card it was raised from."""
    return own_objections(person).filter(pk=objection).first()


def may_answer(user: User, plan: Plan) -> bool:
    """Tell whether this person answers what comes back: who works on it, and the CEO."""
    if not user.is_active or user.role not in {Role.CEO, Role.DIRECTOR}:
        return False
    return user.role == Role.CEO or plan.is_workable_by(user)


@dataclass(frozen=True, kw_only=True)
class ToReach:
    """A task, and which of its people have yet to acknowledge the card as it is."""

    task: Task
    people: tuple[User, ...]
    changed: tuple[User, ...]
    reached: int

    @property
    def all(self) -> int:
        return self.reached + len(self.people) + len(self.changed)


def to_reach(plan: Plan, *, day: date) -> list[ToReach]:
    """Return the open tasks of a running plan whose card somebody has yet to read."""
    tasks = list(
        Task.objects.filter(plan=plan)
        .open()
        .select_related("plan__author", "accountable")
        .prefetch_related("responsible")
        .order_by("position", "pk")
    )
    by_person: dict[int, list[Task]] = {}
    people: dict[int, User] = {}
    for task in tasks:
        for person in task.responsible.all():
            if person.is_active:
                people[person.pk] = person
                by_person.setdefault(person.pk, []).append(task)
    tactics, known = tactics_of(tasks), last_acknowledged(tasks, people.values())
    found: dict[int, tuple[list[User], list[User], list[User]]] = {}
    for pk, person in people.items():
        last = known.get(pk, {})
        for card in make_cards(
            by_person[pk], person, day=day, tactics=tactics, last=last
        ):
            lists = found.setdefault(card.task.pk, ([], [], []))
            lists[0 if card.is_acknowledged else 2 if card.known else 1].append(person)
    return [
        ToReach(
            task=task,
            people=tuple(found[task.pk][1]),
            changed=tuple(found[task.pk][2]),
            reached=len(found[task.pk][0]),
        )
        for task in tasks
        if task.pk in found and (found[task.pk][1] or found[task.pk][2])
    ]
