"""Which tactics start late because of their tasks, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format

from core.pages import Phrase
from planner.scores.pages import words
from planner.scores.pages.evidence import Evidence, address
from planner.scores.pages.sentences import Sentence


def late_starts(evidence: Evidence) -> tuple[Sentence, ...]:
    """Return a sentence for each; scores of before tasks were known have none."""
    found = evidence.document.get("late_starts", ())
    return tuple(_sentence(delay, evidence) for delay in found)


def _sentence(delay: Mapping[str, Any], evidence: Evidence) -> Sentence:
    name = evidence.tactic(delay["tactic"])
    tasks = address("execution:tasks", evidence.document.get("plan_id"))
    cause = Phrase(f"because “{delay['because']}” {_when(delay, evidence)}", tasks)
    if delay["never"]:
        text = (
            f"{name} does not start within the plan's weeks, but could on "
            f"{_day(delay['ready_on'])} at the earliest, "
        )
        rest = (
            ": nothing of it happens in the plan, so nothing of it is kept or broken."
        )
        return Sentence(
            "starts-too-late", (Phrase(text), cause, Phrase(rest)), "not-kept"
        )
    days = words.counted(delay["days"], "day")
    rest = f". It is counted from the week of {_day(delay['counted_from'])} on."
    return Sentence(
        "starts-late",
        (Phrase(f"{name} starts {days} late "), cause, Phrase(rest)),
        "at-risk",
    )


def _when(delay: Mapping[str, Any], evidence: Evidence) -> str:
    """Say when the task is done; what is open is never expected before today."""
    at, done_on = evidence.scored_at, date.fromisoformat(delay["done_on"])
    is_past = at is not None and done_on < at.date()
    said = "was done" if is_past else "is expected to be done"
    return f"{said} on {_day(delay['done_on'])}"


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
