"""What the frontline says reaches the score at once, as a warning and no figure."""

import pytest

from accounts.models import Role
from core.jobs import JobState
from planner.scores import runs
from planner.scores.models import Score, ScoringRun
from planner.scores.pages import page_from_evidence
from planner.scores.queries import evidence_document
from planner.scores.queries.against import drawn
from planner.scores.queries.tab import full_scores
from planner.scores.services import makers, score_again
from promises.services import answer_objection, take_back_objection
from tests.make import (
    NOW,
    make_approved,
    make_capability,
    make_made_promise,
    make_plan,
    make_submitted,
    make_tactic,
    make_user,
)
from tests.promises.make_objections import make_objection

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(ceo, marketing):
    packing = make_capability(code="packing", likely=200)
    return make_made_promise(
        ceo=ceo, owner=marketing, code="next-week", requires=[(packing, 1)]
    )


@pytest.fixture
def approved(promise, marketing):
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise])
    return make_approved(plan)


def newest(version):
    return full_scores().filter(version=version).latest("pk")


def warned(score):
    return [w for w in score.result["warnings"] if w["code"] == "frontline-objects"]


def test_raised_then_worked_then_the_score_of_the_approved_plan_warns(
    approved, promise, frontline
):
    make_objection(promise, frontline, reason="no-time")
    make_objection(promise, make_user(role=Role.FRONTLINE), reason="no-people")
    assert runs.score_next(now=NOW)
    assert not runs.score_next(now=NOW)
    score = newest(approved)
    said = {"open": 2, "newest": "no-people"}
    assert warned(score) == [
        {"code": "frontline-objects", "promise": "next-week"} | said
    ]
    (entry,) = score.case["promises"]
    assert entry["objections"] == said
    page = page_from_evidence(evidence_document(score))
    (told,) = [w for w in page.warnings if w.code == "frontline-objects"]
    assert "two objections of the frontline stand unanswered" in told.text
    assert "not enough people" in told.text


def test_what_waits_for_a_decision_is_scored_again_too(promise, marketing, frontline):
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise])
    version = make_submitted(plan)
    make_objection(promise, frontline)
    assert runs.score_next(now=NOW)
    assert warned(newest(version))


def test_plans_that_do_not_make_the_promise_are_left_alone(
    approved, ceo, marketing, frontline
):
    other = make_made_promise(ceo=ceo, owner=marketing)
    make_objection(other, frontline)
    assert makers(other) == []
    assert not ScoringRun.objects.under_way().exists()


def test_an_answer_and_taking_back_lift_the_warning(
    approved, promise, frontline, marketing
):
    mistake = make_objection(promise, frontline)
    take_back_objection(actor=frontline, objection=mistake.pk, now=NOW)
    said = make_objection(promise, frontline)
    runs.score_next(now=NOW)
    assert warned(newest(approved))[0]["open"] == 1
    answer_objection(
        actor=marketing, objection=said.pk, deed="explained", text="So.", now=NOW
    )
    runs.score_next(now=NOW)
    assert not warned(newest(approved))
    assert "objections" not in newest(approved).case["promises"][0]


def test_a_run_that_had_read_the_world_before_is_followed_by_another(
    approved, promise, frontline, monkeypatch
):
    """Raised while the worker computes: its score does not know, the next one does."""
    score_again(version=approved, reason="Try", now=NOW)

    def meanwhile(*args, **options):
        if not Score.objects.filter(version=approved, result__draws__gt=0).exists():
            make_objection(promise, frontline)
        return drawn(*args, **options)

    monkeypatch.setattr("planner.scores.runs.drawn", meanwhile)
    assert runs.score_next(now=NOW)
    assert not warned(newest(approved))
    assert ScoringRun.objects.under_way().get().state == JobState.QUEUED
    assert runs.score_next(now=NOW)
    assert warned(newest(approved))
    assert not runs.score_next(now=NOW)


def test_without_reading_anew_the_objection_would_be_lost(
    approved, promise, frontline, monkeypatch
):
    """The control: left out, the score stays without the warning for good."""
    monkeypatch.setattr(runs, "_begin_again", lambda run: None)
    score_again(version=approved, reason="Try", now=NOW)

    def meanwhile(*args, **options):
        make_objection(promise, frontline)
        return drawn(*args, **options)

    monkeypatch.setattr("planner.scores.runs.drawn", meanwhile)
    assert runs.score_next(now=NOW)
    assert not runs.score_next(now=NOW)
    assert not warned(newest(approved))
