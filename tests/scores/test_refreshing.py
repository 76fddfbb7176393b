from datetime import timedelta
from decimal import Decimal

import pytest

from core.jobs import JobState
from planner.plans.services import withdraw
from planner.scores import runs
from planner.scores.models import Score, ScoringRun
from planner.scores.queries import is_current
from planner.scores.services import refresh_overtaken
from tests.make import (
    NOW,
    make_capability,
    make_made_promise,
    make_plan,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def packing():
    return make_capability(code="packing", likely=100)


@pytest.fixture
def plan(packing):
    plan = make_plan()
    make_tactic(plan, [make_made_promise(requires=[(packing, 1)])], likely=20)
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    return plan


def overtake(packing):
    packing.committed = Decimal(70)
    packing.save()


def test_what_was_overtaken_is_scored_anew_once(plan, packing):
    overtake(packing)
    assert refresh_overtaken(now=LATER) == 1
    assert refresh_overtaken(now=LATER) == 0
    runs.score_next(now=LATER)
    assert is_current(Score.objects.latest("pk"), now=LATER)


def test_what_is_still_true_is_left_alone(plan):
    assert refresh_overtaken(now=LATER) == 0


def test_what_nobody_waits_for_is_left_alone(plan, packing):
    plan.refresh_from_db()
    withdraw(plan=plan, actor=plan.author, now=LATER)
    overtake(packing)
    assert refresh_overtaken(now=LATER) == 0


def test_a_failed_run_is_left_to_a_person(plan, packing):
    overtake(packing)
    refresh_overtaken(now=LATER)
    ScoringRun.objects.exclude(state=JobState.DONE).update(state=JobState.FAILED)
    assert refresh_overtaken(now=LATER) == 0
