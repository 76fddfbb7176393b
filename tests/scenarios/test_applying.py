"""Differences are laid over the company as it is, in whatever order they come."""

import copy
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from planner.scenarios.applying import NOTHING, Difference, PlanPart, World, apply

WEEKS = 6


def tactic(code="mail", *, starts=0, ends=3, **fields):
    entry = {
        "code": code,
        "promises": ["next-week"],
        "audience": "new",
        "budget": 1000.0,
        "margin": 20.0,
        "occasions": {"low": 10.0, "likely": 20.0, "high": 30.0},
        "starts": starts,
        "ends": ends,
    }
    return entry | fields


BELIEF = {
    "id": "spread",
    "driver": {"demand": "mail"},
    "probability": 0.7,
    "if_false": 1.5,
    "status": "untested",
}
WORLD = World(
    base={
        "format": "promise-case/1",
        "horizon": {"start": "2026-01-05", "period": "week", "periods": WEEKS},
        "capabilities": [
            {
                "id": "packing",
                "unit": "parcel",
                "capacity": {"low": 90.0, "likely": 100.0, "high": [110.0] * WEEKS},
                "committed": 0.0,
                "backlog": 0.0,
            },
            {
                "id": "desk",
                "unit": "call",
                "committed": 0.0,
                "backlog": 0.0,
                "staffed": {
                    "servers": 8.0,
                    "handle_minutes": 6.0,
                    "open_minutes": 2400.0,
                },
            },
        ],
        "promises": [
            {
                "id": "next-week",
                "target": 0.9,
                "within": 0,
                "break_cost": 3.0,
                "requires": [{"capability": "packing", "units": 1.0, "lead": 0}],
            },
            {
                "id": "a-person",
                "target": 0.9,
                "within": 0,
                "break_cost": 0.0,
                "requires": [{"capability": "desk", "units": 1.0, "lead": 0}],
            },
        ],
        "commitments": [
            {"promise": "next-week", "occasions": 30.0},
            {"promise": "a-person", "occasions": [5.0] * WEEKS},
        ],
        "initiatives": [],
        "policy": {"who_waits": "plan", "keepable": 0.9, "at_risk": 0.6},
    },
    plans={
        1: PlanPart(
            title="Made",
            made=True,
            tactics=(tactic(), tactic("radio", starts=-3, ends=9)),
            assumptions=(BELIEF,),
        ),
        2: PlanPart(title="Waiting", made=False, tactics=(tactic(starts=2, ends=8),)),
    },
    initiatives={
        "line": {"capability": "packing", "adds": 50.0, "cost": 900.0, "from": 2}
    },
)


def tactics(applied):
    return {entry["id"]: entry for entry in applied.case["plan"]["tactics"]}


def capacity(applied, point="likely"):
    found = applied.case["capabilities"][0]["capacity"]
    return found[point] if isinstance(found, dict) else found


def test_nothing_supposed_is_the_company_as_it_is():
    found = apply(WORLD)
    rest = {k: v for k, v in found.case.items() if k != "plan"}
    assert rest == WORLD.base
    assert found.plans == (1,)
    assert tactics(found)["plan-1.mail"]["occasions"] == {
        "low": 10.0,
        "likely": 20.0,
        "high": 30.0,
    }
    # What lies outside of the horizon is cut off.
    assert (tactics(found)["plan-1.radio"]["starts"], WEEKS - 1) == (
        0,
        tactics(found)["plan-1.radio"]["ends"],
    )
    [belief] = found.case["plan"]["assumptions"]
    assert belief["driver"] == {"demand": "plan-1.mail"}


def test_a_plan_that_anything_is_said_of_is_carried_out():
    for kind, amount in (("plan-in", 0.0), ("move", 1.0), ("volume", 50.0)):
        found = apply(WORLD, [Difference(kind=kind, plan=2, amount=amount)])
        assert found.plans == (1, 2), kind
        assert found.without_effect == ()


def test_a_plan_stays_out_with_all_that_it_believed():
    found = apply(WORLD, [Difference(kind="plan-out", plan=1)])
    assert found.plans == ()
    assert not found.promises_something
    assert found.case["plan"] == {
        "tactics": [{"id": NOTHING, "promises": [NOTHING], "occasions": 0.0}],
        "assumptions": [],
    }
    engine.score(engine.parse_case(found.case), draws=64, sensitivities=False)


def test_a_tactic_is_left_out_with_what_was_believed_of_it():
    found = apply(WORLD, [Difference(kind="without", plan=1, tactic="mail")])
    assert set(tactics(found)) == {"plan-1.radio"}
    assert found.case["plan"]["assumptions"] == []


def test_a_plan_is_moved_before_it_is_cut_to_the_horizon():
    found = apply(WORLD, [Difference(kind="move", plan=1, amount=-2.0)])
    mail, radio = tactics(found)["plan-1.mail"], tactics(found)["plan-1.radio"]
    assert (mail["starts"], mail["ends"]) == (0, 1)
    assert (radio["starts"], radio["ends"]) == (0, WEEKS - 1)


def test_a_plan_that_is_put_off_beyond_the_horizon_has_no_effect():
    moved = Difference(kind="move", plan=2, amount=90.0)
    found = apply(WORLD, [moved])
    assert found.plans == (1,)
    assert found.without_effect == (moved,)


