"""The gate before a submission: operations and the customer side have answered."""

from planner.participation.queries.hearing import silences
from planner.participation.services.refusals import Unheard
from planner.plans.models import PlanVersion


def require_heard(version: PlanVersion) -> None:
    """Refuse to hand in what operations or the customer side gave no answer on.

    A dissent is an answer. It counts if it was given on what is handed in: an answer
    to something else is none.
    """
    silent = silences(version.plan, version.content)
    if silent:
        names = " and ".join(silence.need.name for silence in silent)
        raise Unheard(
            f"It cannot be submitted before {names} have answered. {silent[0].words}",
            next_step="Ask them on the plan's tab People; they may also dissent.",
            errors={f"people.{each.need.key}": [each.words] for each in silent},
        )
