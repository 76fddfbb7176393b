"""Schedules hold every rule, end as soon as any, and say what holds them up."""

import numpy as np
import pytest

import engine
from engine import schedule
from engine.schedule import search, stepping
from engine.schedule.bound import bound
from engine.schedule.building import build_problem
from engine.schedule.justifying import Justifier
from engine.schedule.parallel import begun, is_constant
from engine.schedule.placing import Placer
from engine.schedule.reporting import waiting
from engine.schedule.result import Found
from engine.schedule.solving import furthest
from tests.engine.schedule.make import broken_rules, document, made, shortest, task

ONE = {"crew": 1}


def planned(asked: object, seconds: float = 0.3, seed: int = 1) -> schedule.Schedule:
    return schedule.schedule(schedule.parse_schedule(asked), seconds=seconds, seed=seed)


def starts(found: schedule.Schedule) -> dict[str, int]:
    return {entry.id: entry.start for entry in found.tasks}


@pytest.mark.parametrize("seed", range(20))
def test_a_schedule_holds_every_link_lag_and_period_of_capacity(seed: int) -> None:
    case = schedule.parse_schedule(made(seed, tasks=7))
    found = schedule.schedule(case, seconds=0.05)
    assert found.end is not None
    assert broken_rules(case, starts(found)) == []
    assert found.bound <= found.end


@pytest.mark.parametrize("seed", range(8))
def test_no_schedule_of_a_small_project_ends_sooner(seed: int) -> None:
    case = schedule.parse_schedule(made(seed, tasks=4))
    found = schedule.schedule(case, seconds=2.0)
    assert found.end is not None
    assert found.bound <= shortest(case, found.end) == found.end


def test_two_that_need_the_same_people_go_one_after_the_other() -> None:
    needs = {"crew": 2}
    found = planned(
        document(
            task("a", 2, needs=needs),
            task("b", 3, needs=needs),
            task("c", 1, "a"),
            crew=3,
        )
    )
    assert (found.status, found.end, found.bound, found.gap) == ("optimal", 5, 5, 0.0)
    (use,) = found.resources
    assert use.load == (2.0, 2.0, 2.0, 2.0, 2.0)
    assert use.capacity == (3.0,) * 5


def test_every_kind_of_link_counts_from_its_own_ends() -> None:
    found = planned(
        document(
            task("a", 4),
            task("fs", 2, ("a", "FS", 1)),
            task("ss", 2, ("a", "SS", 3)),
            task("ff", 2, ("a", "FF", 3)),
            task("sf", 2, ("a", "SF", 7)),
            task("soon", 2, ("a", "FS", -1)),
        )
    )
    assert starts(found) == {"a": 0, "fs": 5, "ss": 3, "ff": 5, "sf": 5, "soon": 3}


def test_a_task_says_what_it_waits_for_and_how_far_it_can_slip() -> None:
    found = planned(
        document(
            task("first", 2, needs={"crew": 1}),
            task("next", 1, "first"),
            task("rival", 5, needs={"crew": 1}),
            task("late", 1, earliest=3),
            crew=1,
        )
    )
    told = {entry.id: entry for entry in found.tasks}
    assert found.end == 7
    assert told["rival"].waits_for == schedule.Waiting("resource", "crew")
    assert told["next"].waits_for == schedule.Waiting("task", "first")
    assert told["late"].waits_for == schedule.Waiting("earliest")
    assert told["first"].waits_for == schedule.Waiting("nothing")
    assert (told["first"].slack, told["first"].total_float) == (0, 4)
    assert told["first"].critical
    assert told["rival"].critical
    assert (told["late"].slack, told["late"].critical) == (3, False)


def test_a_deadline_comes_before_the_end() -> None:
    needs = {"crew": 1}
    urgent = task("urgent", 2, needs=needs, deadline=2)
    long = [task(name, 3, needs=needs) for name in ("b", "c")]
    tail = task("tail", 4, "b")
    found = planned(document(*long, tail, urgent, crew=1))
    assert starts(found)["urgent"] == 0
    assert found.late == 0
    impossible = planned(document(task("a", 3, deadline=2)))
    assert (impossible.late, impossible.status) == (1, "feasible")
    assert impossible.tasks[0].late == 1


def test_what_never_fits_after_the_list_ends_is_not_scheduled() -> None:
    found = planned(document(task("a", 3, needs={"crew": 1}), crew=[1, 1, 0]))
    assert (found.status, found.end, found.gap, found.tasks) == (
        "unsolved",
        None,
        None,
        (),
    )
    assert found.document()["end"] is None


def test_parts_of_people_add_up_exactly() -> None:
    needs = {"crew": 0.1}
    found = planned(
        document(*(task(f"t{n}", 1, needs=needs) for n in range(11)), crew=1)
    )
    assert found.end == 2


def test_the_same_seed_gives_the_same_schedule() -> None:
    case = made(3, tasks=12)
    once = planned(case, seconds=60.0, seed=4)
    assert not once.cut_short
    assert planned(case, seconds=60.0, seed=4) == once


def test_a_search_that_is_told_to_stop_gives_the_best_so_far() -> None:
    seen: list[schedule.Progress] = []

    def stop(progress: schedule.Progress) -> bool:
        seen.append(progress)
        return len(seen) < 3

    case = schedule.parse_schedule(made(6, tasks=12))
    found = schedule.schedule(case, seconds=60.0, progress=stop)
    assert found.cut_short
    assert len(seen) >= 3
    assert 0.0 <= seen[-1].share <= 1.0
    assert seen[-1].bound == found.bound
    assert broken_rules(case, starts(found)) == []


