"""What else a submission asks for, said by the apps that stand above.

An app hands in what it asks when it is ready, and refuses in its own service what
lacks it; here it is only told, so that the page of a check names everything at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.plans.content import PlanContent
from planner.plans.models import Plan


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that is missing, with the page where it is mended."""

    title: str
    words: str
    url: str
    action: str


Requirement = Callable[[Plan, PlanContent], Sequence[Gap]]
_requirements: list[Requirement] = []


def also_asked(requirement: Requirement) -> None:
    """Have this asked of every plan that is to be submitted."""
    if requirement not in _requirements:
        _requirements.append(requirement)


def gaps(plan: Plan, content: PlanContent) -> list[Gap]:
    """Return what the plan lacks in the eyes of the apps above."""
    return [gap for ask in _requirements for gap in ask(plan, content)]
