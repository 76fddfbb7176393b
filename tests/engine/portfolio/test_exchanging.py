"""Exchanges keep a set feasible, and leave none that would make it better."""

from itertools import combinations

import numpy as np
import pytest

from benchmarks.companies import company
from engine import portfolio
from engine.portfolio import exchanging, solving
from engine.portfolio.course import Course
from engine.portfolio.exchanging import exchanged
from engine.portfolio.program import Flags, Program, build_program
from engine.portfolio.relaxation import Relaxation, relax
from tests.engine.portfolio.make import make_case, make_plan


def crowd(seed: int, plans: int = 9) -> tuple[Program, Relaxation]:
    """Return plans that want parts of the same ten parcels a week."""
    random = np.random.default_rng(seed)
    case = make_case(
        candidates=[
            make_plan(f"p{n}", int(random.integers(1, 20)), int(random.integers(1, 6)))
            for n in range(plans)
        ]
    )
    program = build_program(case)
    relaxation = relax(program, 10.0)
    assert relaxation is not None
    return program, relaxation


def neighbours(chosen: Flags, most: int) -> list[Flags]:
    """Return all sets that differ by up to so many columns on each side."""
    leaving, coming = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    found = []
    for out in range(most + 1):
        for into in range(most + 1):
            for gone in combinations(leaving, out):
                for come in combinations(coming, into):
                    after = chosen.copy()
                    after[list(gone)], after[list(come)] = False, True
                    found.append(after)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_exchange_of_so_many_makes_the_set_better(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanging, "CHANGED", 2)
    program, relaxation = crowd(seed)
    nobody = np.zeros(program.values.size, dtype=bool)
    found = exchanged(
        program, nobody, relaxation.reduced, relaxation.bound, lambda: True
    )
    assert program.feasible(found)
    assert program.worth(found) > 0.0
    assert program.worth(found) == max(
        program.worth(other)
        for other in neighbours(found, 2)
        if program.feasible(other)
    )


def test_columns_that_are_held_stay_as_they_are() -> None:
    program, relaxation = crowd(1)
    held = program.bounded(np.zeros_like(program.lower), program.upper.copy())
    held.upper[:3] = 0.0
    nobody = np.zeros(held.values.size, dtype=bool)
    found = exchanged(held, nobody, relaxation.reduced, relaxation.bound, lambda: True)
    assert not found[:3].any()
    assert found.any()


def test_it_ends_at_once_when_it_is_told_to() -> None:
    program, relaxation = crowd(2)
    nobody = np.zeros(program.values.size, dtype=bool)
    answers = iter([True, False, False])
    found = exchanged(
        program, nobody, relaxation.reduced, relaxation.bound, lambda: next(answers)
    )
    assert (found == nobody).all()


@pytest.mark.parametrize(("few", "told"), [(1_000, True), (0, False)])
def test_a_search_exchanges_where_rows_are_few(
    few: int, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Flags] = []

    def noticed(program: Program, chosen: Flags, *_: object) -> Flags:
        asked.append(chosen)
        return chosen

    monkeypatch.setattr(solving, "FEW_ROWS", few)
    monkeypatch.setattr(solving, "exchanged", noticed)
    case = company(plans=30, initiatives=4, capabilities=5, periods=6, seed=1)
    program = build_program(case)
    relaxation = relax(program, 10.0)
    assert relaxation is not None
    course = Course(0.5, None)
    course.bounded(relaxation.bound)
    generator = np.random.default_rng(1)
    solving.search(course, program, relaxation, generator, 1)
    assert bool(asked) == told


def test_a_set_that_is_found_beside_a_proof_is_exchanged_for_the_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "FIRST_ROUNDS", 1)
    plans = [make_plan(name, value, 5) for name, value in (("a", 5), ("b", 4))]
    solution = portfolio.solve(make_case(candidates=[*plans, make_plan("c", 6, 6)]))
    assert solution.chosen == ("a", "b")