def test_what_has_become_stale_begins_anew_and_keeps_the_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "STALE", 2)
    monkeypatch.setattr(search, "POPULATION", 10)
    case = schedule.parse_schedule(made(3, tasks=20))
    ends: list[int] = []

    def hear(progress: schedule.Progress) -> bool:
        ends.append(progress.end)
        return len(ends) < 30

    found = schedule.schedule(case, seconds=60.0, progress=hear)
    assert found.cut_short
    assert ends == sorted(ends, reverse=True)
    assert found.end == ends[-1]
    assert broken_rules(case, starts(found)) == []


def test_the_time_ends_a_search_before_it_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passed = iter(range(100))
    monkeypatch.setattr(
        "engine.schedule.solving.time.monotonic", lambda: float(next(passed))
    )
    told: list[float] = []
    case = schedule.parse_schedule(made(3, tasks=20))
    found = schedule.schedule(
        case, seconds=5.0, progress=lambda progress: told.append(progress.share)
    )
    assert found.cut_short
    # Asked after 1, 2, 3 and 4 seconds: another second would be one too many.
    assert told == [0.2, 0.4, 0.6]


@pytest.mark.parametrize("module", ["solving.MANY", "lanes.MOST_BYTES"])
def test_many_tasks_or_little_memory_are_improved_step_by_step(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setattr(f"engine.schedule.{module}", 1)
    case = schedule.parse_schedule(made(3, tasks=20))
    rounds = iter(range(60))
    found = schedule.schedule(
        case, seconds=60.0, progress=lambda _: next(rounds, None) is not None
    )
    assert found.cut_short
    assert broken_rules(case, starts(found)) == []


def test_a_step_that_no_longer_fits_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = schedule.parse_schedule(
        document(task("a", 2, needs=ONE), task("b", 2, needs=ONE), crew=1)
    )
    placer = Placer(build_problem(case), 3)
    told = iter([False, True])
    best = Found(0, 4, (0, 2))
    assert stepping.stepped(placer, best, 1, lambda _: next(told)) == best


def test_a_step_to_a_later_end_is_not_taken() -> None:
    case = schedule.parse_schedule(document(task("a", 2), task("b", 2)))
    placer = Placer(build_problem(case), 9)
    told = iter([False, True])
    best = Found(0, 1, (0, 0))
    assert stepping.stepped(placer, best, 1, lambda _: next(told)) == best


@pytest.mark.parametrize("seed", range(20))
def test_what_begins_period_by_period_holds_every_rule(seed: int) -> None:
    asked = made(seed, tasks=12)
    asked["resources"][1]["capacity"] = 4
    case = schedule.parse_schedule(asked)
    problem = build_problem(case)
    keys = [-float(tail) for tail in problem.tails()]
    found = dict(zip([t.id for t in case.tasks], begun(problem, keys), strict=True))
    assert broken_rules(case, found) == []
    assert min(found.values()) == min(t.earliest for t in case.tasks if not t.after)


def test_what_begins_first_is_what_has_most_behind_it() -> None:
    case = schedule.parse_schedule(
        document(
            task("short", 1, needs=ONE),
            task("long", 3, needs=ONE),
            task("next", 5, "long"),
            crew=1,
        )
    )
    problem = build_problem(case)
    assert is_constant(problem)
    assert begun(problem, [-1.0, -8.0, -5.0]) == [3, 0, 3]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"seconds": 0.0}, "seconds: must be greater than 0"),
        ({"seconds": 9e9}, "seconds: must be between 0 and 3600"),
        ({"seed": -1}, "seed: must be between 0 and 9007199254740991"),
    ],
)
def test_a_time_or_a_seed_that_cannot_be_used_is_refused(
    options: dict[str, float], line: str
) -> None:
    case = schedule.parse_schedule(document(task("a", 1)))
    with pytest.raises(engine.InvalidCase) as refusal:
        schedule.schedule(case, **options)  # type: ignore[arg-type]
    assert str(refusal.value) == line


def test_large_needs_that_cannot_meet_raise_the_bound() -> None:
    case = schedule.parse_schedule(
        document(*(task(f"t{n}", 2, needs={"crew": 3}) for n in range(4)), crew=5)
    )
    problem = build_problem(case)
    assert bound(problem, furthest(problem)) == 8


def test_a_task_that_could_start_sooner_waits_for_nothing() -> None:
    case = schedule.parse_schedule(document(task("a", 1, needs={"crew": 1}), crew=1))
    spare = np.ones((1, 3), dtype=np.int64)
    found = waiting(case, build_problem(case), [2], 0, spare)
    assert found == schedule.Waiting("nothing")


def test_a_list_that_does_not_fit_is_left_out() -> None:
    case = schedule.parse_schedule(
        document(task("a", 2, needs=ONE), task("b", 2, needs=ONE), crew=1)
    )
    justifier = Justifier(build_problem(case), 3)
    assert justifier.placed(np.array([[0, 1], [1, 0]])).shape == (0, 2)


def test_too_few_schedules_for_a_population_are_crossed_as_long_as_that_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = schedule.parse_schedule(
        document(task("a", 2, needs=ONE), task("b", 3, needs=ONE), crew=1)
    )
    monkeypatch.setattr(search, "STALE", 5)
    justifier = Justifier(build_problem(case), 9)
    found = search.Search(justifier, 1, lambda _: False)
    bred: list[int] = []
    breed = found.breed

    def helped() -> None:
        breed()
        bred.append(found.best().end)
        if len(bred) == 1:
            found.worth = found.worth - 1

    monkeypatch.setattr(found, "breed", helped)
    found.run([[0, 2]])
    assert bred == [5, 5]
