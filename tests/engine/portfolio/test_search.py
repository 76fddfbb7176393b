"""Where proof is out of reach: a feasible set, and a bound that holds."""

import dataclasses
import math
import threading
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from engine import portfolio
from engine.portfolio import polishing, proving, restricted, solving
from engine.portfolio.branching import LeverBound
from engine.portfolio.course import Course
from engine.portfolio.program import Program, build_program
from engine.portfolio.relaxation import relax
from engine.portfolio.restricted import Restricted, solve_restricted, watched
from engine.portfolio.result import Progress
from engine.portfolio.structure import levers
from tests.engine.portfolio.make import (
    allowed,
    exhaustive,
    make_case,
    make_plan,
    random_case,
)


def hold_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search have its first rounds and never prove anything."""
    monkeypatch.setattr(solving, "FIRST_ROUNDS", 40)
    monkeypatch.setattr(solving, "TURNS", 0)
    monkeypatch.setattr(solving, "TURNS_FEW_ROWS", 0)
    monkeypatch.setattr(proving, "grow_cores", lambda *_: None)


@pytest.mark.parametrize("seed", range(12))
def test_a_search_alone_finds_a_feasible_set_under_a_true_bound(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_proof(monkeypatch)
    case = random_case(seed)
    best, _ = exhaustive(case)
    solution = portfolio.solve(case)
    if best is None:
        assert solution.status in ("infeasible", "unsolved")
        return
    assert allowed(case, set(solution.chosen))
    assert solution.value.total <= best + 1e-6 <= solution.bound + 2e-6
    assert solution.gap == 0.0 or solution.status == "feasible"


def test_the_same_seed_gives_the_same_set(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_proof(monkeypatch)
    case = crowded(60)
    first = portfolio.solve(case, seed=5)
    assert portfolio.solve(case, seed=5) == first
    assert first.status == "feasible"
    assert first.cut_short


def crowded(plans: int, **more: Any) -> portfolio.PortfolioCase:
    """Plans of a few parcels each that want about five times what there is."""
    rng = np.random.default_rng(plans)
    return make_case(
        capabilities=[
            {"id": name, "capacity": float(plans)} for name in ("packing", "calls")
        ],
        candidates=[
            {
                **make_plan(f"p{i}", float(rng.uniform(5, 30))),
                "loads": [
                    {"capability": name, "units": float(rng.uniform(2, 9))}
                    for name in ("packing", "calls")
                ],
                "requires": [f"p{i - 1}"] if i % 7 == 1 else [],
            }
            for i in range(plans)
        ]
        + [
            {
                "id": f"line{i}",
                "kind": "initiative",
                "cost": 60.0 + 25 * i,
                "adds": [{"capability": "packing", "units": 31.0 + 9 * i}],
            }
            for i in range(3)
        ],
        **more,
    )


def test_a_search_comes_near_what_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    case = crowded(60)
    proven = portfolio.solve(case)
    assert proven.status == "optimal"
    hold_proof(monkeypatch)
    assert portfolio.solve(case).value.total >= 0.97 * proven.value.total


def test_large_cases_have_their_bound_lowered_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "PROVABLE", 0)
    case = crowded(40)
    solution = portfolio.solve(case, seconds=1.0)
    program = build_program(case)
    relaxation = relax(program, 10)
    assert relaxation is not None
    assert solution.bound <= relaxation.bound
    assert solution.value.total <= solution.bound


@pytest.mark.parametrize("seed", range(12))
def test_whole_initiatives_and_parts_of_plans_bound_every_set(seed: int) -> None:
    case = random_case(seed)
    program = build_program(case)
    relaxation = relax(program, 10)
    best, _ = exhaustive(case)
    if relaxation is None or best is None:
        return
    course = Course(10, None)
    course.bounded(relaxation.bound)
    bound = LeverBound(course, program, relaxation, levers(program))
    bound.start()
    bound.join()
    assert best - 1e-6 <= course.bound <= relaxation.bound


def test_branching_leaves_what_is_not_better_than_the_best_set() -> None:
    case = crowded(40)
    program = build_program(case)
    relaxation = relax(program, 10)
    assert relaxation is not None
    course = Course(10, None)
    course.bounded(relaxation.bound)
    course.found(np.zeros(program.values.size, dtype=bool), relaxation.bound - 1e-3)
    bound = LeverBound(course, program, relaxation, levers(program))
    bound.run()
    assert bound.waiting == []
    assert course.bound == course.value


def test_progress_is_told_and_may_end_the_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.portfolio.course.REPORT_EVERY", 0.0)
    told: list[Progress] = []
    solution = portfolio.solve(crowded(40), progress=told.append)
    assert solution.status == "optimal"
    assert "search" in {made.phase for made in told}
    assert all(0.0 <= made.share <= 1.0 for made in told)
    values = [made.value for made in told if made.value is not None]
    assert values == pytest.approx(sorted(values), abs=1e-6)

    def stop(made: Progress) -> bool:
        return made.value is None

    early = portfolio.solve(crowded(60), seconds=2, progress=stop)
    assert early.status == "feasible"
    assert early.cut_short


def test_a_solver_that_nobody_waits_for_gives_no_answer() -> None:
    assert watched(lambda: slow(), lambda: False) is None
    case = crowded(60)
    program = build_program(case)
    free = np.ones(program.values.size, dtype=bool)
    base = np.zeros(program.values.size, dtype=bool)
    found = solve_restricted(program, base, free, 0.5, lambda: False)
    assert found.chosen is None or found.solved


def test_a_solver_is_looked_at_until_it_has_an_answer() -> None:
    asked, answer = threading.Event(), OptimizeResult()

    def run() -> OptimizeResult:
        asked.wait()
        return answer

    def waiting() -> bool:
        asked.set()
        return True

    assert watched(run, waiting) is answer


def test_what_nobody_waited_for_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver may be quick; here it never is."""
    monkeypatch.setattr(restricted, "watched", lambda run, waiting: None)
    program = build_program(crowded(10))
    nothing = np.zeros(program.values.size, dtype=bool)
    found = solve_restricted(program, nothing, ~nothing, 1.0, lambda: False)
    assert (found.chosen, found.bound, found.solved) == (None, math.inf, False)


