"""Many lists placed at once start where each would alone, and pushing keeps every rule."""

from random import Random

import numpy as np
import pytest

from engine import schedule
from engine.schedule import lanes as lanes_module
from engine.schedule.building import build_problem
from engine.schedule.justifying import Justifier, by_key, in_order
from engine.schedule.lanes import Lanes, shifts_of
from engine.schedule.placing import place
from engine.schedule.problem import Problem
from engine.schedule.solving import furthest
from tests.engine.schedule.make import broken_rules, document, made, task


def problem_of(seed: int, tasks: int = 9) -> Problem:
    return build_problem(schedule.parse_schedule(made(seed, tasks=tasks)))


def lists_of(problem: Problem, count: int, seed: int = 1) -> np.ndarray:
    random = Random(seed)  # noqa: S311
    keys = [[random.random() for _ in problem.order] for _ in range(count)]
    return np.array([problem.least_first(row) for row in keys])


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("short", [0, 1])
def test_each_lane_is_placed_as_if_it_were_alone(seed: int, short: int) -> None:
    problem = problem_of(seed)
    periods = furthest(problem) // (3 if short else 1)
    lists = lists_of(problem, 12, seed)
    starts, fit = Lanes(problem, periods).place(lists)
    planes = problem.planes(periods)
    for row, found, fits in zip(lists.tolist(), starts.tolist(), fit, strict=True):
        alone = place(problem, row, planes, periods)
        assert (alone is not None) == fits
        if fits:
            assert found == alone


@pytest.mark.parametrize("length", [1, 63, 64, 65, 130, 200])
def test_a_long_task_waits_for_a_long_run_of_free_periods(length: int) -> None:
    free = [1] * 30 + [0] + [1] * (length - 1) + [0] * 70 + [1]
    case = document(task("long", length, needs={"crew": 1}), crew=free)
    problem = build_problem(schedule.parse_schedule(case))
    starts, fit = Lanes(problem, 600).place(np.array([[0]]))
    assert fit.all()
    assert starts.tolist() == [[0 if length <= 30 else 100 + length]]


@pytest.mark.parametrize("longest", [0, 1, 2, 7, 64, 200])
def test_shifts_add_up_to_every_length(longest: int) -> None:
    added = shifts_of(longest).sum(axis=0)
    assert added.tolist() == [max(0, length - 1) for length in range(longest + 1)]


@pytest.mark.parametrize("seed", range(30))
def test_justified_schedules_hold_every_rule_and_are_not_worse(seed: int) -> None:
    case = schedule.parse_schedule(made(seed, tasks=9))
    problem = build_problem(case)
    justifier = Justifier(problem, furthest(problem))
    lists = lists_of(problem, 8, seed)
    plain, fit = justifier.forward.place(lists)
    assert fit.all()
    found = justifier.placed(lists)
    assert (justifier.worth(found) <= justifier.worth(plain)).all()
    for row, ends in zip(found.tolist(), justifier.ends(found), strict=True):
        starts = {t.id: start for t, start in zip(case.tasks, row, strict=True)}
        assert broken_rules(case, starts) == []
        assert ends == problem.end(row)


@pytest.mark.parametrize("seed", range(10))
def test_lists_by_key_follow_every_link(seed: int) -> None:
    problem = problem_of(seed)
    keys = np.random.default_rng(seed).uniform(0, 9, (5, len(problem.order)))
    starts, _ = Lanes(problem, furthest(problem)).place(lists_of(problem, 5, seed))
    for lists in (by_key(keys, problem), in_order(starts, problem)):
        places = np.argsort(lists, axis=1)
        for number, links in enumerate(problem.before):
            for earlier, _ in links:
                assert (places[:, earlier] < places[:, number]).all()


def test_lateness_comes_before_the_end() -> None:
    case = document(task("a", 3, deadline=4), task("b", 2))
    problem = build_problem(schedule.parse_schedule(case))
    justifier = Justifier(problem, 9)
    starts = np.array([[0, 7], [2, 0]])
    assert justifier.lateness(starts).tolist() == [0, 1]
    assert justifier.worth(starts).tolist() == [9, 15]


def test_fewer_lanes_are_used_where_they_would_not_fit_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lanes = Lanes(problem_of(1), 50)
    assert lanes.count == lanes_module.MOST_LANES
    monkeypatch.setattr(lanes_module, "MOST_BYTES", 3 * lanes.free.nbytes)
    assert lanes.count == 3
