"""Each ground, on cases that can be worked out by hand."""

from typing import Any

import pytest

from planner.pruning.grounds import (
    NOTICED,
    Gain,
    Ground,
    InPlan,
    Keeping,
    Loss,
    Return,
    Untold,
    Why,
    cannot_be_kept,
    earns_no_loyalty,
    gains_less,
    grounds,
    returns_less,
    serves_no_need,
    spoils_its_plan,
)
from planner.pruning.pages.words import untold_sentence


def loss(difference, low, high):
    return Loss(
        broken=40,
        broken_lost=10,
        kept=900,
        kept_lost=200,
        followed_weeks=26,
        difference=difference,
        low=low,
        high=high,
    )


def test_a_promise_whose_breaking_is_not_noticed_earns_no_loyalty():
    found = earns_no_loyalty(loss(0.01, -0.02, NOTICED))
    assert isinstance(found, Ground)
    assert found.why == Why.LOYALTY
    assert found.document()["high"] == NOTICED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "not-counted"),
        (loss(None, None, None), "too-few"),
        (loss(0.03, -0.02, 0.08), "too-wide"),
    ],
)
def test_few_data_claim_nothing(given, code):
    found = earns_no_loyalty(given)
    assert isinstance(found, Untold)
    assert found.code == code


def test_a_promise_whose_breaking_loses_customers_earns_its_place():
    assert earns_no_loyalty(loss(0.02, 0.001, 0.04)) is None


def test_a_need_is_enough():
    assert serves_no_need(1) is None
    assert isinstance(serves_no_need(0), Ground)


def keeping(**fields):
    usual: dict[str, Any] = {
        "weekly": 40.0,
        "assumed": False,
        "target": 0.95,
        "probability": 0.3,
        "standard_error": 0.001,
        "rate": {"mean": 0.9, "p10": 0.85, "p90": 0.94},
        "reliability": {"mean": 0.9, "p10": 0.85, "p90": 0.94},
        "record": (90, 10),
        "bottleneck": None,
    }
    return Keeping(**(usual | fields))


SHORT = {"capability": "packing", "name": "Packing", "shortfall": 12.0}
REACHED = {"mean": 0.96, "p10": 0.93, "p90": 0.98}


def test_what_the_engine_and_the_record_both_deny_cannot_be_kept():
    found = cannot_be_kept(keeping(), at_risk=0.6)
    assert isinstance(found, Ground)
    assert found.document()["record"] == [90, 10]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (keeping(reliability=REACHED), "record-unsure"),
        (keeping(reliability=REACHED, bottleneck=SHORT), "load-alone"),
        (keeping(reliability=None, record=None), "no-record"),
        (None, "no-target"),
    ],
)
def test_one_witness_alone_is_not_enough(given, code):
    found = cannot_be_kept(given, at_risk=0.6)
    assert isinstance(found, Untold)
    assert found.code == code


def test_a_record_far_below_with_room_above_is_likely_not_sure():
    far = {"mean": 0.88, "p10": 0.80, "p90": 0.955}
    found = cannot_be_kept(keeping(reliability=far), at_risk=0.6)
    assert isinstance(found, Ground)
    assert not found.sure


def test_without_a_record_a_shortage_speaks():
    given = keeping(reliability=None, record=None, bottleneck=SHORT)
    assert isinstance(cannot_be_kept(given, at_risk=0.6), Ground)


def test_what_is_kept_often_enough_stays():
    assert cannot_be_kept(keeping(probability=0.6), at_risk=0.6) is None


@pytest.mark.parametrize(
    ("plan", "alone", "without", "claimed"),
    [
        (0.3, 0.5, 0.7, True),  # not even alone
        (0.3, 0.8, 0.95, True),  # without it the plan is kept
        (0.3, 0.8, 0.85, False),
        (0.3, 0.8, None, False),
        (0.95, 0.96, None, False),
    ],
)
def test_a_tactic_is_judged_alone_and_by_what_its_plan_is_without_it(
    plan, alone, without, claimed
):
    given = InPlan(plan=plan, alone=alone, without=without, worst={"promise": "p"})
    found = spoils_its_plan(given, keepable=0.9, at_risk=0.6)
    assert isinstance(found, Ground) is claimed


def test_a_return_is_what_is_earned_less_what_its_units_are_worth_to_others():
    # 40 units at 30 each are worth 1,200 to others; 1,000 are earned.
    given = Return(earned={"mean": 1000.0, "p10": 700.0, "p90": 1150.0}, charge=1200.0)
    found = returns_less(given)
    assert isinstance(found, Ground)
    assert found.sure
    assert found.document()["net"] == -200.0


def test_a_return_that_may_still_suffice_is_claimed_as_likely_only():
    given = Return(earned={"mean": 1000.0, "p10": 700.0, "p90": 1300.0}, charge=1200.0)
    found = returns_less(given)
    assert isinstance(found, Ground)
    assert not found.sure


def test_a_return_that_pays_is_no_ground_and_an_unknown_one_is_not_told():
    given = Return(earned={"mean": 5.0, "p10": 1.0, "p90": 9.0}, charge=5.0)
    assert returns_less(given) is None
    assert isinstance(returns_less(None), Untold)


def gain(**fields):
    usual: dict[str, Any] = {
        "cost": 900.0,
        "gain": -900.0,
        "low": -900.0,
        "high": -900.0,
    }
    return Gain(**(usual | {"fullest": 0.4} | fields))


def test_an_initiative_for_what_is_never_scarce_is_surely_too_much():
    found = gains_less(gain())
    assert isinstance(found, Ground)
    assert found.sure
    assert found.document()["never_scarce"]


def test_an_initiative_for_what_is_scarce_is_only_likely_too_much():
    found = gains_less(gain(fullest=1.2))
    assert isinstance(found, Ground)
    assert not found.sure


@pytest.mark.parametrize(
    "given", [gain(gain=1.0), gain(unlocks=({"title": "Spring"},)), gain(gain=0.0)]
)
def test_an_initiative_that_gains_or_unlocks_a_plan_stays(given):
    assert gains_less(given) is None


def test_what_is_funded_is_judged_by_its_fullest_week_alone():
    funded = gain(gain=None, low=None, high=None)
    assert isinstance(gains_less(funded), Ground)
    assert isinstance(
        gains_less(gain(gain=None, low=None, high=None, fullest=1.1)), Untold
    )
    assert isinstance(
        gains_less(gain(gain=None, low=None, high=None, fullest=None)), Untold
    )


def test_claims_and_what_cannot_be_told_are_parted():
    claimed, untold = grounds([None, serves_no_need(0), returns_less(None)])
    assert [row.why for row in claimed] == [Why.NEED]
    assert [row.why for row in untold] == [Why.RETURN]


@pytest.mark.parametrize(
    ("broken", "said"), [(0, "no cases"), (1, "one case"), (12, "12 cases")]
)
def test_too_few_cases_are_said_to_be_those_that_could_be_followed(broken, said):
    words = untold_sentence({"code": "too-few", "broken": broken})
    assert words.startswith(f"It could be followed in {said} whether a customer")
