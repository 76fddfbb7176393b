"""Counter-offers: the cheapest yes, checked against exhaustive search and fresh draws."""

import itertools
import json
import random
from dataclasses import replace
from typing import Any

import pytest

import engine
from engine.changes import (
    Change,
    Fund,
    Narrow,
    Shift,
    SoftenTarget,
    SoftenWindow,
    Throttle,
    apply_changes,
)
from engine.offers import counter_offers, verify
from engine.offers.choice import scored
from engine.offers.levers import (
    Lever,
    Pulled,
    changes_of,
    deepest,
    levers_of,
    setting_of,
    shift_options,
    spending,
)
from engine.offers.search import Node, Search, lowest
from engine.offers.trial import Bench
from engine.result import Offer
from tests.engine.make import make_case, replaced

DRAWS = 256


def random_case(seed: int, **changes: Any) -> dict[str, Any]:
    """Two tactics, two promises, two capabilities, two initiatives, seven weeks."""
    dice = random.Random(seed)  # noqa: S311 - a test
    weeks = changes.pop("weeks", 7)

    def around(likely: float) -> dict[str, float]:
        return {"low": likely * 0.85, "likely": likely, "high": likely * 1.2}

    def tactic(name: str) -> dict[str, Any]:
        starts = dice.randrange(0, weeks - 3)
        return {
            "id": name,
            "promises": dice.sample(["p0", "p1"], dice.choice([1, 1, 2])),
            "budget": dice.choice([0, 300, 900]),
            "margin": dice.choice([15, 25, 40]),
            "occasions": around(dice.choice([20, 30, 40])),
            "starts": starts,
            "ends": min(weeks - 1, starts + dice.randrange(1, 4)),
        }

    def promise(name: str) -> dict[str, Any]:
        return {
            "id": name,
            "target": dice.choice([0.8, 0.9, 0.95]),
            "within": dice.choice([0, 1]),
            "break_cost": dice.choice([5, 20]),
            "track_record": {"kept": 985, "broken": 15},
            "requires": [
                {"capability": c, "units": 1, "lead": dice.choice([0, 1])}
                for c in dice.sample(["c0", "c1"], dice.choice([1, 2]))
            ],
        }

    return {
        "format": "promise-case/1",
        "horizon": {"start": "2026-01-05", "period": "week", "periods": weeks},
        "capabilities": [
            {
                "id": f"c{i}",
                "capacity": around(100),
                "committed": dice.choice([50, 60, 70]),
            }
            for i in range(2)
        ],
        "promises": [promise("p0"), promise("p1")],
        "plan": {"tactics": [tactic("t0"), tactic("t1")]},
        "initiatives": [
            {
                "id": f"i{j}",
                "cost": dice.choice([300, 1500, 4000]),
                "capability": f"c{dice.randrange(2)}",
                "adds": dice.choice([10, 20, 30]),
                "from": dice.randrange(0, 4),
            }
            for j in range(2)
        ],
        "policy": {"who_waits": dice.choice(["plan", "plan", "everyone"])},
    } | changes


def tight_case(**changes: Any) -> dict[str, Any]:
    """Room for 40, 50 come a week; an initiative would add 20."""
    case = make_case(
        horizon={"start": "2026-01-05", "period": "week", "periods": 8},
        initiatives=[
            {"id": "line", "cost": 500, "capability": "packing", "adds": 20, "from": 0}
        ],
    )
    case["plan"]["tactics"][0] |= {"budget": 400, "margin": 30, "ends": 3}
    for place, value in changes.items():
        case = replaced(case, place, value)
    return case


def offers_of(document: dict[str, Any], seed: int = 1) -> tuple[Offer, ...]:
    case = engine.parse_case(document)
    return counter_offers(case, seed=seed, draws=DRAWS).offers


# --- What an offer changes -----------------------------------------------------


def test_narrowing_scales_demand_and_budget_throttling_only_demand() -> None:
    case = engine.parse_case(tight_case())
    narrowed = apply_changes(case, [Narrow("mail", 0.5)]).plan.tactics[0]
    throttled = apply_changes(case, [Throttle("mail", 0.5)]).plan.tactics[0]
    assert (narrowed.occasions, narrowed.budget) == (25.0, 200.0)
    assert (throttled.occasions, throttled.budget) == (25.0, 400.0)


