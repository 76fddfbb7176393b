"""Projects are read strictly, and refused in one line that names the place."""

import json
from pathlib import Path
from typing import Any

import pytest

import engine
from engine import schedule
from tests.engine.schedule.make import document, made, task

SM = """\
************************************************************************
projects                      :  1
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    0
  3      1     2       2    1
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    3    1
************************************************************************
"""


def refusal(asked: object) -> str:
    with pytest.raises(engine.InvalidCase) as found:
        schedule.parse_schedule(asked)
    return str(found.value)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_is_read_again(seed: int) -> None:
    case = schedule.parse_schedule(made(seed))
    assert schedule.parse_schedule(schedule.schedule_document(case)) == case


LONG = {"low": 1, "likely": 2, "high": 30_000}


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"format": "x"}, 'format: must be "schedule-case/1"'),
        (document(), "tasks: must have at least 1"),
        (document(task("a", 1), task("a", 2)), 'tasks[1].id: "a" appears twice'),
        (document(task("a", -1)), "tasks[0].duration: must be between 0 and 20000"),
        (document(task("a", 1.5)), "tasks[0].duration: must be a whole number"),
        (
            document(task("a", LONG)),
            "tasks[0].duration.high: must be between 0 and 20000",
        ),
        (
            document(task("a", {"low": [1], "likely": [2], "high": [3]})),
            "tasks[0].duration.low: must be a number",
        ),
        (document(task("a", 1, "b")), 'tasks[0].after[0].task: no task "b"'),
        (document(task("a", 1, "a")), "tasks[0].after[0].task: waits for itself"),
        (
            document(task("a", 1, "c"), task("b", 1, "a"), task("c", 1, "b")),
            'tasks[1].after[0].task: "a" waits for "b" itself, by way of its own links',
        ),
        (
            document(task("a", 1, ("b", "XX", 0)), task("b", 1)),
            'tasks[0].after[0].kind: must be one of "FS", "SS", "FF", "SF"',
        ),
        (
            document(task("a", 1, needs={"crew": 1})),
            'tasks[0].needs[0].resource: no resource "crew"',
        ),
        (
            document(task("a", 1, needs={"crew": 5}), crew=[1, 4]),
            'tasks[0].needs[0].units: 5 are never free of "crew": at most 4',
        ),
        (
            document(task("a", 1), crew=[]),
            "resources[0].capacity: must have 1 to 20,000 entries",
        ),
        (
            document(task("a", 1), crew=[1, -1]),
            "resources[0].capacity[1]: must be between 0 and 1e+12",
        ),
        (document(task("a", 1), crew="x"), "resources[0].capacity: must be a number"),
        (
            document(task("a", 1, deadline=-1)),
            "tasks[0].deadline: must be between 0 and 20000",
        ),
        (
            document(*(task(f"t{n}", 20_000) for n in range(60))),
            "tasks: reach over more than 1,000,000 periods",
        ),
        (document(task("a", 1, color="red")), 'tasks[0]: unknown key "color"'),
    ],
)
def test_a_project_that_cannot_be_is_refused(asked: object, line: str) -> None:
    assert refusal(asked) == line


def test_a_psplib_file_is_read_as_its_jobs_and_resources(tmp_path: Path) -> None:
    file = tmp_path / "j.sm"
    file.write_text(SM)
    case = schedule.load_schedule_file(file)
    assert [entry.id for entry in case.tasks] == ["1", "2", "3", "4"]
    assert case.tasks[2].needs == (schedule.Need("R1", 2), schedule.Need("R2", 1))
    assert [link.task for link in case.tasks[3].after] == ["2", "3"]
    assert [entry.capacity for entry in case.resources] == [3, 1]
    assert schedule.schedule(case, seconds=0.1).end == 5


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "nonrenewable              :  0",
            "nonrenewable              :  2",
            "RESOURCES: only renewable resources can be read",
        ),
        ("PRECEDENCE RELATIONS:", "", "PRECEDENCE RELATIONS: is missing"),
        ("    3    1\n", "", "RESOURCEAVAILABILITIES: holds no numbers"),
        (
            "   2        1          1  ",
            "   2        2          1  ",
            "line 10: only jobs with one mode can be read",
        ),
        (
            "1          2           2   3",
            "1          3           2   3",
            "line 9: says 3 successors, has 2",
        ),
        (
            "   4        1          0\n",
            "   4        1          1  5\n",
            "PRECEDENCE RELATIONS: job 5 follows, but nothing is asked for it",
        ),
        (
            "  2      1     3       2    0",
            "  2      1     3       2",
            "line 18: must have 5 numbers: job, mode, duration and 2 needs; has 4",
        ),
        (
            "  2      1     3       2    0",
            "  2      1     x       2    0",
            'line 18: "x" is not a whole number',
        ),
        (
            "    3    1\n",
            "  " + "3 " * 1_001 + "\n",
            "RESOURCEAVAILABILITIES: more than 1,000 resources",
        ),
    ],
)
def test_a_psplib_file_that_is_not_one_is_refused(
    old: str, new: str, line: str
) -> None:
    assert old in SM
    with pytest.raises(engine.InvalidCase) as found:
        schedule.load_schedule_text(SM.replace(old, new))
    assert str(found.value) == line


def test_links_may_meet_again_without_coming_round() -> None:
    case: Any = document(
        task("end", 1, "left", "right"),
        task("left", 1, "begin"),
        task("right", 1, "begin"),
        task("begin", 1),
    )
    found = schedule.schedule(schedule.parse_schedule(case), seconds=0.1)
    assert found.end == 3


def test_json_text_is_read_as_well() -> None:
    case = schedule.load_schedule_text(json.dumps(document(task("a", 2))))
    assert case.tasks[0].duration == 2


def test_a_psplib_file_may_end_with_its_last_numbers() -> None:
    assert schedule.load_schedule_text(SM.rstrip("*\n")).resources[0].capacity == 3
