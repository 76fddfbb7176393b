"""A double click, a retry, ten of them at once: one version and one run."""

import pytest

from accounts.models import AuditEvent
from planner.plans.models import Commitment, Plan, PlanVersion
from planner.scores.models import ScoringRun
from tests.make import NOW, submit_heard
from tests.reliability.jobs import make_ready_plan
from tests.reliability.race import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", range(5))
def test_ten_submissions_at_once_are_one(round_):
    plan = make_ready_plan()

    def submit():
        mine = Plan.objects.get(pk=plan.pk)
        version, run = submit_heard(plan=mine, actor=plan.author, revision=1, now=NOW)
        return version.pk, run.pk

    outcomes = race([submit] * 10)

    version, run = PlanVersion.objects.get(), ScoringRun.objects.get()
    assert outcomes == [(version.pk, run.pk)] * 10
    assert Commitment.objects.count() == 1
    assert AuditEvent.objects.filter(action="submitted").count() == 1
