"""What departments would choose alone, beside trying every set."""

from typing import Any

import pytest

from engine import portfolio
from tests.engine.portfolio.make import (
    exhaustive,
    make_case,
    make_plan,
    random_case,
    worth,
)


def two_departments() -> portfolio.PortfolioCase:
    """Ten parcels: sales wants eight of them for 9, care earns 12 with the same eight."""
    return make_case(
        candidates=[
            make_plan("fair", 9, 8, department="sales"),
            make_plan("letters", 5, 2, department="sales"),
            make_plan("calls", 12, 8, department="care"),
            {
                "id": "line",
                "kind": "initiative",
                "department": "operations",
                "cost": 20,
                "adds": [{"capability": "packing", "units": 5}],
            },
        ]
    )


def test_a_favourite_set_says_what_it_earns_and_costs_the_whole() -> None:
    case = two_departments()
    best = portfolio.solve(case)
    assert best.chosen == ("letters", "calls")
    found = {
        entry.department: entry for entry in portfolio.silos(case, best).favourites
    }
    sales = found["sales"]
    assert (sales.chosen, sales.earns, sales.earns_in_best) == (
        ("fair", "letters"),
        14,
        5,
    )
    assert (sales.whole, sales.costs, sales.displaced) == (14, 3, ("calls",))
    assert (sales.costs_at_least, sales.costs_at_most, sales.proven) == (3, 3, True)
    assert found["care"].costs == 0
    assert found["operations"].chosen == ()


def test_scarce_capacity_that_a_favourite_takes_is_counted_in_hours_and_money() -> None:
    case = two_departments()
    best = portfolio.solve(case)
    sales = portfolio.silos(case, best).favourites[2]
    taking = sales.takes[0]
    assert (taking.capability, taking.favourite, taking.best) == ("packing", 10, 2)
    prices = best.capabilities[0].worth
    assert sum(prices) > 0
    assert taking.worth == pytest.approx(8 * sum(prices))


def test_all_favourites_together_clash_where_they_overload() -> None:
    case = two_departments()
    silos = portfolio.silos(case, portfolio.solve(case))
    assert (silos.wished, silos.best) == (14 + 12, 17)
    clash = silos.clashes[0]
    assert (clash.capability, clash.load, clash.room, clash.periods_over) == (
        "packing",
        18,
        10,
        4,
    )
    assert dict(clash.shares) == {"sales": 10, "care": 8}


def test_a_favourite_takes_the_investments_of_others_for_granted() -> None:
    line = {
        "id": "line",
        "kind": "initiative",
        "department": "operations",
        "cost": 20,
        "adds": [{"capability": "packing", "units": 5}],
    }
    case = make_case(
        candidates=[
            make_plan("fair", 9, 12, department="sales", requires=["study"]),
            make_plan("study", 0, cost=1, department="finance", kind="promise"),
            line,
        ],
        budgets=[{"amount": 50}, {"amount": 9, "department": "finance"}],
        exclusions=[["fair", "study"], ["study", "line"]],
    )
    best = portfolio.solve(case)
    sales = portfolio.silos(case, best).favourites[2]
    # The exclusions forbid what it requires, so that there is nothing left to wish for.
    assert (best.chosen, sales.chosen, sales.costs) == ((), (), 0)
    free = make_case(candidates=[*document_of(case)], budgets=[{"amount": 50}])
    best = portfolio.solve(free)
    sales = portfolio.silos(free, best).favourites[2]
    assert (sales.chosen, sales.needs) == (("fair",), ("study", "line"))
    assert (sales.earns, sales.whole, sales.costs) == (9, 9 - 1 - 20, 12)


def document_of(case: portfolio.PortfolioCase) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = portfolio.portfolio_document(case)["candidates"]
    return found


def test_must_haves_that_no_longer_fit_leave_no_whole() -> None:
    case = make_case(
        candidates=[
            make_plan("a", 5, 6, department="sales"),
            make_plan("b", 5, 4, department="sales", must=True),
            make_plan("c", 9, 4),
        ],
        exclusions=[["a", "c"]],
    )
    best = portfolio.solve(case)
    found = portfolio.silos(case, best).favourites[0]
    assert (found.chosen, found.whole) == (("a", "b"), 10)


@pytest.mark.parametrize("seed", [3, 7, 11, 15])
def test_the_price_of_a_favourite_is_that_of_trying_every_set(seed: int) -> None:
    case = random_case(seed)
    best = portfolio.solve(case)
    if best.status == "infeasible":
        pytest.fail("choose a seed whose must-haves fit")
    for entry in portfolio.silos(case, best).favourites:
        granted = portfolio.PortfolioCase(
            case.horizon,
            case.capabilities,
            portfolio.favourites.with_musts(case.candidates, entry.chosen),
            case.budgets,
            case.exclusions,
            case.policy,
        )
        value, _ = exhaustive(granted)
        assert entry.whole == pytest.approx(value, abs=1e-6)
        assert entry.earns == pytest.approx(worth(case, set(entry.chosen)))


def test_progress_of_the_parts_runs_from_0_to_1() -> None:
    case = two_departments()
    shares: list[float] = []
    portfolio.silos(
        case, portfolio.solve(case), progress=lambda made: shares.append(made.share)
    )
    assert all(0.0 <= share <= 1.0 for share in shares)
