"""How sure the end is, from durations that may turn out otherwise."""

import pytest

import engine
from engine import schedule
from tests.engine.schedule.make import document, task

WIDE = {"low": 2, "likely": 4, "high": 12}


def outlook(asked: object, draws: int = 1_024) -> schedule.Outlook:
    case = schedule.parse_schedule(asked)
    return schedule.outlook(case, schedule.schedule(case, seconds=0.1), draws=draws)


def test_a_certain_project_ends_when_it_is_planned_to() -> None:
    found = outlook(document(task("a", 3), task("b", 2, "a", deadline=5)), draws=64)
    assert (found.mean, found.p10, found.p50, found.p90) == (5.0, 5, 5, 5)
    assert found.in_time == (schedule.InTime("b", 5, 1.0),)


def test_one_task_ends_as_its_estimate_is_spread() -> None:
    found = outlook(document(task("a", WIDE, deadline=5)))
    assert found.mean == pytest.approx((2 + 4 * 4 + 12) / 6, abs=0.05)
    assert found.p10 <= 3
    assert found.p90 >= 7
    (told,) = found.in_time
    assert 0.55 < told.chance < 0.75


def test_what_runs_at_once_ends_later_than_each_alone() -> None:
    alone = outlook(document(task("a", WIDE)))
    both = outlook(document(task("a", WIDE), task("b", WIDE), task("c", WIDE)))
    assert both.mean > alone.mean + 1.0


def test_a_wider_task_holds_up_what_shares_its_people() -> None:
    needs = {"crew": 1}
    asked = document(
        task("a", WIDE, needs=needs),
        task("b", {"low": 2, "likely": 2, "high": 2}, "a", needs=needs),
        crew=1,
    )
    assert outlook(asked).mean == pytest.approx(
        outlook(document(task("a", WIDE))).mean + 2
    )


def test_capacity_that_ends_counts_as_the_last_period_looked_at() -> None:
    asked = document(task("a", WIDE, needs={"crew": 1}), crew=[1] * 6 + [0])
    assert outlook(asked).p90 > 12


def test_a_plan_without_starts_has_no_outlook() -> None:
    case = schedule.parse_schedule(
        document(task("a", 3, needs={"crew": 1}), crew=[1, 0])
    )
    planned = schedule.schedule(case, seconds=0.1)
    with pytest.raises(engine.InvalidCase, match="has no starts"):
        schedule.outlook(case, planned)
