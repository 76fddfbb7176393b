"""From a case to its program: capacity at the policy's confidence, holes, who is blocked."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import beta

import engine
from engine import portfolio
from engine.portfolio.program import assured, build_program, mean
from engine.quantity import ThreePoint
from tests.engine.portfolio.make import make_case, make_plan


def test_capacity_at_a_confidence_is_a_quantile_of_its_pert() -> None:
    found = assured(ThreePoint((8.0, 3.0), (10.0, 3.0), (15.0, 3.0)), 2, 0.9)
    law = beta(1 + 4 * 2 / 7, 1 + 4 * 5 / 7)
    assert found == pytest.approx([8 + 7 * law.ppf(0.1), 3.0])


def test_load_counts_with_its_mean() -> None:
    assert mean(ThreePoint(2.0, 4.0, 12.0), 3) == pytest.approx([5.0] * 3)
    units = {"low": [2, 2, 2, 8], "likely": [4, 4, 4, 8], "high": [12, 12, 12, 8]}
    case = make_case(
        candidates=[{"id": "a", "loads": [{"capability": "packing", "units": units}]}]
    )
    solution = portfolio.solve(case)
    assert solution.chosen == ()
    must = make_case(
        candidates=[
            {**portfolio.portfolio_document(case)["candidates"][0], "must": True}
        ]
    )
    assert portfolio.solve(must).capabilities[0].load == (5.0, 5.0, 5.0, 8.0)


def test_an_addition_fills_a_hole_before_anybody_loads_the_cell() -> None:
    def best(units: float) -> tuple[str, ...]:
        line = {
            "id": "line",
            "kind": "initiative",
            "cost": 1,
            "adds": [{"capability": "packing", "units": units, "from": 1}],
        }
        later = make_plan("later", 9)
        later["loads"] = [{"capability": "packing", "units": 3, "starts": 1}]
        case = make_case(
            capabilities=[{"id": "packing", "capacity": 10, "committed": 14}],
            candidates=[make_plan("other", 2), later, line],
        )
        return portfolio.solve(case).chosen

    assert best(6.5) == ("other",)
    assert best(7.5) == ("other", "later", "line")


def test_who_can_never_be_chosen_is_named_with_who_requires_it() -> None:
    case = make_case(
        candidates=[
            make_plan("large", 9, 11),
            make_plan("dear", 9, cost=6),
            make_plan("leaning", 9, requires=["large"]),
            make_plan("fine", 2, 1, department="sales", cost=1),
        ],
        budgets=[{"amount": 5}, {"amount": 3, "department": "sales"}],
    )
    solution = portfolio.solve(case)
    assert solution.blocked == ("large", "dear", "leaning")
    assert solution.chosen == ("fine",)
    assert portfolio.solve(case, forbidden=["fine"]).blocked == solution.blocked


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"forbidden": ["x"]}, 'forbidden: no candidate "x"'),
        ({"apart": [["a", "x"]]}, 'apart[0]: no candidate "x"'),
        ({"seconds": 0}, "seconds: must be greater than 0"),
        ({"seed": -1}, "seed: must be between 0 and 9007199254740991"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], line: str) -> None:
    case = make_case(candidates=[make_plan("a", 1, 1)])
    with pytest.raises(engine.InvalidCase) as refusal:
        portfolio.solve(case, **options)
    assert str(refusal.value) == line


def test_without_candidates_or_rows_the_program_is_empty() -> None:
    program = build_program(make_case())
    assert (program.matrix.shape, program.limits.size) == ((0, 0), 0)
    assert program.feasible(np.zeros(0, dtype=bool))