def test_outside_a_core_columns_stand_as_in_the_best_set_until_the_last() -> None:
    program = build_program(crowded(40))
    relaxation = relax(program, 10)
    assert relaxation is not None
    course = Course(5, None)
    proven = proving.settled(program, relaxation)
    base = partial(proving.base_of, course, program, relaxation)
    assert np.array_equal(base(last=False), proven)
    nothing = np.zeros(program.values.size, dtype=bool)
    course.found(nothing, 0.0)
    assert np.array_equal(base(last=False), nothing)
    assert np.array_equal(base(last=True), proven)
    assert proven.any()


def test_a_program_that_was_not_solved_lowers_the_bound_and_never_below_the_best() -> (
    None
):
    course = Course(5, None)
    proving.conclude(course, 9.0, solved=False)
    assert course.bound == math.inf
    course.found(np.zeros(3, dtype=bool), 4.0)
    proving.conclude(course, 9.0, solved=False)
    assert (course.bound, course.proven) == (9.0, False)
    proving.conclude(course, 3.0, solved=False)
    assert (course.bound, course.proven) == (4.0, True)


def test_neighbourhoods_that_are_not_solved_in_time_shrink(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes: list[int] = []

    def unsolved(program: Program, base: Any, free: Any, *_: Any) -> Restricted:
        sizes.append(int(free.sum()))
        return Restricted(None, math.inf, solved=len(sizes) > 3)

    monkeypatch.setattr(polishing, "solve_restricted", unsolved)
    program = build_program(crowded(150))
    relaxation = relax(program, 10)
    assert relaxation is not None
    course = Course(5, None)
    course.bounded(relaxation.bound)
    nothing = np.zeros(program.values.size, dtype=bool)
    course.found(nothing, 0.0)
    generator = np.random.default_rng(1)
    polishing.polish(course, program, relaxation, ~nothing, generator, 1.0)
    assert sizes[:4] == [150, 121, 97, 78]
    assert sizes[4] > sizes[3]
    assert max(sizes) <= program.values.size


def test_a_relaxation_that_is_not_solved_in_time_still_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = SimpleNamespace(status=1, x=None)
    monkeypatch.setattr("engine.portfolio.relaxation.linprog", lambda *_, **__: answer)
    program = build_program(crowded(20))
    relaxation = relax(program, 1)
    assert relaxation is not None
    assert relaxation.bound == pytest.approx(program.values[program.values > 0].sum())


def slow() -> Any:
    """Stand in for a solver that takes longer than a look."""
    threading.Event().wait(0.5)
    return None


def test_a_set_to_begin_from_is_kept_if_nothing_better_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = make_case(
        capabilities=[{"id": "packing", "capacity": 10, "committed": 12}],
        candidates=[
            make_plan("a", 9, 3),
            {
                "id": "line",
                "kind": "initiative",
                "cost": 1,
                "adds": [{"capability": "packing", "units": 8}],
            },
        ],
    )
    monkeypatch.setattr(solving, "improve", lambda *_: None)
    solution = portfolio.solve(case, start=["a", "line"])
    assert (solution.chosen, solution.value.total) == (("a", "line"), 8)
    assert portfolio.solve(case, start=["a"]).chosen == ()
    assert portfolio.solve(case).chosen == ()
    must = dataclasses.replace(
        case,
        candidates=portfolio.favourites.with_musts(case.candidates, {"a"}),
    )
    assert portfolio.solve(must).status == "unsolved"


def test_must_haves_that_do_not_fit_together_are_infeasible() -> None:
    musts = [make_plan(name, 1, 6, must=True) for name in ("a", "b")]
    solution = portfolio.solve(make_case(candidates=musts))
    assert (solution.status, solution.chosen) == ("infeasible", ())
    assert solution.capabilities[0].load == (12.0,) * 4
    assert solution.bound == 0.0


def test_must_haves_that_fit_only_in_parts_are_infeasible() -> None:
    lines = [
        {
            "id": name,
            "kind": "initiative",
            "adds": [{"capability": "packing", "units": 0.8}],
        }
        for name in ("x", "y", "z")
    ]
    case = make_case(
        candidates=[make_plan("a", 1, 11, must=True), *lines],
        exclusions=[["x", "y"], ["y", "z"], ["x", "z"]],
    )
    assert exhaustive(case)[0] is None
    assert relax(build_program(case), 10) is not None
    assert portfolio.solve(case).status == "infeasible"


def test_values_that_are_whole_round_the_bound_down() -> None:
    course = Course(1, None)
    course.whole = True
    course.bounded(17.9)
    assert course.bound == 17
    course.bounded(16.9999999)
    assert course.bound == 17
    course.found(np.ones(1, dtype=bool), 16)
    assert course.open_gap(17.5) == pytest.approx(0.5, abs=1e-5)
    course.found(np.zeros(1, dtype=bool), 15)
    assert course.value == 16


def test_nothing_is_polished_when_the_time_for_it_is_over() -> None:
    program = build_program(crowded(10))
    relaxation = relax(program, 10)
    assert relaxation is not None
    course = Course(5, None)
    nothing = np.zeros(program.values.size, dtype=bool)
    course.found(nothing, 0.0)
    generator = np.random.default_rng(1)
    polishing.polish(course, program, relaxation, ~nothing, generator, 0.0)
    assert course.value == 0.0
