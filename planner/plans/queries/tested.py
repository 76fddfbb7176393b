"""What tests say of assumptions today, on top of what a plan says itself."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, cast

from planner.plans.content import PlanContent
from planner.plans.models import Assumption, AssumptionTest, Plan
from planner.plans.models.testing import TOLD

UNTESTED: Final = Assumption.Status.UNTESTED.value

# By plan, then by the assumption's code: the words that were tested, and what of them.
Results = Mapping[int, Mapping[str, tuple[str, str]]]


def results_of(plans: Iterable[int], *, as_of: date) -> Results:
    """Return what the newest concluded test of each assumption says; one query.

    A result that has run out says that the assumption is untested again.
    """
    rows = (
        AssumptionTest.objects.filter(plan__in=list(plans), state__in=TOLD)
        .order_by("concluded_at", "pk")
        .values_list("plan_id", "assumption", "statement", "state", "valid_until")
    )
    found: dict[int, dict[str, tuple[str, str]]] = {}
    for plan, code, statement, state, until in rows:
        is_over = state == AssumptionTest.State.EXPIRED or (
            until is not None and until < as_of
        )
        status = UNTESTED if is_over else state
        found.setdefault(plan, {})[code] = statement, status
    return found


def with_results(
    content: PlanContent, results: Mapping[str, tuple[str, str]]
) -> PlanContent:
    """Return a plan whose assumptions stand as their tests say.

    A result counts for the words that were tested: who writes others has not tested them.
    What an author says of it is no test.
    """
    assumptions = [
        {**row, "status": _status(row, results)} for row in content["assumptions"]
    ]
    return cast("PlanContent", {**content, "assumptions": assumptions})


def _status(row: Mapping[str, Any], results: Mapping[str, tuple[str, str]]) -> str:
    words, status = results.get(row["code"], ("", ""))
    return status if words and words == row["statement"] else UNTESTED


def untested(content: PlanContent) -> PlanContent:
    """Return a draft as its author may say it: only tests say what came of a test."""
    return with_results(content, {})


def as_tested(content: PlanContent, plan_id: int, *, as_of: date) -> PlanContent:
    """Return a plan's content with its assumptions as tests say today."""
    if not content["assumptions"]:
        return content
    return with_results(content, results_of([plan_id], as_of=as_of).get(plan_id, {}))


def believed(plan: Plan) -> dict[str, str]:
    """Return the words of a plan's assumptions by their codes, as it stands now."""
    rows = plan.assumptions.order_by("position", "pk")
    return dict(rows.values_list("code", "statement"))