def test_a_shift_moves_listed_occasions_along() -> None:
    document = replaced(
        tight_case(), "plan.tactics.0.occasions", [9, 8, 7, 6] + [5] * 4
    )
    case = engine.parse_case(document)
    moved = apply_changes(case, [Shift("mail", 2, 2, 5)]).plan.tactics[0]
    assert (moved.starts, moved.ends) == (2, 5)
    assert isinstance(moved.occasions, tuple)
    assert moved.occasions[2:6] == (9, 8, 7, 6)
    narrowed = apply_changes(case, [Narrow("mail", 0.5)]).plan.tactics[0]
    assert narrowed.occasions == (4.5, 4, 3.5, 3, *[2.5] * 4)


def test_a_funded_initiative_adds_from_its_period_on_and_is_no_candidate_any_more() -> (
    None
):
    case = engine.parse_case(tight_case(**{"initiatives.0.from": 2}))
    funded = apply_changes(case, [Fund("line", "packing", 500.0)])
    assert funded.capabilities[0].capacity == (100, 100, *[120] * 6)
    assert not funded.initiatives


def test_estimates_add_point_by_point() -> None:
    document = tight_case(
        **{"initiatives.0.adds": {"low": 5, "likely": 10, "high": 30}}
    )
    funded = apply_changes(
        engine.parse_case(document), [Fund("line", "packing", 500.0)]
    )
    assert funded.capabilities[0].capacity == engine.ThreePoint(
        (105.0,) * 8, (110.0,) * 8, (130.0,) * 8
    )


def test_an_initiative_on_a_help_desk_adds_servers() -> None:
    case = engine.parse_case(
        tight_case(
            **{
                "capabilities.0": {
                    "id": "packing",
                    "staffed": {
                        "servers": 4,
                        "handle_minutes": 5,
                        "open_minutes": 100,
                    },
                }
            }
        )
    )
    funded = apply_changes(case, [Fund("line", "packing", 500.0)])
    staffed = funded.capabilities[0].staffed
    assert staffed is not None
    assert staffed.servers == (24,) * 8


def test_a_name_that_is_not_there_is_refused() -> None:
    case = engine.parse_case(tight_case())
    for change in (Throttle("x", 0.5), SoftenTarget("x", 0.5, 0.9), Fund("x", "y", 1)):
        with pytest.raises(KeyError):
            apply_changes(case, [change])


@pytest.mark.parametrize("seed", range(12))
def test_a_trial_says_what_a_score_of_the_changed_case_says(seed: int) -> None:
    case = engine.parse_case(random_case(seed))
    bench = Bench(case, seed=3, draws=DRAWS, used=DRAWS, longest=4)
    search = Search(bench, 0.9)
    dice = random.Random(seed)  # noqa: S311 - a test
    levers = dice.sample(levers_of(bench), 3)
    while len(
        {lever.of for lever in levers if lever.kind in ("narrow", "throttle")}
    ) < (len([lever for lever in levers if lever.kind in ("narrow", "throttle")])):
        levers = dice.sample(levers_of(bench), 3)
    pulled = Pulled(frozenset(levers))
    pulled = replace(
        pulled,
        multiples={i: dice.randrange(1, 1_000) for i in pulled.sized()},
        shifts={i: dice.choice(shift_options(bench, i)) for i in pulled.of("shift")},
        windows={p: dice.randrange(1, 5) for p in pulled.of("window")},
        targets={p: dice.randrange(1, deepest(bench, p)) for p in pulled.of("target")},
    )
    kept, cost = search.look(setting_of(bench, pulled), pulled)
    changed = apply_changes(case, changes_of(bench, pulled))
    chance, value = scored(changed, 3, DRAWS)
    _, before = scored(case, 3, DRAWS)
    assert kept == pytest.approx(chance.value, abs=1e-12)
    expected = before.mean - value.mean + spending(bench, pulled)
    assert cost == pytest.approx(expected, rel=1e-9, abs=1e-6)


# --- The offers ----------------------------------------------------------------


def test_a_keepable_plan_gets_no_offers() -> None:
    score = engine.score(engine.parse_case(tight_case(**{"promises.0.target": 0.5})))
    assert score.verdict == "keepable"
    assert score.counter_offers == ()
    assert score.counter_offer_search is None


