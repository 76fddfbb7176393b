"""Scoring again, trying again, and setting the policy."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from core.jobs import JobState
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.plans.services import withdraw
from planner.scores import runs
from planner.scores.models import Policy, ScoringRun
from planner.scores.services import rescore, retry, set_policy
from tests.make import (
    NOW,
    make_capability,
    make_made_promise,
    make_plan,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(marketing):
    packing = make_capability(code="packing", likely=100)
    plan = make_plan(author=marketing)
    make_tactic(plan, [make_made_promise(requires=[(packing, 1)])], likely=20)
    return plan


@pytest.fixture
def run(plan):
    return submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)[1]


def again(run, actor):
    return rescore(version=run.version, actor=actor, reason="Overtaken", now=NOW)


def test_what_is_under_way_is_not_queued_twice(run, ceo):
    assert again(run, ceo) == run
    runs.score_next(now=NOW)
    second = again(run, ceo)
    assert (second != run, second.state) == (True, JobState.QUEUED)
    assert again(run, ceo) == second
    assert AuditEvent.objects.filter(action="had scored again").count() == 1


def test_a_version_has_as_many_scores_as_it_had_runs(run, ceo):
    runs.score_next(now=NOW)
    again(run, ceo)
    runs.score_next(now=NOW)
    first, second = run.version.scores.order_by("pk")
    assert first.case_hash == second.case_hash
    assert first.result == second.result


def test_what_was_withdrawn_is_neither_scored_nor_tried_again(run, plan, ceo):
    ScoringRun.objects.update(state=JobState.FAILED)
    withdraw(plan=plan, actor=plan.author, now=NOW)
    with pytest.raises(Conflict, match="Only what waits for a decision"):
        again(run, ceo)
    with pytest.raises(Conflict, match="Only what waits for a decision"):
        retry(run=run, actor=ceo, now=NOW)


def test_a_failed_run_starts_from_its_beginning(run, ceo):
    ScoringRun.objects.update(
        state=JobState.FAILED, attempts=3, error="No.", progress=30
    )
    tried = retry(run=run, actor=ceo, now=NOW)
    assert (tried.state, tried.attempts, tried.error, tried.progress) == (
        JobState.QUEUED,
        0,
        "",
        0,
    )
    runs.score_next(now=NOW)
    assert run.version.scores.count() == 1


def test_a_run_that_another_overtook_is_not_tried_again(run, ceo):
    ScoringRun.objects.update(state=JobState.FAILED)
    again(run, ceo)
    with pytest.raises(Conflict, match="another scoring took its place"):
        retry(run=run, actor=ceo, now=NOW)


def test_the_frontline_and_outsiders_have_nothing_scored(run, frontline, outsider):
    for nobody in (frontline, outsider):
        with pytest.raises((NotAllowed, NotThere)):
            again(run, nobody)
        with pytest.raises((NotAllowed, NotThere)):
            retry(run=run, actor=nobody, now=NOW)


def policy(actor, **differing):
    values = {
        "revision": 1,
        "keepable": Decimal("0.95"),
        "at_risk": Decimal("0.50"),
        "who_waits": "everyone",
        "reservation_days": 7,
        "review_weeks": 4,
    }
    return set_policy(actor=actor, now=NOW, **{**values, **differing})


def test_the_policy_is_set_with_what_it_was_on_the_trail(ceo):
    assert policy(ceo).revision == 2
    event = AuditEvent.objects.get(action="set the policy")
    assert event.changes["keepable"] == ["0.900", "0.95"]
    assert event.changes["reservation_days"] == [28, 7]


def test_setting_the_policy_to_what_it_is_changes_nothing(ceo):
    policy(ceo)
    assert policy(ceo, revision=2).revision == 2
    assert AuditEvent.objects.filter(action="set the policy").count() == 1


def test_a_policy_that_somebody_else_set_is_not_overwritten(ceo):
    policy(ceo)
    with pytest.raises(Conflict, match="not any more what you saw"):
        policy(ceo, reservation_days=9)
    assert Policy.objects.get().reservation_days == 7


def test_only_the_ceo_sets_the_policy(marketing, outsider):
    for other in (marketing, outsider):
        with pytest.raises(NotAllowed):
            policy(other)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("at_risk", Decimal("0.96")),
        ("at_risk", Decimal(0)),
        ("keepable", Decimal("1.1")),
        ("who_waits", "nobody"),
        ("reservation_days", 0),
        ("review_weeks", 105),
    ],
)
def test_a_policy_that_cannot_be_is_refused_by_place(place, value, ceo):
    with pytest.raises(Invalid) as refusal:
        policy(ceo, **{place: value})
    assert list(refusal.value.errors) == [place]
    assert not Policy.objects.exists()


def test_the_reservation_lasts_as_long_as_the_policy_says(plan, ceo):
    policy(ceo)
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    held = version.commitments.get()
    assert held.reserved_until == NOW + timedelta(days=7)
