import threading
from datetime import timedelta
from decimal import Decimal

import pytest

import engine
from core.jobs import JobState, LostLease
from planner.plans.models import Commitment
from planner.plans.services import freeze
from planner.scores import runs
from planner.scores.assembly import build_case, case_hash
from planner.scores.models import Score, ScoringRun
from planner.scores.queries import is_current
from promises.models import PromiseState, Requirement
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_made_promise,
    make_plan,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def packing():
    return make_capability(code="packing", likely=100, committed=Decimal(60))


@pytest.fixture
def promise(packing):
    return make_made_promise(
        code="same-week", requires=[(packing, 1)], state=PromiseState.LIVE
    )


@pytest.fixture
def plan(promise):
    plan = make_plan(weeks=8)
    make_tactic(plan, [promise], code="mail", likely=50, ends=4)
    return plan


def test_a_run_leaves_the_score_of_its_case(plan):
    version, run = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    assert runs.score_next(now=NOW)
    score = Score.objects.get(run=run)
    run.refresh_from_db()
    assert (run.state, run.progress) == (JobState.DONE, 100)
    assert score.verdict == Score.Verdict.NOT_KEEPABLE
    assert score.result["promises"][0]["keep_rate"]["mean"] == pytest.approx(0.5)
    assert score.version == version


def test_a_stored_case_and_seed_give_the_same_score_again(plan):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    score = Score.objects.get()
    again = engine.score(engine.parse_case(score.case), seed=score.seed).document()
    assert again == score.result


def test_nothing_waits_means_nothing_is_done():
    assert not runs.score_next(now=NOW)


def test_submitting_twice_makes_one_version_and_one_run(plan):
    first = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    assert submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW) == first
    assert ScoringRun.objects.count() == 1


def test_a_later_submission_does_not_change_an_earlier_case(plan, promise):
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    later = make_plan()
    make_tactic(later, [promise], likely=10)
    second, _ = submit_heard(plan=later, actor=later.author, revision=1, now=NOW)
    assert is_current(Score.objects.get(version=version), now=NOW)
    case = build_case(second.content, as_of=NOW.date(), version=second)
    assert [entry["plan"] for entry in case["commitments"]] == [f"plan-{plan.pk}"]


def test_a_score_is_overtaken_when_operations_change_a_fact(plan, packing):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    runs.score_next(now=NOW)
    packing.committed = Decimal(70)
    packing.save()
    assert not is_current(Score.objects.get(), now=NOW)


def test_commitments_fall_into_the_weeks_of_the_horizon(plan, promise):
    other = make_plan(starts_on=MONDAY - timedelta(weeks=2))
    make_tactic(other, [promise], low=5, likely=6, high=9, starts=2, ends=5)
    until = NOW + timedelta(days=9)
    freeze(plan=other, actor=other.author, revision=1, reserved_until=until, now=NOW)
    Commitment.objects.create(kind="standing", promise=promise, low=7, likely=7, high=7)
    version, _ = submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    case = build_case(version.content, as_of=NOW.date(), version=version)
    reserved, standing = case["commitments"]
    assert reserved["occasions"]["likely"] == [6.0, 6.0, 6.0, 0, 0, 0, 0, 0]
    assert standing == {"promise": "same-week", "occasions": 7.0}


def test_a_case_is_hashed_in_one_spelling():
    assert case_hash({"a": 1, "b": [2.0]}) == case_hash({"b": [2.0], "a": 1})


def test_a_case_that_the_engine_refuses_fails_with_its_words(plan, promise):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    Requirement.objects.filter(promise=promise).update(within_minutes=1)
    runs.score_next(now=NOW)
    run = ScoringRun.objects.get()
    assert run.state == JobState.FAILED
    assert run.error == (
        "The case cannot be scored: promises[0].requires[0].within_minutes: "
        'capability "packing" is not staffed.'
    )


def test_a_lost_lease_stores_nothing(plan, monkeypatch):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    real = engine.score

    def slow(case, **options):
        ScoringRun.objects.update(token=None)
        return real(case, **options)

    monkeypatch.setattr(engine, "score", slow)
    runs.score_next(now=NOW)
    assert not Score.objects.exists()


def test_an_unexpected_error_is_tried_again_and_then_shown(plan, monkeypatch, settings):
    settings.JOB_ATTEMPTS = 2
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    monkeypatch.setattr(engine, "score", lambda *a, **k: 1 / 0)
    runs.score_next(now=NOW)
    run = ScoringRun.objects.get()
    assert (run.state, run.attempts) == (JobState.QUEUED, 1)
    ScoringRun.objects.update(not_before=None)
    runs.score_next(now=NOW)
    run.refresh_from_db()
    assert run.state == JobState.FAILED
    assert "not expected" in run.error


def test_the_lease_is_prolonged_from_beside_while_a_score_takes_long(
    plan, monkeypatch, settings
):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    settings.JOB_LEASE_SECONDS = 0.1
    score, beats = engine.score, threading.Semaphore(0)

    def say(lease, progress, note):
        if progress == 60:
            beats.release()

    def slow(case, **options):
        assert beats.acquire(timeout=120)
        assert beats.acquire(timeout=120)
        return score(case, **options)

    monkeypatch.setattr(runs, "_say", say)
    monkeypatch.setattr(engine, "score", slow)
    runs.score_next(now=NOW)
    assert Score.objects.count() == 1


def test_a_heart_stops_beating_once_the_lease_is_lost(plan, monkeypatch, settings):
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    settings.JOB_LEASE_SECONDS = 0.01
    score, beats = engine.score, []

    def say(lease, progress, note):
        if progress == 60:
            beats.append(note)
            raise LostLease

    def slow(case, **options):
        heart = next(t for t in threading.enumerate() if t.name == runs.HEART)
        heart.join(10)
        ScoringRun.objects.update(token=None)
        return score(case, **options)

    monkeypatch.setattr(runs, "_say", say)
    monkeypatch.setattr(engine, "score", slow)
    runs.score_next(now=NOW)
    assert len(beats) == 1
    assert not Score.objects.exists()
