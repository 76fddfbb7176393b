"""Who may do what with which test; the plan is locked first, then the test."""

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Role, User
from accounts.policy import Act, require
from core.texts import text_problem
from planner.assumptions.services.refusals import (
    CardMoved,
    Concluded,
    InvalidTest,
    NoSuchTest,
    NotYoursToTest,
)
from planner.plans.models import AssumptionTest, Finding, Plan

# Who can own a test: somebody who works here.
OWNERS = (Role.CEO, Role.DIRECTOR, Role.FRONTLINE)
LONGEST_REASON = 5_000


def may_plan(plan: Plan, user: User) -> bool:
    """Tell whether this person plans tests of this plan's assumptions."""
    return plan.is_workable_by(user)


def may_run(test: AssumptionTest, user: User) -> bool:
    """Tell whether this person runs a test: its owner, and who works on the plan."""
    return test.owner_id == user.pk or may_plan(test.plan, user)


def found(*, test_id: int, actor: User) -> AssumptionTest:
    """Lock and return a test that this person may see."""
    require(actor, Act.TEST_ASSUMPTIONS)
    seen = AssumptionTest.objects.visible_to(actor).filter(pk=test_id)
    plan = seen.values_list("plan", flat=True).first()
    if plan is None:
        raise NoSuchTest(
            "There is no such test, or it is not yours to see.",
            next_step="Look for it in the list of tests.",
        )
    Plan.objects.select_for_update().filter(pk=plan).first()
    rows = AssumptionTest.objects.select_for_update(of=("self",))
    return rows.select_related("plan", "owner", "concluded_by").get(pk=test_id)


def runnable(*, test_id: int, actor: User) -> AssumptionTest:
    """Lock and return a test that this person runs and that nobody has concluded."""
    with transaction.atomic():
        test = found(test_id=test_id, actor=actor)
        if not may_run(test, actor):
            raise NotYoursToTest(
                "A test is run by its owner and by those who work on the plan.",
                next_step=f"Ask {test.owner.name}.",
            )
        if not test.is_open:
            who = test.concluded_by.name if test.concluded_by else "Somebody"
            raise Concluded(
                f"{who} has concluded it: {test.get_state_display().lower()}.",
                next_step="Look at what came out; if you doubt it, plan another test.",
            )
        return test


def require_revision(test: AssumptionTest, revision: int) -> None:
    """Refuse an edit of a card that the person has not seen."""
    if test.revision != revision:
        raise CardMoved(
            "The card is not any more what you saw.",
            next_step="What you typed is kept: compare, then save again.",
        )


def worded(text: str, place: str, missing: str) -> str:
    """Return the words, or refuse them at their place."""
    words = text.strip()
    problem = text_problem(words, missing=missing, most=LONGEST_REASON)
    if problem:
        raise InvalidTest(problem, errors={place: [problem]})
    return words


def clean(
    row: AssumptionTest | Finding,
    problems: Mapping[str, str],
    exclude: Collection[str] = (),
) -> None:
    """Refuse a row with all that is wrong, by field."""
    errors = {place: [words] for place, words in problems.items() if words}
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        errors = {**error.message_dict, **errors}
    if errors:
        place, words = next(iter(errors.items()))
        raise InvalidTest(
            f"{place.replace('_', ' ').capitalize()}: {words[0]}",
            next_step="Correct what is named.",
            errors=errors,
        )
