"""A plan that leans on two beliefs, as a draft, submitted, scored and approved."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import User
from planner.plans.models import Plan
from planner.plans.services import settle_approved
from planner.scores import runs
from planner.scores.models import Score
from tests.make import (
    NOW,
    make_assumption,
    make_capability,
    make_made_promise,
    make_plan,
    make_plan_decision,
    make_tactic,
    submit_heard,
)

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def plan(marketing: User, ceo: User) -> Plan:
    """Return a draft that can be kept if they order over a month, and not if at once."""
    packing = make_capability(code="packing", name="Packing", likely=100, committed=40)
    promise = make_made_promise(
        code="same-week",
        statement="Your parcel comes this week",
        requires=[(packing, 1)],
        target="0.9",
    )
    plan = make_plan(title="Spring launch", weeks=8, author=marketing)
    tactic = make_tactic(plan, [promise], code="mail", likely=50, ends=4)
    make_assumption(
        plan, code="spread", tactic=tactic, statement="They order over a month"
    )
    make_assumption(
        plan,
        code="kind",
        capability=packing,
        statement="Packers stay",
        if_false="0.9",
        position=1,
    )
    return plan


@pytest.fixture
def submitted(plan: Plan) -> Plan:
    submit_heard(plan=plan, actor=plan.author, revision=plan.revision, now=NOW)
    assert runs.score_next(now=NOW)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def approve(submitted: Plan, ceo: User) -> Callable[[], Plan]:
    def approved() -> Plan:
        version = submitted.versions.get()
        make_plan_decision(version, score=version.scores.get(), decided_by=ceo)
        settle_approved(version=version, actor=ceo, now=NOW)
        submitted.refresh_from_db()
        return submitted

    return approved


@pytest.fixture
def approved(approve: Callable[[], Plan]) -> Plan:
    return approve()


@pytest.fixture
def newest() -> Callable[[Plan], Score]:
    def found(plan: Plan) -> Score:
        score = Score.objects.filter(version__plan=plan).order_by("-pk").first()
        assert score is not None
        return score

    return found
