"""What has changed since a score, in words."""

from decimal import Decimal
from typing import Any

import pytest

from planner.plans.models import Commitment
from planner.scores import runs
from planner.scores.models import Score
from planner.scores.queries import changes_since, is_current, what_changed
from planner.scores.services import set_policy
from promises.models import KeptWeek
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_initiative,
    make_made_promise,
    make_plan,
    make_tactic,
    submit_heard,
)

CASE: dict[str, Any] = {
    "capabilities": [{"id": "packing", "unit": "parcel", "capacity": 100.0}],
    "promises": [{"id": "same-week", "target": 0.95}],
    "commitments": [],
    "initiatives": [],
    "policy": {"who_waits": "plan", "keepable": 0.9, "at_risk": 0.6},
}


def changed(**parts):
    return {**CASE, **parts}


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (
            changed(
                capabilities=[{"id": "packing", "unit": "parcel", "capacity": 9.0}]
            ),
            "What Packing line can do was changed.",
        ),
        (changed(capabilities=[]), "Packing line plays no part any more."),
        (
            changed(promises=[*CASE["promises"], {"id": "calls", "target": 0.8}]),
            "calls now plays a part.",
        ),
        (
            changed(promises=[{"id": "same-week", "target": 0.9}]),
            "The target of “This week” was changed.",
        ),
        (
            changed(commitments=[{"promise": "same-week", "occasions": 7.0}]),
            "What existing customers have been promised was changed.",
        ),
        (
            changed(
                commitments=[
                    {"promise": "same-week", "occasions": 7.0, "plan": "plan-3"}
                ]
            ),
            "The plan “Radio” now holds capacity.",
        ),
        (
            changed(initiatives=[{"id": "line", "cost": 5.0}]),
            "The initiatives that may lift capacity were changed.",
        ),
        (
            changed(policy={**CASE["policy"], "keepable": 0.95}),
            "The policy's threshold for a keepable plan was changed.",
        ),
    ],
)
def test_a_change_is_told_in_a_sentence(after, words):
    names = {
        "packing": "Packing line",
        "same-week": "“This week”",
        "plan-3": "The plan “Radio”",
    }
    assert what_changed(CASE, after, names) == [words]


def test_another_week_of_the_company_is_told_only_where_nothing_else_changed():
    before = CASE | {"records": {"end": "2026-01-05", "kept": 9, "broken": 1}}
    after = before | {"records": {"end": "2026-01-12", "kept": 9, "broken": 1}}
    assert what_changed(before, after) == [
        "Another week of the company's ledger is over, or was corrected."
    ]
    assert what_changed(before, before) == []


def test_a_plan_that_let_go_and_one_that_holds_otherwise_are_told():
    def holding(**plans):
        return changed(
            commitments=[
                {"promise": "same-week", "occasions": n, "plan": plan}
                for plan, n in plans.items()
            ]
        )

    assert what_changed(holding(a=1.0, b=2.0), holding(b=3.0)) == [
        "a holds no capacity any more.",
        "b holds other capacity than before.",
    ]


def test_equal_cases_have_nothing_to_tell():
    assert what_changed(CASE, changed()) == []


@pytest.fixture
def packing():
    return make_capability(code="packing", name="Packing line", likely=100)


@pytest.fixture
def promise(packing):
    return make_made_promise(code="same-week", requires=[(packing, 1)])


@pytest.fixture
def score(promise):
    plan = make_plan()
    make_tactic(plan, [promise], likely=20)
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    assert runs.score_next(now=NOW)
    return Score.objects.get()


@pytest.mark.django_db
def test_a_fresh_score_is_current(score):
    assert is_current(score, now=NOW)
    assert changes_since(score, now=NOW) == []


@pytest.mark.django_db
def test_another_model_overtakes_a_score(score, monkeypatch):
    monkeypatch.setattr("engine.MODEL_VERSION", "99.0")
    assert not is_current(score, now=NOW)
    assert changes_since(score, now=NOW) == [
        f"The scoring model is 99.0 now, it was {score.model_version}."
    ]


@pytest.mark.django_db
def test_new_outcomes_in_the_ledger_overtake_a_score(score, promise):
    KeptWeek.objects.create(
        promise=promise,
        week=MONDAY.replace(year=2025),
        due=9,
        done=9,
        in_time=8,
        on_day=8,
    )
    assert not is_current(score, now=NOW)
    assert changes_since(score, now=NOW) == [
        f"There are new outcomes of “{promise.statement}” in the ledger."
    ]


@pytest.mark.django_db
def test_what_does_not_touch_the_plan_overtakes_nothing(score):
    elsewhere = make_capability(code="studio", likely=5)
    other = make_made_promise(code="photos", requires=[(elsewhere, 1)])
    Commitment.objects.create(kind="standing", promise=other, low=3, likely=3, high=3)
    make_initiative(capability=elsewhere)
    assert is_current(score, now=NOW)


@pytest.mark.django_db
def test_a_policy_set_otherwise_overtakes_a_score(score, ceo):
    set_policy(
        actor=ceo,
        revision=1,
        keepable=Decimal("0.95"),
        at_risk=Decimal("0.60"),
        who_waits="plan",
        reservation_days=28,
        review_weeks=13,
        now=NOW,
    )
    assert changes_since(score, now=NOW) == [
        "The policy's threshold for a keepable plan was changed."
    ]
