"""The one question that acknowledges a card: its answer stands on the card."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.cards.queries.card import NO_DAY, Card, in_full
from planner.execution.models import Task
from planner.plans.models import RUNNING
from promises.models import MADE, Promise

WRONG = 2
SAMPLED = 40


@dataclass(frozen=True)
class Choice:
    """One answer; ``key`` names it without giving away whether it is right."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Question:
    text: str
    line: str
    right: str
    choices: tuple[Choice, ...]

    def is_right(self, key: str) -> bool:
        return key == key_of(self.right)


def key_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def question_of(card: Card) -> Question:
    """Ask for one of the card's lines, among real answers of other cards.

    Which one follows from the card, and from what other cards have to offer.
    """
    asked = _asked(card)
    return asked[int(card.content_hash[:8], 16) % len(asked)]


def answered_by(card: Card, choice: str) -> Question | None:
    """Return the question that a choice answers rightly, if there is one.

    Another card that was changed meanwhile may have changed which question is asked.
    """
    return next((one for one in _asked(card) if one.is_right(choice)), None)


def _asked(card: Card) -> list[Question]:
    return [question for question in _possible(card) if question is not None]


def _possible(card: Card) -> Iterable[Question | None]:
    others = _others(card)
    yield _ask(
        card,
        "What result is expected?",
        "Expected result",
        card.task.deliverable,
        [task.deliverable for task in others],
    )
    yield _by_when(card)
    if card.reasons:
        yield _ask(
            card,
            "Which promise to the customer does it keep?",
            "Why",
            card.reasons[0].promise.statement,
            _other_promises(card),
        )


def _others(card: Card) -> list[Task]:
    """Return other running tasks, those of the same plan first."""
    rows = Task.objects.filter(plan__state__in=RUNNING).exclude(pk=card.task.pk)
    same = list(rows.filter(plan=card.task.plan_id).order_by("pk")[:SAMPLED])
    rest = list(rows.exclude(plan=card.task.plan_id).order_by("pk")[:SAMPLED])
    return same + rest


def _other_promises(card: Card) -> list[str]:
    mine = [reason.promise.pk for reason in card.reasons]
    rows = Promise.objects.filter(state__in=MADE).exclude(pk__in=mine).order_by("pk")
    return list(rows.values_list("statement", flat=True)[:SAMPLED])


def _ask(
    card: Card, text: str, line: str, right: str, others: Sequence[str]
) -> Question | None:
    """Put the right answer among two others that differ from it; or ask something else."""
    right = right.strip()
    wrong = [other.strip() for other in others if other.strip()]
    wrong = [other for other in dict.fromkeys(wrong) if other != right][:WRONG]
    if not right or len(wrong) < WRONG:
        return None
    choices = [Choice(key_of(each), each) for each in (right, *wrong)]
    choices.sort(key=lambda choice: key_of(card.content_hash + choice.text))
    return Question(text=text, line=line, right=right, choices=tuple(choices))


def _by_when(card: Card) -> Question | None:
    due = card.task.due_on
    days = [due + timedelta(days=n) for n in (-7, 7)] if due else _around(card.day)
    return _ask(
        card,
        "By when is it to be done?",
        "Deadline" if card.task.deadline else "When",
        in_full(due) if due else NO_DAY,
        [in_full(day) for day in days],
    )


def _around(day: date) -> list[date]:
    return [day + timedelta(days=4 - day.weekday() + 7 * n) for n in (0, 1)]