def test_no_offers_while_somebody_types_or_supposes() -> None:
    case = engine.parse_case(tight_case())
    assert engine.score(case, draws=64).counter_offers
    assert not engine.score(case, draws=64, searches=False).counter_offers
    assert not engine.score(case, draws=64, sensitivities=False).counter_offers


def throttled(score: engine.Score) -> list[float]:
    """The multiples of offers that only throttle."""
    return [
        change.multiple
        for offer in score.counter_offers
        for change in offer.changes
        if isinstance(change, Throttle) and len(offer.changes) == 1
    ]


def test_the_cheapest_throttle_of_what_earns_nothing_is_what_can_be_promised() -> None:
    case = tight_case(**{"plan.tactics.0.margin": 0})
    score = engine.score(engine.parse_case(case), draws=64)
    assert throttled(score) == [score.capable_to_promise[0].multiple] == [0.816]


def test_the_cheapest_throttle_of_what_earns_in_time_only_leaves_nothing_late() -> None:
    # Up to 0.816 could be promised; but beyond 0.8 all that is added makes others late.
    score = engine.score(engine.parse_case(tight_case()), draws=64)
    assert throttled(score) == [0.8]


def test_each_offer_carries_its_price_and_what_it_weakens() -> None:
    case = engine.parse_case(tight_case())
    before = engine.score(case, draws=DRAWS, searches=False)
    offers = offers_of(tight_case())
    assert [offer.cost for offer in offers] == sorted(offer.cost for offer in offers)
    for offer in offers:
        after = engine.score(
            apply_changes(case, offer.changes), draws=DRAWS, searches=False
        )
        assert after.verdict == "keepable"
        assert offer.keep_probability == after.keep_probability
        assert offer.value == after.value
        assert offer.budget == after.money.budget
        spent = sum(c.cost for c in offer.changes if isinstance(c, Fund))
        assert offer.spending == spent
        assert offer.lost_value == pytest.approx(before.value.mean - after.value.mean)
        assert offer.cost == pytest.approx(offer.lost_value + spent)
        softened = {
            c.promise
            for c in offer.changes
            if isinstance(c, SoftenTarget | SoftenWindow)
        }
        assert set(offer.weakens) == softened


def test_the_offers_are_distinct_and_at_least_three_where_they_exist() -> None:
    offers = offers_of(tight_case())
    sets = {frozenset(map(lever_of, offer.changes)) for offer in offers}
    assert len(sets) == len(offers) >= 3
    kinds = {offer.changes[0].change for offer in offers if len(offer.changes) == 1}
    assert {"throttle", "narrow", "fund", "soften"} <= kinds


def lever_of(change: Change) -> tuple[str, ...]:
    """The kind of a change and on what, without its numbers."""
    subject = getattr(change, "tactic", None) or getattr(change, "promise", None)
    return type(change).__name__, str(subject or getattr(change, "initiative", ""))


def test_a_target_is_lowered_no_further_than_it_takes() -> None:
    case = tight_case(**{"promises.0.target": 0.6})
    (offer,) = [
        offer
        for offer in offers_of(case)
        if len(offer.changes) == 1 and isinstance(offer.changes[0], SoftenTarget)
    ]
    (change,) = offer.changes
    assert isinstance(change, SoftenTarget)
    # Half of them are on time: 50 of 100.
    assert (change.target, change.was, offer.cost) == (0.5, 0.6, 0.0)


def test_a_promise_is_not_promised_later_than_it_takes() -> None:
    offers = offers_of(tight_case())
    windows = {
        change.within
        for offer in offers
        if len(offer.changes) == 1
        for change in offer.changes
        if isinstance(change, SoftenWindow)
    }
    assert windows == {1}


def test_no_offer_makes_a_change_that_saves_next_to_nothing() -> None:
    case = engine.parse_case(
        tight_case()
        | {
            "plan": {
                "tactics": [
                    {"id": "mail", "promises": ["same-week"], "audience": "new"}
                    | {"occasions": 50, "ends": 3, "budget": 400, "margin": 30},
                    {"id": "note", "promises": ["same-week"], "audience": "new"}
                    | {"occasions": 0.02, "ends": 3, "budget": 0.2, "margin": 30},
                ]
            }
        }
    )
    desk = verify.Desk(case, 1, DRAWS)
    levers = [Lever("narrow", 0), Lever("narrow", 1)]
    sizes = {0: 700, 1: 999}
    drafted = desk.full.exact(Pulled(frozenset(levers), sizes))
    assert drafted is not None
    found = desk.verify(drafted)
    assert found is not None
    assert found.pulled.levers == {levers[0]}
    assert found.kept >= desk.needed


