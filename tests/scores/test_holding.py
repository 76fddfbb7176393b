"""Of what other plans hold, what waits for a decision and what is approved."""

import pytest

from accounts.models import User
from planner.scores import runs
from planner.scores.models import Score
from planner.scores.pages import page_from_evidence
from planner.scores.pages.holding import waiting, waiting_shares
from planner.scores.pages.load import load_page
from planner.scores.queries import evidence_document
from planner.scores.queries.load import load_evidence
from tests.make import (
    MONDAY,
    NOW,
    make_approved,
    make_capability,
    make_made_promise,
    make_plan,
    make_submitted,
    make_tactic,
    submit_heard,
)

CASE = {
    "horizon": {"periods": 4},
    "promises": [
        {
            "id": "next-week",
            "requires": [
                {"capability": "packing", "units": 2.0},
                {"capability": "vans", "units": 1.0, "lead": 1},
            ],
        },
        {"id": "nothing"},
    ],
    "commitments": [
        {"promise": "next-week", "occasions": 9.0},  # standing: in neither
        {"promise": "next-week", "occasions": [3.0, 0, 0, 3.0], "plan": "plan-1"},
        {
            "promise": "next-week",
            "occasions": {"low": 0.0, "likely": 1.0, "high": 2.0},
            "plan": "plan-2",
        },
        {"promise": "nothing", "occasions": 5.0, "plan": "plan-1"},
    ],
}


def test_shares_are_those_of_the_expected_load_in_its_week():
    shares = waiting_shares(CASE, {"plan-1"})
    assert shares["packing"] == pytest.approx([0.75, 0, 0, 0.75])
    assert shares["vans"] == pytest.approx([0, 0.75, 0, 0])  # a week later


def test_all_or_nothing_waits_where_all_or_none_is_undecided():
    assert set(waiting_shares(CASE, {"plan-1", "plan-2"})["packing"]) == {1.0}
    assert set(waiting_shares(CASE, ())["packing"]) == {0.0}
    assert waiting([4.0, 8.0], {"vans": [0.5, 0.25]}, "vans") == [2.0, 2.0]
    assert waiting([4.0, 8.0], {}, "packing") == [0.0, 0.0]


@pytest.fixture
def score(db: None, marketing: User) -> Score:
    """Score a plan beside one that is approved and one that waits."""
    packing = make_capability(code="packing", name="Packing", likely=1000)
    promise = make_made_promise(requires=[(packing, 1)])
    plans = [make_plan(author=marketing, weeks=4) for _ in range(3)]
    for plan, likely in zip(plans, (40, 25, 10), strict=True):
        make_tactic(plan, [promise], likely=likely, ends=4)
    make_approved(plans[0])
    make_submitted(plans[1])
    submit_heard(plan=plans[2], actor=marketing, revision=1, now=NOW)
    runs.score_next(now=NOW)
    return Score.objects.get(version__plan=plans[2])


def test_a_score_tells_reserved_from_approved(score):
    chart = page_from_evidence(evidence_document(score)).bottlenecks
    assert chart.head[2:6] == ("Committed", "Reserved", "Approved", "This plan")
    assert chart.numbers[0][:6] == ("Packing", "w1", 0, 25, 40, 10)


def test_evidence_that_does_not_say_keeps_both_in_one_column(score):
    document = evidence_document(score)
    del document["undecided"]
    chart = page_from_evidence(document).bottlenecks
    assert chart.head[2:5] == ("Committed", "Reserved and approved", "This plan")
    assert chart.numbers[0][:5] == ("Packing", "w1", 0, 65, 10)


def test_the_load_ahead_tells_them_apart_too(score):
    chart = load_page(load_evidence(MONDAY)).chart
    assert chart is not None
    assert chart.numbers[0][2:5] == (0, 35, 40)
