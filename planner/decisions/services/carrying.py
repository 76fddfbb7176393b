"""What was said of a draft counts for the version made of it: nobody is asked twice."""

from datetime import datetime

from accounts.models import Department, Role
from planner.decisions.models import SignOff
from planner.decisions.services.dissents import from_sign_off
from planner.participation.models import Answer
from planner.participation.queries.hearing import standing_answers
from planner.plans.models import PlanVersion


def carry_answers(version: PlanVersion, now: datetime) -> None:
    """Make the departments' sign-offs of the answers that were given on what is handed in.

    A dissent then stands under its director's name; what the frontline said of the
    draft is told beside the departments (``queries.heard``).
    """
    for given in standing_answers(version.plan, version.content):
        if given.person.role == Role.DIRECTOR:
            _sign_off(version, given, now)


def _sign_off(version: PlanVersion, given: Answer, now: datetime) -> None:
    made = SignOff.objects.create(
        version=version,
        department=Department(given.person.department),
        by=given.person,
        stance=given.stance,
        reason=given.reason,
        at=given.at,
    )
    from_sign_off(made, now=now)