def test_the_same_case_and_seed_give_the_same_bytes() -> None:
    case = engine.parse_case(random_case(3))
    texts = {
        json.dumps(engine.score(case, seed=5, draws=DRAWS).document()) for _ in range(2)
    }
    assert len(texts) == 1
    assert '"change": "' in texts.pop()


# --- Against exhaustive search -------------------------------------------------


def exhaustive(case: engine.Case, seed: int, *, soft: bool) -> float:
    """The lowest cost of all sets of three changes on a grid of 5 %.

    Every skeleton and every grid point of all but the last multiple is tried; the last
    one goes as far as it keeps. Softening goes as far as allowed: that costs nothing.
    """
    bench = Bench(case, seed=seed, draws=DRAWS, used=DRAWS, longest=4)
    search = Search(bench, float(case.policy.keepable))
    grid = range(0, 1_000, 50)
    best = float("inf")
    levers = [
        e for e in levers_of(bench) if e.kind != "throttle" or not bench.budgets[e.of]
    ]
    if not soft:
        levers = [e for e in levers if e.kind not in ("window", "target")]

    def cost(pulled: Pulled) -> float:
        found = search.exact(pulled)
        return float("inf") if found is None else found.cost

    for size in (1, 2, 3):
        for chosen in itertools.combinations(levers, size):
            pulled = Pulled(frozenset(chosen))
            pulled = replace(
                pulled,
                windows=dict.fromkeys(pulled.of("window"), 4),
                targets={p: deepest(bench, p) for p in pulled.of("target")},
            )
            moves = [shift_options(bench, i) for i in pulled.of("shift")]
            sized = pulled.sized()
            for shifts in itertools.product(*moves):
                moved = replace(
                    pulled, shifts=dict(zip(pulled.of("shift"), shifts, strict=True))
                )
                for sizes in itertools.product(grid, repeat=len(sized)):
                    multiples = dict(zip(sized, sizes, strict=True))
                    best = min(best, cost(moved.with_multiples(multiples)))
    return best


@pytest.mark.parametrize("seed", [5, 9])
def test_no_set_of_three_changes_on_a_grid_is_two_percent_cheaper(seed: int) -> None:
    case = engine.parse_case(random_case(seed, weeks=5, initiatives=[]))
    offers = counter_offers(case, seed=1, draws=DRAWS).offers
    for soft in (True, False):
        inside = [offer.cost for offer in offers if soft or not offer.weakens]
        best = exhaustive(case, 1, soft=soft)
        ours = min(inside, default=float("inf"))
        assert ours == best or ours <= best + 0.02 * abs(best)


@pytest.mark.parametrize("seed", range(6))
def test_offers_stand_in_fresh_draws_and_cost_no_less_than_the_bound(seed: int) -> None:
    case = engine.parse_case(random_case(seed))
    if engine.score(case, draws=DRAWS, searches=False).verdict == "keepable":
        return
    answer = counter_offers(case, seed=1, draws=DRAWS)
    for offer in answer.offers:
        chance, _ = scored(apply_changes(case, offer.changes), 77, 8_192)
        assert chance.value >= 0.9 - 0.03
        assert offer.gap is not None
        assert offer.gap >= 0.0
    if answer.search.gap is not None:
        assert answer.search.bound is not None
        first = answer.offers[0]
        assert answer.search.gap == pytest.approx(first.cost - answer.search.bound)


# --- Where nothing helps -------------------------------------------------------


def blocked(document: dict[str, Any]) -> list[dict[str, Any]]:
    answer = counter_offers(engine.parse_case(document), seed=1, draws=DRAWS)
    assert all(offer.weakens for offer in answer.offers)
    return [{"code": f.code, **f.details} for f in answer.search.blocked]


def test_a_track_record_far_below_the_target_leaves_no_offer_and_is_named() -> None:
    case = tight_case(**{"promises.0.reliability": 0.6})
    assert offers_of(case) == ()
    (found,) = blocked(case)
    assert found == {
        "code": "reliability-blocks",
        "promise": "same-week",
        "target": 0.95,
        "reliability": pytest.approx(0.6),
        "best_keep_probability": 0.0,
    }


