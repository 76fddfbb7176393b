"""What somebody tries with tasks, from a form and from an address."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms

from core.numbers import KEY, typed_whole
from core.refusals import Invalid
from planner.execution.models.task import FIRST_YEAR, LAST_YEAR, LONGEST_TASK
from planner.scheduling.facts import MOST_MOVES, Move

NEXT_STEP: Final = "Open the plan's schedule, and move its tasks from there."


class AdoptForm(forms.Form):
    token = forms.CharField(widget=forms.HiddenInput, max_length=200_000)
    reason = forms.CharField(
        max_length=500,
        label="Why this is the plan from now on",
        help_text="It stands beside the dates, for whoever asks later.",
    )


def read_query(texts: Iterable[str]) -> tuple[Move, ...]:
    """Read moves as an address has them: task,first day,working days.

    >>> read_query(["12,2026-03-02,", "13,,5"])[1].days
    5.0
    """
    found: dict[int, Move] = {}
    for text in texts:
        parts = text.split(",")
        if len(parts) != 3 or len(found) >= MOST_MOVES:
            raise Invalid("A move names a task, a day and days.", next_step=NEXT_STEP)
        task = _task(parts[0])
        found[task] = Move(task=task, starts=_day(parts[1]), days=_days(parts[2]))
    return tuple(found.values())


def write_query(moves: Iterable[Move]) -> list[str]:
    return [
        f"{move.task},{move.starts or ''},{'' if move.days is None else f'{move.days:g}'}"
        for move in moves
    ]


def read_form(data: Mapping[str, Any], before: Iterable[Move]) -> tuple[Move, ...]:
    """Add what differs from what the form showed to what was tried before."""
    found = {move.task: move for move in before}
    for name, value in data.items():
        kind, _, key = name.partition("-")
        if kind not in {"start", "days"} or str(value) == str(
            data.get(f"{kind}-was-{key}", "")
        ):
            continue
        if key.startswith("was-") or not str(value).strip():
            continue
        task = _task(key)
        old = found.get(task, Move(task=task))
        starts = _day(str(value)) if kind == "start" else old.starts
        days = _days(str(value)) if kind == "days" else old.days
        found[task] = Move(task=task, starts=starts, days=days)
    if len(found) > MOST_MOVES:
        raise Invalid(f"Move at most {MOST_MOVES} tasks at once.", next_step=NEXT_STEP)
    return tuple(found.values())


def _task(text: str) -> int:
    if (key := typed_whole(text, digits=KEY)) is not None:
        return key
    raise Invalid("It was not said which task is moved.", next_step=NEXT_STEP)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text[:20])
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid(
            "A first day is a date such as 2026-03-02.",
            next_step="Choose the day again.",
            errors={"start": ["A date such as 2026-03-02."]},
        )
    return found


def _days(text: str) -> float | None:
    if not text:
        return None
    try:
        found = float(text[:20]) if text.isascii() else -1.0
    except ValueError:
        found = -1.0
    # This is false for "not a number" as well.
    if not 0 <= found <= LONGEST_TASK:
        words = f"A task takes 0 to {LONGEST_TASK:,} working days."
        raise Invalid(
            words, next_step="Type the days again: 5", errors={"days": [words]}
        )
    return round(found, 2)
