"""Two people decide at the same moment: one does, the other is told."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet

from accounts.models import Role
from core.refusals import Conflict
from planner.decisions.models import Decision, Outcome
from planner.decisions.services import Ruling, decide_plan, recording
from planner.decisions.services import plans as deciding
from planner.plans.models import Commitment
from planner.scores import runs
from tests.make import NOW, make_user, submit_heard
from tests.reliability.jobs import make_ready_plan
from tests.reliability.race import race

pytestmark = pytest.mark.django_db(transaction=True)
APPROVE = Ruling(
    outcome=Outcome.APPROVED, reason="It can be kept.", review_on=date(2026, 6, 1)
)
REJECT = Ruling(outcome=Outcome.REJECTED, reason="Not this year.")


@pytest.fixture
def deciders():
    """Return a function that makes an approval and a rejection of one plan."""

    def make():
        plan = make_ready_plan()
        version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
        assert runs.score_next(now=NOW)
        seen = version.scores.get().pk

        def decide(ruling):
            ceo = make_user(role=Role.CEO)
            return lambda: decide_plan(
                actor=ceo, version_id=version.pk, score_id=seen, ruling=ruling, now=NOW
            )

        return [decide(APPROVE), decide(REJECT)]

    return make


@pytest.fixture
def passed(monkeypatch):
    """Return the versions whose checks were passed, once for each time."""
    versions: list[int] = []
    check = deciding._undecided

    def noted(actor, version_id, *rest):
        found = check(actor, version_id, *rest)
        versions.append(version_id)
        return found

    monkeypatch.setattr(deciding, "_undecided", noted)
    return versions


@pytest.mark.parametrize("round_", range(10))
def test_one_decides_and_the_other_is_told(deciders, passed, round_):
    outcomes = race(deciders())

    decided = [found for found in outcomes if isinstance(found, Decision)]
    told = [found for found in outcomes if isinstance(found, Conflict)]
    assert (len(decided), len(told)) == (1, 1), outcomes
    assert "decided it" in told[0].message
    assert len(passed) == 1
    assert Decision.objects.get(version__isnull=False) == decided[0]
    held = Commitment.objects.holding().filter(kind=Commitment.Kind.APPROVED).count()
    assert held == (1 if decided[0].outcome == Outcome.APPROVED else 0)


def test_without_the_lock_both_pass_the_check(deciders, passed, monkeypatch):
    """The control: what the lock is for. The constraint below stops the second."""
    meeting = threading.Barrier(2)
    record = deciding._record_plan

    def recorded_together(*args):
        meeting.wait(60)
        return record(*args)

    def unlocked(act):
        def run():
            connection.ensure_connection()
            if connection.vendor == "sqlite":
                connection.transaction_mode = None  # type: ignore[attr-defined]
            return act()

        return run

    acts = [unlocked(act) for act in deciders()]
    monkeypatch.setattr(recording, "one_at_a_time", lambda: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    monkeypatch.setattr(deciding, "_record_plan", recorded_together)

    outcomes = race(acts)

    assert len(passed) == 2
    assert sum(isinstance(found, Decision) for found in outcomes) == 1
    assert Decision.objects.filter(version__isnull=False).count() == 1