def test_promises_that_are_unreliable_together_are_named() -> None:
    case = tight_case(
        **{
            "promises.0.reliability": None,
            "promises.0.track_record": {"kept": 300, "broken": 10},
            "promises.1": {
                "id": "other",
                "target": 0.95,
                "track_record": {"kept": 300, "broken": 10},
            },
            "plan.tactics.0.promises": ["same-week", "other"],
        }
    )
    assert [found["code"] for found in blocked(case)] == ["joint-reliability-blocks"]


def test_a_capability_without_any_room_is_named_with_initiatives_that_come_too_late() -> (
    None
):
    case = tight_case(
        **{
            "capabilities.0.committed": 100,
            "capabilities.0.backlog": 900,
            "initiatives.0.from": 6,
        }
    )
    case["plan"]["tactics"][0] |= {"starts": 0, "ends": 7}
    found = blocked(case)[0]
    assert found["code"] == "no-room"
    assert (found["capability"], found["initiatives"]) == ("packing", 1)
    assert found["too_late"] == 1


def test_a_plan_that_needs_more_than_three_changes_is_told_so() -> None:
    case = tight_case()
    first = case["plan"]["tactics"][0] | {"starts": 0, "ends": 7, "occasions": 41}
    case["plan"]["tactics"] = [first | {"id": f"t{i}"} for i in range(5)]
    case["initiatives"] = []
    assert "more-changes-needed" in [found["code"] for found in blocked(case)]


def test_two_steps_on_one_capability_are_named_once() -> None:
    case = tight_case(**{"capabilities.0.committed": 200, "initiatives": []})
    case["promises"][0]["requires"].append(
        {"capability": "packing", "units": 1, "lead": 1}
    )
    case["promises"].append({"id": "free", "target": 0.9, "reliability": 1.0})
    case["plan"]["tactics"][0]["promises"].append("free")
    assert [found["code"] for found in blocked(case)] == ["no-room"]


# --- Large plans ---------------------------------------------------------------


def large_case(tactics: int = 12) -> dict[str, Any]:
    """Many tactics, of which two meet a shortage."""
    case = random_case(1, weeks=12)
    template = case["plan"]["tactics"][0]
    case["capabilities"].append({"id": "c2", "capacity": 20})
    case["promises"].append(
        {"id": "p2", "target": 0.9, "requires": [{"capability": "c2", "units": 1}]}
    )
    case["plan"]["tactics"] = [
        template | {"id": f"t{i}", "occasions": 1, "promises": ["p0"], "budget": 10}
        for i in range(tactics)
    ]
    case["plan"]["tactics"][3] |= {"occasions": 15, "promises": ["p2"]}
    case["plan"]["tactics"][7] |= {"occasions": 15, "promises": ["p2"]}
    case["initiatives"] = [
        {"id": f"i{j}", "cost": 100 * j, "capability": f"c{j % 3}", "adds": 5}
        for j in range(6)
    ]
    return case


def test_a_large_plan_is_searched_among_the_levers_that_tell_and_says_so() -> None:
    case = engine.parse_case(large_case())
    answer = counter_offers(case, seed=1, draws=DRAWS)
    assert answer.search.levers_left_out > 0
    assert not answer.search.complete
    assert "narrow" in {change.change for o in answer.offers for change in o.changes}
    touched = {
        getattr(change, "tactic", "t3") for o in answer.offers for change in o.changes
    }
    assert touched <= {"t3", "t7"}


def test_with_little_work_only_the_strongest_levers_are_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = engine.parse_case(large_case())
    cost = verify.Desk(case, 1, DRAWS).quick.bench.cost_of_trial()
    monkeypatch.setattr(
        verify, "MOST_NUMBERS", cost * sum(verify.TRIALS.values()) // 40
    )
    desk = verify.Desk(case, 1, DRAWS)
    list(desk.verified())
    assert desk.cut_short
    assert not counter_offers(case, seed=1, draws=DRAWS).search.complete


