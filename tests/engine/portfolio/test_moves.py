"""The moves of the search: whatever is taken out or forced in, the set holds all limits."""

import numpy as np
import pytest

from engine.portfolio import search as searching
from engine.portfolio.program import Program, build_program
from engine.portfolio.search import Search, anneal, force, refill, ruin
from tests.engine.portfolio.make import make_case, make_plan


def made(seed: int, plans: int = 40) -> Program:
    """Plans on three capabilities, some with a provider, some variants of each other."""
    rng = np.random.default_rng(seed)
    names = ("packing", "calls", "returns")
    return build_program(
        make_case(
            capabilities=[{"id": name, "capacity": 30.0} for name in names],
            candidates=[
                {
                    **make_plan(f"p{i}", float(rng.uniform(5, 30))),
                    "loads": [
                        {"capability": name, "units": float(rng.uniform(1, 9))}
                        for name in names
                        if rng.random() < 0.7
                    ],
                    "requires": [f"p{i - 1}"] if i % 5 == 1 else [],
                }
                for i in range(plans)
            ],
            exclusions=[["p2", "p7"], ["p3", "p8", "p9"]],
        )
    )


def begun(program: Program) -> Search:
    """A search among all columns that charges each the same."""
    nothing = np.zeros(program.values.size, dtype=bool)
    every = np.arange(program.values.size)
    search = Search(program, nothing, every, np.ones(program.values.size))
    search.fill(np.arange(search.pool.size))
    return search


@pytest.mark.parametrize("seed", range(6))
def test_every_move_leaves_a_set_that_holds_all_limits(seed: int) -> None:
    program, generator = made(seed), np.random.default_rng(seed)
    search = begun(program)
    rows = np.arange(len(program.cells))
    for _ in range(100):
        ruin(search, rows, generator)
        removed, added = force(search, generator)
        assert not set(added) & set(removed)
        flags = search.flags(search.chosen)
        assert program.feasible(flags)
        refill(search, generator)
        flags = search.flags(search.chosen)
        slack = program.limits - program.matrix @ flags.astype(float)
        assert search.slack == pytest.approx(slack)
        assert program.feasible(flags)
        perhaps = search.pool[search.fitting()]
        assert set(who_fits(program, flags)) <= set(perhaps.tolist())


def who_fits(program: Program, flags: np.ndarray) -> list[int]:
    """Who is not chosen and would fit on top, by the program's own rows."""
    found = []
    for column in np.flatnonzero(~flags):
        more = flags.copy()
        more[column] = True
        if program.feasible(more):
            found.append(int(column))
    return found


def test_what_needs_a_provider_that_is_out_is_not_forced_in() -> None:
    program = build_program(
        make_case(
            candidates=[
                make_plan("line", 1, 9),
                make_plan("leaning", 9, 3, requires=["line"]),
                make_plan("other", 8, 8),
            ]
        )
    )
    search = begun(program)
    search.remove(np.arange(3))
    search.take(2)
    search.outsider = lambda generator: 1  # type: ignore[method-assign]
    assert force(search, np.random.default_rng(1))[1] == []
    assert not search.chosen[1]


def test_the_search_ends_when_all_are_in(monkeypatch: pytest.MonkeyPatch) -> None:
    search = begun(made(1))
    search.chosen[:] = True
    monkeypatch.setattr(searching, "force", None)
    monkeypatch.setattr(searching, "ruin", None)
    rows = np.arange(1)
    assert anneal(search, rows, np.random.default_rng(1), lambda best: 0.0).all()


def test_a_row_that_nobody_leans_on_is_not_ruined() -> None:
    search = begun(made(1))
    search.remove(np.arange(search.pool.size))
    assert ruin(search, np.arange(3), np.random.default_rng(1)) == []


def test_who_asks_for_nothing_is_in_every_set() -> None:
    program = build_program(
        make_case(
            candidates=[
                make_plan("free", 2),
                *[make_plan(f"p{i}", 5, 4) for i in range(3)],
            ]
        )
    )
    search = begun(program)
    assert search.pool.tolist() == [1, 2, 3]
    assert search.flags(search.chosen).tolist() == [True, True, True, False]
