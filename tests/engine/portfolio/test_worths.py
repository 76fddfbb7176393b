"""What one more unit is worth, beside trying every set."""

import dataclasses
from typing import Any

import pytest

from engine import portfolio
from tests.engine.portfolio.make import exhaustive, make_case, make_plan, random_case


def line(cost: float = 3.0, units: float = 5.0) -> dict[str, Any]:
    return {
        "id": "line",
        "kind": "initiative",
        "cost": cost,
        "adds": [{"capability": "packing", "units": units}],
    }


def test_an_initiative_gains_what_it_makes_possible_less_its_cost() -> None:
    plans = [make_plan("a", 9, 8), make_plan("b", 7, 6)]
    case = make_case(candidates=[*plans, line()])
    best = portfolio.solve(case)
    gain = portfolio.initiative_gains(case, best)[0]
    assert (gain.id, gain.chosen, gain.gain, gain.per_money) == ("line", True, 4, 4 / 3)
    assert (gain.low, gain.high) == (4, 4)
    dear = make_case(candidates=[*plans, line(cost=8)])
    gain = portfolio.initiative_gains(dear, portfolio.solve(dear))[0]
    assert (gain.chosen, gain.gain, gain.per_money) == (False, -1, -1 / 8)


def test_initiatives_are_ranked_by_their_gain_for_money() -> None:
    plans = [make_plan("a", 9, 8), make_plan("b", 7, 6)]
    others = [
        {**line(), "id": "cheap", "cost": 1},
        {**line(), "id": "free", "cost": 0},
        {**line(), "id": "none", "cost": 5},
        {
            **line(),
            "id": "idle",
            "cost": 0,
            "adds": [{"capability": "idle", "units": 1}],
        },
    ]
    case = make_case(
        candidates=[*plans, *others],
        capabilities=[{"id": "packing", "capacity": 10}, {"id": "idle", "capacity": 1}],
        budgets=[{"amount": 4}],
    )
    found = portfolio.initiative_gains(case, portfolio.solve(case))
    assert found[-1].id == "none"
    assert (found[-1].gain, found[-1].low, found[-1].high) == (None, None, None)
    assert {entry.id for entry in found[:2]} <= {"free", "idle", "cheap"}
    assert portfolio.worths.gain_order(
        dataclasses.replace(found[0], gain=1.0, per_money=None)
    ) < portfolio.worths.gain_order(found[1])


@pytest.mark.parametrize("seed", [3, 7, 11])
def test_gains_are_those_of_trying_every_set(seed: int) -> None:
    case = random_case(seed)
    best = portfolio.solve(case)
    for entry in portfolio.initiative_gains(case, best):
        with_it, _ = exhaustive(
            dataclasses.replace(
                case,
                candidates=portfolio.favourites.with_musts(case.candidates, {entry.id}),
            )
        )
        without = portfolio.solve(case, forbidden=[entry.id])
        if with_it is None or without.status == "infeasible":
            assert entry.gain is None
            continue
        assert entry.gain == pytest.approx(with_it - without.value.total, abs=1e-6)


def test_contribution_is_counted_for_each_unit_of_the_bottleneck() -> None:
    case = make_case(
        candidates=[
            make_plan("a", 9, 8),
            make_plan("b", 8, 4),
            make_plan("c", 1, 2),
            make_plan("d", 2),
        ]
    )
    best = portfolio.solve(case)
    found = {entry.id: entry for entry in portfolio.contributions(case, best)}
    assert best.chosen == ("a", "c", "d")
    scarce = sum(1 for worth in best.capabilities[0].worth if worth > 0)
    assert found["b"].bottleneck == "packing"
    assert found["b"].per_unit == pytest.approx(8 / (4 * scarce))
    assert (found["d"].bottleneck, found["d"].per_unit) == (None, None)
    order = [entry.id for entry in portfolio.contributions(case, best)]
    assert order == ["d", "b", "a", "c"]


def test_without_capabilities_nothing_is_scarce() -> None:
    case = make_case(capabilities=[], candidates=[make_plan("a", 1)])
    found = portfolio.contributions(case, portfolio.solve(case))
    assert (found[0].bottleneck, found[0].charge) == (None, 0.0)


def test_one_more_says_what_is_short_and_what_gives_way() -> None:
    case = make_case(
        candidates=[
            make_plan("a", 9, 8),
            make_plan("b", 8, 5),
            make_plan("c", 3, 5),
            make_plan("d", 1, 2),
        ],
        capabilities=[{"id": "packing", "capacity": 10}, {"id": "idle", "capacity": 1}],
    )
    best = portfolio.solve(case)
    assert best.chosen == ("b", "c")
    found = portfolio.one_more(case, best, "a")
    assert (found.change, found.low, found.high) == (-1, -1, -1)
    assert (found.displaced, found.joined) == (("b", "c"), ("d",))
    short = found.shortages[0]
    assert (short.capability, short.period, short.periods_short, short.units) == (
        "packing",
        0,
        4,
        8,
    )


def test_one_that_can_never_be_chosen_changes_nothing() -> None:
    case = make_case(candidates=[make_plan("a", 9, 11), make_plan("b", 8, 5)])
    best = portfolio.solve(case)
    assert best.blocked == ("a",)
    found = portfolio.one_more(case, best, "a")
    assert (found.change, found.displaced, found.joined) == (None, (), ())
    assert found.shortages[0].units == 6