def test_a_lever_is_as_strong_as_what_it_does_pulled_all_the_way() -> None:
    strength = verify.Desk(engine.parse_case(large_case()), 1, DRAWS).strength
    telling = {lever for lever, gain in strength.items() if gain > 0.0}
    assert {lever.of for lever in telling if lever.kind == "throttle"} == {3, 7}
    assert not {lever for lever in telling if lever.kind == "target"}


@pytest.mark.parametrize("rounds", [1, 4])
def test_what_few_draws_misjudge_is_verified_in_all(
    monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    monkeypatch.setattr(verify, "ROUNDS", rounds)
    monkeypatch.setattr(verify, "FEWEST_USED", 64)
    monkeypatch.setattr(verify, "NUMBERS_PER_TRIAL", 1)
    for seed in range(8):
        case = engine.parse_case(random_case(seed, weeks=5))
        for offer in counter_offers(case, seed=1, draws=1_024).offers:
            chance, _ = scored(apply_changes(case, offer.changes), 1, 1_024)
            assert chance.value >= 0.9


def test_what_does_not_fit_in_memory_shrinks_until_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify, "FEWEST_USED", 64)
    monkeypatch.setattr(verify, "NUMBERS_PER_TRIAL", 1)
    monkeypatch.setattr(verify, "MOST_NUMBERS_IN_FULL", 1)
    for seed in range(8):
        case = engine.parse_case(random_case(seed, weeks=5))
        for offer in counter_offers(case, seed=1, draws=1_024).offers:
            assert offer.keep_probability.value >= 0.9


def test_refining_ends_when_its_trials_are_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify, "MOST_NUMBERS_REFINING", 1)
    case = engine.parse_case(random_case(5))
    assert counter_offers(case, seed=1, draws=DRAWS).offers


def test_a_help_desk_has_no_longer_window_but_other_offers() -> None:
    case = tight_case(
        **{
            "capabilities.0": {
                "id": "packing",
                "staffed": {"servers": 5, "handle_minutes": 5, "open_minutes": 100},
            },
            "initiatives.0.adds": 3,
            "promises.0.target": 0.8,
            "promises.0.requires.0.within_minutes": 1,
            "plan.tactics.0.occasions": 90,
        }
    )
    offers = offers_of(case)
    changes = [change for offer in offers for change in offer.changes]
    assert {change.change for change in changes} >= {"narrow", "fund", "throttle"}
    assert not any(isinstance(change, SoftenWindow) for change in changes)


def test_a_search_that_may_not_try_enough_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify, "MOST_NUMBERS", 200_000)
    answer = counter_offers(engine.parse_case(random_case(5)), seed=1, draws=DRAWS)
    assert not answer.search.complete


# --- Corners of the search -----------------------------------------------------


def corner() -> tuple[Search, Pulled]:
    """A search, and two multiples that it may pull."""
    case = engine.parse_case(random_case(5))
    search = Search(Bench(case, seed=1, draws=64, used=64, longest=4), 0.9)
    levers = frozenset({Lever("throttle", 0), Lever("throttle", 1)})
    return search, Pulled(levers, {0: 100, 1: 100})


def test_a_range_of_one_multiple_is_tried_and_not_cut_further() -> None:
    search, pulled = corner()
    both = dict(pulled.multiples)
    assert search.halves(Node(pulled, (), both, both)) == []
    assert search.play(setting_of(search.bench, pulled)) is not None


def test_nothing_is_sketched_where_the_least_is_too_much() -> None:
    search, pulled = corner()
    search.needed = 1.1
    search.sketch(pulled)
    assert not search.pool


def test_there_is_no_lowest_where_nothing_stands() -> None:
    assert lowest(0, 3, lambda steps: None) is None


def test_a_target_stays_above_zero() -> None:
    case = engine.parse_case(tight_case(**{"promises.0.target": 0.01}))
    bench = Bench(case, seed=1, draws=64, used=64, longest=4)
    assert deepest(bench, 0) == 0
    assert Lever("target", 0) not in levers_of(bench)


def test_only_capabilities_that_are_often_full_block() -> None:
    case = tight_case(**{"capabilities.0.committed": 200, "initiatives": []})
    case["capabilities"].append(
        {"id": "rarely", "capacity": {"low": 0, "likely": 0, "high": 5}}
    )
    case["promises"][0]["requires"].append({"capability": "rarely", "units": 1})
    assert [found["capability"] for found in blocked(case)] == ["packing"]
