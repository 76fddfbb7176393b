"""What a score says, beyond its numbers: verdicts, reasons, sensitivities."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine.result import Finding
from tests.engine.make import make_case, replaced
from tests.engine.test_evaluate import UNCERTAIN


def score(document: dict[str, Any], **options: Any) -> engine.Score:
    return engine.score(engine.parse_case(document), **options)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [entry.code for entry in findings]


ROOMY = replaced(make_case(), "capabilities.0.capacity", 200)


def test_the_same_case_and_seed_give_the_same_bytes() -> None:
    first, second = (json.dumps(score(UNCERTAIN).document()) for _ in range(2))
    assert first == second
    assert json.dumps(score(UNCERTAIN, seed=2).document()) != first


def test_a_score_without_sensitivities_says_the_same_and_leaves_them_out() -> None:
    full, light = score(UNCERTAIN), score(UNCERTAIN, sensitivities=False)
    assert light.promises == full.promises
    assert light.value == full.value
    assert (light.assumptions, light.capable_to_promise) == ((), ())
    assert {"assumption-dominates"} | set(codes(light.reasons)) >= set(
        codes(full.reasons)
    )


@pytest.mark.parametrize(
    ("seed", "draws", "line"),
    [
        (-1, 64, "seed: must be between 0 and 9007199254740991"),
        (True, 64, "seed: must be a whole number"),
        (1, 100, "draws: must be a power of two"),
        (1, 32, "draws: must be between 64 and 65536"),
        (1, 64.0, "draws: must be a whole number"),
    ],
)
def test_an_impossible_request_is_refused(seed: Any, draws: Any, line: str) -> None:
    with pytest.raises(engine.InvalidCase) as refusal:
        score(make_case(), seed=seed, draws=draws)
    assert str(refusal.value) == line


def test_a_case_too_large_to_score_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("MOST_WORK", "MOST_NUMBERS"):
        with monkeypatch.context() as patch:
            patch.setattr(f"engine.limits.{bound}", 1)
            with pytest.raises(engine.InvalidCase, match=r"^case: too large to score"):
                score(make_case())


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ({"keepable": 0.6, "at_risk": 0.5}, "keepable"),
        ({}, "at-risk"),
        ({"keepable": 0.9, "at_risk": 0.7}, "not-keepable"),
    ],
)
def test_the_policy_names_the_verdict(policy: dict[str, float], verdict: str) -> None:
    document = replaced(
        ROOMY,
        "plan.assumptions",
        [
            {
                "id": "a",
                "driver": {"capacity": "packing"},
                "probability": 0.63,
                "if_false": 0.1,
            }
        ],
    )
    assert score(document | {"policy": policy}).verdict == verdict


def test_a_plan_on_target_says_which_promise_is_weakest() -> None:
    (reason,) = score(ROOMY).reasons
    assert reason.code == "promises-on-target"
    assert reason.details["promise"] == "same-week"


def test_a_short_capability_is_a_reason_that_can_be_checked_by_hand() -> None:
    reason = score(make_case()).reasons[0]
    numbers = reason.details
    assert reason.code == "capability-short"
    assert (numbers["capability"], numbers["period"]) == ("packing", 0)
    assert numbers["shortfall"] == pytest.approx(
        numbers["waiting"] + numbers["load"] - numbers["available"]
    )


@given(st.sampled_from(["plan", "everyone"]), st.integers(0, 2), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_the_numbers_behind_a_shortfall_add_up(
    who_waits: str, within: int, backlog: int
) -> None:
    document = make_case(policy={"who_waits": who_waits})
    document = replaced(document, "capabilities.0.backlog", 20 * backlog)
    document = replaced(document, "promises.0.within", within)
    bottleneck = score(document, draws=64).promises[0].bottleneck
    if bottleneck is None or bottleneck.shortfall is None:
        return
    numbers = bottleneck.numbers
    load = numbers["load"] + (numbers["committed"] if who_waits == "everyone" else 0)
    missing = numbers["waiting"] + load - numbers["available"]
    assert bottleneck.shortfall == pytest.approx(min(missing, load))


def with_record(kept: int, broken: int, target: float) -> dict[str, Any]:
    document: dict[str, Any] = replaced(ROOMY, "promises.0.reliability", None)
    document = replaced(
        document, "promises.0.track_record", {"kept": kept, "broken": broken}
    )
    document["promises"][0] |= {"target": target}
    return document


def test_a_track_record_below_the_target_is_named() -> None:
    found = score(with_record(90, 10, 0.95))
    assert codes(found.reasons)[0] == "track-record-below-target"
    assert found.promises[0].reliability.model == "beta-posterior"
    assert found.promises[0].reliability.mean == pytest.approx(90.5 / 101, abs=1e-4)


def test_a_target_just_within_the_record_is_out_of_reach_at_the_policys_confidence() -> (
    None
):
    assert codes(score(with_record(96, 4, 0.95)).reasons)[0] == "target-out-of-reach"


def test_promises_keepable_alone_may_not_be_keepable_together() -> None:
    promises = [
        {
            "id": f"p{index}",
            "target": 0.5,
            "reliability": 1.0,
            "requires": [{"capability": f"c{index}", "units": 1.0}],
        }
        for index in range(2)
    ]
    document = make_case(
        promises=promises,
        capabilities=[{"id": f"c{index}", "capacity": 100} for index in range(2)],
    )
    document = replaced(document, "plan.tactics.0.promises", ["p0", "p1"])
    document = replaced(
        document,
        "plan.assumptions",
        [
            {
                "id": f"a{index}",
                "driver": {"capacity": f"c{index}"},
                "probability": 0.92,
                "if_false": 0.0,
            }
            for index in range(2)
        ],
    )
    found = score(document)
    assert found.keep_probability.value == pytest.approx(0.92**2, abs=0.005)
    assert codes(found.reasons)[0] == "joint-risk"


def test_committed_load_alone_can_exceed_a_capability() -> None:
    found = score(replaced(make_case(), "capabilities.0.committed", [0, 120, 0, 0]))
    (reason,) = (r for r in found.reasons if r.code == "committed-over-capacity")
    assert (reason.details["period"], reason.details["committed"]) == (1, 120.0)


def test_existing_customers_are_hurt_or_only_exposed() -> None:
    document = make_case(commitments=[{"promise": "same-week", "occasions": 30}])
    assert "existing-customers-exposed" in codes(score(document).reasons)
    document["policy"] = {"who_waits": "everyone"}
    assert "existing-customers-hurt" in codes(score(document).reasons)


def test_an_approved_plan_is_shown_apart_from_what_is_committed() -> None:
    document = make_case(
        commitments=[
            {"promise": "same-week", "occasions": 5},
            {"promise": "same-week", "occasions": 7, "plan": "autumn"},
        ]
    )
    (capability,) = score(document).capabilities
    assert capability.committed == (65.0,) * 4
    assert capability.approved == (7.0,) * 4
    assert capability.plan == capability.plan_p90 == (50.0,) * 4


def test_a_refuted_assumption_and_a_dominating_one_are_named() -> None:
    belief = {"driver": {"demand": "mail"}, "probability": 0.5, "if_false": 5.0}
    document = replaced(
        ROOMY,
        "plan.assumptions",
        [
            belief | {"id": "refuted", "if_false": 1.1, "status": "refuted"},
            belief | {"id": "open"},
        ],
    )
    found = score(document)
    assert {"assumption-refuted", "assumption-dominates"} <= set(codes(found.reasons))
    assert [entry.id for entry in found.assumptions] == ["open", "refuted"]
    assert found.assumptions[0].swing == pytest.approx(1.0)
    assert found.assumptions[1].value_of_testing == 0.0


def test_a_plan_that_loses_money_says_so() -> None:
    found = score(replaced(ROOMY, "plan.tactics.0.budget", 10))
    (reason,) = found.reasons
    assert (reason.code, reason.details["mean"]) == ("loses-money", -10.0)
    assert found.money.share_on_existing == 0.0


def test_what_the_score_rests_on_too_lightly_is_a_warning() -> None:
    document = replaced(ROOMY, "promises.0.reliability", None)
    document = replaced(document, "promises.0.requires", [])
    document = replaced(document, "plan.tactics.0.occasions", 0)
    found = score(document)
    assert codes(found.warnings) == [
        "no-track-record",
        "nothing-required",
        "no-occasions",
    ]
    assert found.promises[0].keep_rate.mean == 1.0
    assert found.promises[0].bottleneck is None
    assert codes(score(with_record(9, 1, 0.5)).warnings) == [
        "record-without-weeks",
        "thin-track-record",
    ]


def test_the_share_on_existing_customers_counts_lapsed_ones() -> None:
    tactic = ROOMY["plan"]["tactics"][0]
    document = replaced(
        ROOMY,
        "plan.tactics",
        [
            tactic | {"id": name, "audience": name, "budget": 100, "occasions": 1}
            for name in ("new", "existing", "lapsed", "more")
            if name != "more"
        ],
    )
    assert score(document).money.share_on_existing == pytest.approx(2 / 3)


def test_nothing_can_be_promised_where_another_promise_fails_anyway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.capable.FEW_TACTICS", 1)
    hopeless = ROOMY["promises"][0] | {
        "id": "hopeless",
        "reliability": 0.5,
        "requires": [],
    }
    document = replaced(ROOMY, "promises.1", hopeless)
    tactic = ROOMY["plan"]["tactics"][0]
    document = replaced(
        document, "plan.tactics.1", tactic | {"id": "x", "promises": ["hopeless"]}
    )
    multiples = {e.tactic: e.multiple for e in score(document).capable_to_promise}
    assert multiples == {"mail": 0.0, "x": 0.0}


def test_a_three_point_estimate_with_lists_moves_as_one_level() -> None:
    document = replaced(
        make_case(),
        "capabilities.0.capacity",
        {"low": [90, 0, 50, 70], "likely": [100, 0, 60, 70], "high": [120, 0, 60, 70]},
    )
    (capability,) = score(document).capabilities
    assert capability.capacity == pytest.approx((610 / 6, 0, 350 / 6, 70), abs=1e-2)
    document = replaced(
        make_case(), "capabilities.0.capacity", {"low": 5, "likely": 5, "high": 5}
    )
    assert score(document).capabilities[0].capacity_p10 == (5.0,) * 4


def test_a_help_desk_that_can_never_answer_in_time_still_gets_a_number() -> None:
    document = make_case(
        capabilities=[
            {
                "id": "desk",
                "staffed": {"servers": 2, "handle_minutes": 4, "open_minutes": 8},
            }
        ],
        promises=[
            {
                "id": "same-week",
                "target": 1.0,
                "requires": [{"capability": "desk", "units": 1, "within_minutes": 0.0}],
            }
        ],
    )
    bottleneck = score(document, draws=64).promises[0].bottleneck
    assert bottleneck is not None
    assert bottleneck.numbers["servers_needed"] > bottleneck.numbers["offered_load"]


@given(st.integers(60, 140), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_more_capacity_never_keeps_less(capacity: int, more: int) -> None:
    less, better = (
        score(
            replaced(UNCERTAIN, "capabilities.0.capacity", value),
            draws=64,
            sensitivities=False,
        )
        for value in (capacity, capacity + more)
    )
    for before, after in zip(less.promises, better.promises, strict=True):
        assert after.keep_rate.mean >= before.keep_rate.mean - 1e-12
    assert better.keep_probability.value >= less.keep_probability.value


@given(st.integers(0, 80), st.integers(1, 40), st.integers(0, 2))
@settings(max_examples=30, deadline=None)
def test_more_demand_on_one_bottleneck_never_keeps_more(
    occasions: int, more: int, within: int
) -> None:
    document = replaced(make_case(), "promises.0.within", within)
    calm, busy = (
        score(
            replaced(document, "plan.tactics.0.occasions", value),
            draws=64,
            sensitivities=False,
        )
        for value in (occasions, occasions + more)
    )
    assert busy.promises[0].keep_rate.mean <= calm.promises[0].keep_rate.mean + 1e-12


# --- Suppositions ---------------------------------------------------------------


def test_what_is_supposed_is_what_the_swing_says() -> None:
    found = score(UNCERTAIN)
    assert found.assumptions
    for entry in found.assumptions:
        for holds, said, value in (
            (True, entry.if_holds, entry.value_if_holds),
            (False, entry.if_fails, entry.value_if_fails),
        ):
            supposed = score(UNCERTAIN, sensitivities=False, beliefs={entry.id: holds})
            assert supposed.keep_probability.value == pytest.approx(said)
            assert supposed.value.mean == pytest.approx(value)


def test_beliefs_are_weighed_by_their_chances() -> None:
    """Total probability: what is believed lies between what holds and what fails."""
    belief = {"driver": {"demand": "mail"}, "probability": 0.75, "if_false": 5.0}
    document = replaced(ROOMY, "plan.assumptions", [belief | {"id": "open"}])
    holds, fails = (
        score(document, beliefs={"open": holds}).keep_probability.value
        for holds in (True, False)
    )
    assert (holds, fails) == (1.0, 0.0)
    believed = score(document).keep_probability
    assert believed.value == pytest.approx(0.75, abs=0.005)


def test_a_tested_belief_may_be_supposed_otherwise() -> None:
    belief = {"id": "done", "driver": {"demand": "mail"}, "probability": 0.5}
    refuted = belief | {"if_false": 5.0, "status": "refuted"}
    document = replaced(ROOMY, "plan.assumptions", [refuted])
    assert score(document).keep_probability.value == 0.0
    assert score(document, beliefs={"done": True}).keep_probability.value == 1.0


def test_nothing_supposed_is_the_score() -> None:
    assert score(UNCERTAIN, beliefs={}) == score(UNCERTAIN)


def test_a_belief_that_the_plan_does_not_hold_is_refused() -> None:
    with pytest.raises(engine.InvalidCase, match='no assumption "moon"') as refusal:
        score(UNCERTAIN, beliefs={"moon": True})
    assert refusal.value.place == "beliefs"


# --- Records ------------------------------------------------------------------


def with_weeks(weeks: list[list[int]], target: float = 0.9) -> dict[str, Any]:
    document: dict[str, Any] = deepcopy(ROOMY)
    document["promises"][0] |= {
        "target": target,
        "record": weeks,
        "reliability": None,
    }
    return document


def test_a_record_that_drifts_is_less_sure_than_its_sums() -> None:
    weeks = [[100, 99 if week % 12 < 6 else 81] for week in range(48)]
    drifting, sums = score(with_weeks(weeks)), score(with_record(4320, 480, 0.9))
    reliability = drifting.promises[0].reliability
    plain = sums.promises[0].reliability
    assert reliability.model == "drifting-record"
    assert reliability.p10 < 0.88 < 0.9 < reliability.p90
    assert reliability.p90 - reliability.p10 > 3 * (plain.p90 - plain.p10)
    assert reliability.history == pytest.approx(0.9)
    assert reliability.latest == pytest.approx(0.81)


def test_two_of_two_is_no_certainty_and_the_company_lends_its_level() -> None:
    alone = score(with_weeks([[2, 2]])).promises[0].reliability
    company = {"kept": 980, "broken": 20, "end": "2026-01-05"}
    lent = score(with_weeks([[2, 2]]) | {"records": company}).promises[0].reliability
    assert alone.p10 < 0.85
    assert alone.mean < 0.97
    assert alone.p10 < lent.p10 < lent.mean < 0.99


def test_a_record_without_occasions_is_the_companys_level() -> None:
    found = score(with_weeks([]) | {"records": {"kept": 900, "broken": 100}})
    reliability = found.promises[0].reliability
    assert (reliability.history, reliability.latest) == (None, None)
    assert 0.75 < reliability.mean < 0.95
    assert found.record is not None
    assert found.record.if_history == found.keep_probability.value
    assert codes(found.warnings) == ["thin-track-record"]


def test_the_other_promises_of_a_case_lend_their_level_where_nothing_else_does() -> (
    None
):
    document = with_weeks([[2, 2]])
    other = document["promises"][0] | {"id": "other", "record": [[400, 200]] * 10}
    document["promises"].append(other)
    alone = score(with_weeks([[2, 2]])).promises[0].reliability
    assert score(document).promises[0].reliability.mean < alone.mean - 0.05


def test_what_lies_further_ahead_is_known_less_well() -> None:
    weeks = [[200, 196]] * 30 + [[200, 150]] * 6
    near, far = (
        score(with_weeks(weeks) | {"records": {"kept": 9, "broken": 1, "end": end}})
        for end in ("2026-01-05", "2025-07-07")
    )
    assert near.promises[0].reliability.mean < far.promises[0].reliability.mean


def test_a_record_that_has_broken_away_is_a_warning_and_the_verdict_leans_on_it() -> (
    None
):
    found = score(with_weeks([[100, 97]] * 40 + [[100, 80]] * 4))
    (warning,) = [w for w in found.warnings if w.code == "record-drifting"]
    assert warning.details["weeks"] == 4
    assert warning.details["rate"] == pytest.approx(0.8)
    assert warning.details["expected_low"] > 0.9
    assert found.record is not None
    assert found.record.if_history == 1.0
    assert found.record.if_latest == 0.0
    assert 0.0 < found.keep_probability.value < 1.0


def test_what_the_frontline_cannot_keep_is_a_warning_and_moves_no_figure() -> None:
    said = {"open": 2, "newest": "no-people"}
    before, after = (
        score(document).document()
        for document in (ROOMY, replaced(ROOMY, "promises.0.objections", said))
    )
    warning = {"code": "frontline-objects", "promise": "same-week"} | said
    assert warning in after["warnings"]
    after["warnings"].remove(warning)
    assert after == before


def test_an_objection_to_a_promise_that_the_plan_does_not_make_is_no_warning() -> None:
    document = deepcopy(ROOMY)
    said = {"open": 1, "newest": "safety"}
    other = document["promises"][0] | {"id": "other", "objections": said}
    document["promises"].append(other)
    assert "frontline-objects" not in codes(score(document).warnings)


def test_a_verdict_without_records_leans_on_none() -> None:
    assert score(with_record(90, 10, 0.95)).record is None
    assert score(ROOMY).document()["record"] is None


def test_a_given_promise_beside_a_recorded_one_stays_as_given() -> None:
    document = with_weeks([[100, 95]] * 20)
    given: dict[str, Any] = document["promises"][0] | {"id": "given", "record": None}
    document["promises"].append(given | {"reliability": 0.5})
    document["plan"]["tactics"][0]["promises"].append("given")
    found = score(document)
    assert found.record is not None
    assert found.record.if_history == found.record.if_latest == 0.0


def test_where_nothing_falls_due_no_record_breaks_a_promise() -> None:
    document = replaced(with_weeks([[100, 50]] * 20), "plan.tactics.0.occasions", 0)
    found = score(document)
    assert found.record is not None
    assert found.record.if_history == found.keep_probability.value == 1.0


@pytest.mark.parametrize("period", ["day", "month", "quarter"])
def test_horizons_of_any_period_take_records(period: str) -> None:
    document = with_weeks([[100, 95]] * 20)
    document["horizon"] |= {"period": period}
    assert 0.9 < score(document).promises[0].reliability.mean < 0.97
