"""Cores solved one after the other: what they reach, how they vary, when they end."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine import portfolio
from engine.portfolio import digging, solving
from engine.portfolio.branching import LeverBound
from engine.portfolio.course import Course
from engine.portfolio.digging import Digging, dig, ground_of, wide_core
from engine.portfolio.program import Program, build_program
from engine.portfolio.relaxation import Relaxation, relax
from engine.portfolio.restricted import Restricted, solve_restricted
from engine.portfolio.structure import levers, rounded
from tests.engine.portfolio.make import make_case, make_plan
from tests.engine.portfolio.test_search import crowded


def made(plans: int = 24) -> tuple[Course, Program, Relaxation]:
    """Plans and initiatives of which nothing is chosen yet."""
    program = build_program(crowded(plans))
    relaxation = relax(program, 10)
    assert relaxation is not None
    course = Course(60, None)
    course.bounded(relaxation.bound)
    course.found(np.zeros(program.values.size, dtype=bool), 0.0)
    return course, program, relaxation


def dug(course: Course, program: Program, relaxation: Relaxation, **more: Any) -> None:
    generator = np.random.default_rng(1)
    arguments = {"until": 1.0, "waiting": course.go_on, **more}
    dig(course, program, relaxation, levers(program), generator, **arguments)


def test_with_levers_held_the_best_set_is_found() -> None:
    course, program, relaxation = made()
    pulled = levers(program)
    dug(course, program, relaxation)
    whole = solve_restricted(
        program,
        np.zeros(pulled.size, dtype=bool),
        ~pulled,
        60,
        lambda: True,
    )
    assert whole.solved
    assert whole.chosen is not None
    assert course.value == pytest.approx(program.worth(whole.chosen), rel=1e-9)
    assert course.chosen is not None
    assert program.feasible(course.chosen)


def test_what_is_worth_less_than_asked_for_is_not_looked_for() -> None:
    _, program, _ = made(20)
    nothing = np.zeros(program.values.size, dtype=bool)
    best = solve_restricted(program, nothing, ~nothing, 60, lambda: True)
    assert best.chosen is not None
    worth = program.worth(best.chosen)
    for above, found in ((worth - 1e-6, True), (worth + 1e-3, False)):
        again = solve_restricted(
            program, nothing, ~nothing, 60, lambda: True, above=above
        )
        assert again.solved
        assert (again.chosen is not None) == found


def test_cores_that_are_not_solved_shrink_vary_and_free_levers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course, program, relaxation = made(100)
    cores: list[Any] = []

    def unsolved(program: Program, base: Any, free: Any, *_: Any, **__: Any) -> Any:
        cores.append(free)
        return Restricted(None, math.inf, solved=False)

    monkeypatch.setattr(digging, "solve_restricted", unsolved)
    dug(course, program, relaxation, waiting=lambda: len(cores) < 60)
    assert min(int(free.sum()) for free in cores[1:]) < int(cores[0].sum())
    assert any((one != other).any() for one, other in pairwise(cores))
    freed = [bool((free & levers(program)).any()) for free in cores]
    assert 0 < sum(freed) < len(freed)
    assert course.value == 0.0


def test_another_choice_of_levers_is_dug_around_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course, program, relaxation = made()
    pulled = levers(program)
    grounds: list[Any] = []

    def counted(program: Program, chosen: Any, *more: Any) -> Any:
        grounds.append(chosen)
        return ground_of(program, chosen, *more)

    def moved(*_: Any, **__: Any) -> Restricted:
        if len(grounds) == 1:
            return Restricted(pulled, math.inf, solved=True)
        return Restricted(None, math.inf, solved=True)

    monkeypatch.setattr(digging, "ground_of", counted)
    monkeypatch.setattr(digging, "solve_restricted", moved)
    course.value = -1e9
    dug(course, program, relaxation)
    assert len(grounds) == 2
    assert course.chosen is not None
    assert course.chosen.tolist() == pulled.tolist()


def test_nothing_is_dug_without_a_set_or_where_the_levers_fit_nothing() -> None:
    course, program, relaxation = made(10)
    course.chosen = None
    dug(course, program, relaxation)
    assert course.value == 0.0
    musts = [make_plan(name, 1, 6, must=True) for name in ("a", "b")]
    both = build_program(make_case(candidates=musts))
    nothing = np.zeros(2, dtype=bool)
    assert ground_of(both, nothing, nothing, 10) is None
    course.found(nothing, 1.0)
    generator = np.random.default_rng(1)
    blank = Relaxation(2.0, nothing * 0.5, np.zeros(4), nothing * 1.0)
    dig(course, both, blank, nothing, generator, 1.0, course.go_on)
    assert course.value == 1.0


def test_who_digs_beside_ends_when_told() -> None:
    course, program, relaxation = made()
    beside = Digging(
        course, program, relaxation, levers(program), np.random.default_rng(1), 1.0
    )
    beside.ending = True
    beside.start()
    beside.end()
    assert course.value == 0.0


@pytest.mark.parametrize("near", [0.0, 1.0])
def test_above_some_columns_cores_are_dug_for_and_then_all_is_proven(
    monkeypatch: pytest.MonkeyPatch, near: float
) -> None:
    best = portfolio.solve(crowded(20))
    monkeypatch.setattr(solving, "LIKELY", 0)
    monkeypatch.setattr(solving, "FEW_ROWS", 0)
    monkeypatch.setattr(solving, "FIRST_ROUNDS", 1)
    monkeypatch.setattr(solving, "MOVES_BEFORE", 0.001)
    monkeypatch.setattr(solving, "NEAR", near)
    solution = portfolio.solve(crowded(20), seconds=60)
    assert solution.status == "optimal"
    assert solution.value.total == pytest.approx(best.value.total)


@pytest.mark.parametrize(("near", "dug"), [(0.0, 2), (2.0, 1)])
def test_what_is_near_its_bound_is_proven_rather_than_dug_for(
    monkeypatch: pytest.MonkeyPatch, near: float, dug: int
) -> None:
    told: list[float] = []
    monkeypatch.setattr(solving, "NEAR", near)
    monkeypatch.setattr(solving, "dig_in_two", lambda *more: told.append(more[-1]))
    monkeypatch.setattr(solving, "search_and_prove", lambda *_: told.append(-1.0))
    course, program, relaxation = made()
    solving.search_and_dig(course, program, relaxation, np.random.default_rng(1))
    assert told == [*[solving.DUG, 1.0][:dug], -1.0]


def test_the_levers_are_whole_where_the_bound_is_highest() -> None:
    course, program, relaxation = made(25)
    columns = levers(program)
    partial = relaxation.shares[columns]
    assert np.abs(partial - np.round(partial)).max() > 0.01
    tighter = LeverBound(course, program, relaxation, columns)
    tighter.start()
    tighter.end(60.0)
    whole = tighter.shares[columns]
    assert np.abs(whole - np.round(whole)).max() < 1e-6
    held = program.bounded(
        np.where(columns, tighter.shares.round(), program.lower),
        np.where(columns, tighter.shares.round(), program.upper),
    )
    highest = relax(held, 10)
    assert highest is not None
    assert course.bound == pytest.approx(highest.bound, rel=1e-6)


def test_digging_that_was_stopped_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(course: Course, *_: Any) -> None:
        course.stopped = True

    monkeypatch.setattr(solving, "look_around", stop)
    monkeypatch.setattr(solving, "search_and_prove", None)
    course, program, relaxation = made()
    solving.search_and_dig(course, program, relaxation, np.random.default_rng(1))
    assert not course.proven


def test_one_wide_core_holds_the_best_set_where_it_holds_all_columns() -> None:
    course, program, relaxation = made()
    assert wide_core(course, program, relaxation, levers(program))
    assert course.chosen is not None
    assert program.feasible(course.chosen)
    again, _, _ = made()
    again.found(course.chosen, course.value or 0.0)
    dug(again, program, relaxation)
    assert again.value == course.value


def test_a_wide_core_leaves_the_columns_beyond_it_as_the_relaxation_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cores: list[Any] = []

    def nothing(program: Program, base: Any, free: Any, *_: Any, **__: Any) -> Any:
        cores.append((base, free))
        return Restricted(None, math.inf, solved=True)

    course, program, relaxation = made(100)
    pulled = levers(program)
    base = rounded(program, relaxation.shares, pulled, course.go_on)
    assert base is not None
    ground = ground_of(program, base, pulled, 10)
    assert ground is not None
    monkeypatch.setattr(digging, "WIDE", 5)
    monkeypatch.setattr(digging, "solve_restricted", nothing)
    assert not wide_core(course, program, relaxation, pulled)
    ((around, free),) = cores
    assert (around == ground.rounded).all()
    assert free[ground.partial].all()
    assert free.sum() == ground.partial.sum() + 5


def test_there_is_no_wide_core_where_must_haves_do_not_fit() -> None:
    musts = [make_plan(name, 1, 6, must=True) for name in ("a", "b")]
    both = build_program(make_case(candidates=musts))
    nothing = np.zeros(2, dtype=bool)
    blank = Relaxation(2.0, nothing * 0.5, np.zeros(4), nothing * 1.0)
    assert not wide_core(Course(60, None), both, blank, nothing)


@pytest.mark.parametrize(("wide", "searched"), [(True, 0), (False, 1)])
def test_among_many_columns_neighbourhoods_follow_on_a_wide_core(
    monkeypatch: pytest.MonkeyPatch, wide: bool, searched: int
) -> None:
    told: list[str] = []
    monkeypatch.setattr(solving, "MANY", 0)
    monkeypatch.setattr(solving, "wide_core", lambda *_: wide)
    monkeypatch.setattr(solving, "polish", lambda *_: told.append("polish"))
    monkeypatch.setattr(solving, "search", lambda *_: told.append("search"))
    course, program, relaxation = made()
    solving.search_and_bound(course, program, relaxation, np.random.default_rng(1))
    assert told == [["polish", "search"][searched]]