def test_volume_takes_the_money_along():
    found = apply(WORLD, [Difference(kind="volume", plan=1, amount=50.0)])
    mail = tactics(found)["plan-1.mail"]
    assert mail["occasions"] == {"low": 5.0, "likely": 10.0, "high": 15.0}
    assert mail["budget"] == 500.0
    assert mail["margin"] == 20.0


def test_capacity_is_first_a_share_of_what_is_there_and_then_added_to():
    found = apply(
        WORLD,
        [
            Difference(kind="capacity-plus", capability="packing", amount=7, first=4),
            Difference(
                kind="capacity-times", capability="packing", amount=50, first=1, last=4
            ),
            Difference(kind="fund", initiative="line"),
        ],
    )
    assert capacity(found) == [100.0, 50.0, 100.0, 100.0, 107.0, 157.0]
    assert capacity(found, "low")[0] == 90.0
    assert found.initiatives_cost == 900.0


def test_capacity_never_falls_below_nothing():
    found = apply(
        WORLD,
        [Difference(kind="capacity-plus", capability="packing", amount=-95.0)],
    )
    assert capacity(found, "low") == [0.0] * WEEKS
    assert capacity(found) == [5.0] * WEEKS


def test_of_a_staffed_capability_the_people_change():
    found = apply(
        WORLD, [Difference(kind="capacity-plus", capability="desk", amount=2)]
    )
    desk = found.case["capabilities"][1]
    assert desk["staffed"]["servers"] == [10.0] * WEEKS
    assert "capacity" not in desk


def test_customers_ask_more_of_one_promise_or_of_all():
    found = apply(
        WORLD,
        [
            Difference(kind="demand", amount=200.0, first=3),
            Difference(kind="demand", promise="next-week", amount=50.0),
        ],
    )
    first, second = (e["occasions"] for e in found.case["commitments"])
    assert first == [15.0, 15.0, 15.0, 30.0, 30.0, 30.0]
    assert second == [5.0, 5.0, 5.0, 10.0, 10.0, 10.0]


def test_what_is_said_of_nobody_has_no_effect():
    idle = [
        Difference(kind="demand", promise="spare-parts", amount=50.0),
        Difference(kind="fund", initiative="gone"),
        Difference(kind="plan-out", plan=2),
        Difference(kind="move", plan=77, amount=1.0),
        Difference(kind="without", plan=1, tactic="gone"),
    ]
    found = apply(WORLD, idle)
    assert set(found.without_effect) == set(idle)
    assert {k: v for k, v in found.case.items() if k != "plan"} == WORLD.base


def test_a_threshold_below_the_other_takes_it_along():
    found = apply(
        WORLD,
        [
            Difference(kind="keepable", amount=50.0),
            Difference(kind="queue", who_waits="everyone"),
        ],
    )
    assert found.case["policy"] == {
        "who_waits": "everyone",
        "keepable": 0.5,
        "at_risk": 0.5,
    }


# A busy machine takes its time to think cases up.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CHOICES = [
    st.builds(
        Difference,
        kind=st.just("capacity-times"),
        capability=st.sampled_from(["packing", "desk"]),
        amount=st.integers(0, 300).map(float),
        first=st.integers(-2, 3),
        last=st.one_of(st.none(), st.integers(3, 8)),
    ),
    st.builds(
        Difference,
        kind=st.just("capacity-plus"),
        capability=st.sampled_from(["packing", "desk"]),
        amount=st.integers(-120, 300).map(float),
        first=st.integers(-2, 3),
    ),
    st.builds(
        Difference,
        kind=st.just("demand"),
        promise=st.sampled_from(["", "next-week", "a-person", "gone"]),
        amount=st.integers(0, 300).map(float),
    ),
    st.builds(
        Difference,
        kind=st.sampled_from(["move", "plan-in"]),
        plan=st.sampled_from([1, 2, 3]),
        amount=st.integers(-9, 9).map(float),
    ),
    st.builds(
        Difference, kind=st.just("without"), plan=st.just(1), tactic=st.just("mail")
    ),
    st.builds(Difference, kind=st.just("fund"), initiative=st.just("line")),
]


@PATIENT
@given(st.lists(st.one_of(CHOICES), max_size=6, unique=True), st.randoms())
def test_the_order_of_changes_does_not_matter(
    changes: list[Difference], chance: random.Random
) -> None:
    shuffled = list(changes)
    chance.shuffle(shuffled)
    assert apply(WORLD, shuffled) == apply(WORLD, changes)


@PATIENT
@given(st.lists(st.one_of(CHOICES), max_size=6, unique=True))
def test_the_company_stays_as_it_is_and_the_engine_reads_every_case(changes):
    before = copy.deepcopy(WORLD)
    found = apply(WORLD, changes)
    assert before == WORLD
    engine.parse_case(found.case)


@pytest.mark.parametrize("kind", ["capacity-times", "demand"])
def test_a_hundred_percent_is_no_difference_to_the_score(kind):
    same = apply(
        WORLD,
        [Difference(kind=kind, capability="packing", promise="next-week", amount=100)],
    )
    scores = [
        engine.score(engine.parse_case(found.case), draws=64, sensitivities=False)
        for found in (apply(WORLD), same)
    ]
    assert scores[0].keep_probability == scores[1].keep_probability
    assert scores[0].value == scores[1].value
