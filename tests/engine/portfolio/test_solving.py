"""The best set, beside trying every set."""

import pytest

from engine import portfolio
from tests.engine.portfolio.make import (
    allowed,
    exhaustive,
    make_case,
    make_plan,
    random_case,
    worth,
)


@pytest.mark.parametrize("seed", range(60))
def test_the_best_set_is_the_one_that_trying_all_finds(seed: int) -> None:
    case = random_case(seed)
    solution = portfolio.solve(case)
    best, _ = exhaustive(case)
    if best is None:
        assert solution.status == "infeasible"
        return
    assert solution.status == "optimal"
    assert solution.value.total == pytest.approx(best, abs=1e-6)
    assert solution.bound == pytest.approx(best, abs=1e-6)
    assert allowed(case, set(solution.chosen))
    assert worth(case, set(solution.chosen)) == pytest.approx(best, abs=1e-6)


def test_nothing_to_choose_from_is_an_empty_set() -> None:
    solution = portfolio.solve(make_case())
    assert (solution.status, solution.chosen, solution.value.total) == (
        "optimal",
        (),
        0.0,
    )


def test_the_set_leaves_out_who_is_forbidden_or_must_stay_apart() -> None:
    case = make_case(
        candidates=[make_plan("a", 5, 4), make_plan("b", 4, 4), make_plan("c", 3, 2)]
    )
    assert portfolio.solve(case).chosen == ("a", "b", "c")
    assert portfolio.solve(case, forbidden=["a"]).chosen == ("b", "c")
    assert portfolio.solve(case, apart=[["a", "b"]]).chosen == ("a", "c")


def test_the_document_says_everything_in_plain_numbers() -> None:
    case = make_case(
        candidates=[make_plan("a", 5, 4, cost=2, department="sales")],
        budgets=[{"amount": 3, "department": "sales"}, {"amount": 9}],
    )
    document = portfolio.solve(case).document()
    assert document["format"] == "portfolio/1"
    assert document["value"] == {
        "loyalty": 0.0,
        "differentiation": 0.0,
        "profitability": 3.0,
        "total": 3.0,
    }
    assert document["budgets"][0]["department"] == "sales"
    assert [budget["spent"] for budget in document["budgets"]] == [2.0, 2.0]
    assert document["capabilities"][0]["load"] == [4.0] * 4
