"""OR-Library's knapsacks on the portfolio's path: read strictly, solved exactly."""

import itertools
import json
import os
from pathlib import Path

import pytest

from benchmarks.companies import company
from benchmarks.knapsack import main
from engine import portfolio

DATA = Path(
    os.environ.get(
        "PLANNER_DATA", Path(__file__).resolve().parents[3].parent / "shared/data"
    )
)
SMALL = """2
3 2 0
10 7 5.5
4 3 2
1 1 1
5 2
2 1 9
3 8
5 6
5
"""


def test_every_problem_of_a_file_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, best = tmp_path / "small.txt", tmp_path / "best.csv"
    path.write_text(SMALL)
    best.write_text("file,index,best\nsmall.txt,0,12.5\n")
    assert main([str(path), "--best", str(best), "--seconds", "2"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["file"], first["index"], first["value"]) == ("small.txt", 0, 12.5)
    assert (first["bound"], first["feasible"], first["below_best"]) == (12.5, True, 0)
    assert (second["value"], second["feasible"], "best" in second) == (3, True, False)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SMALL[:20], "bad.txt: ends before problem 0: weight 2 of constraint 0"),
        (SMALL + "1", "bad.txt: holds more than its 2 problems"),
        (SMALL.replace("5.5", "x"), "bad.txt: problem 0: value 2 is 'x', not a number"),
        (
            SMALL.replace("5.5", "-1"),
            "bad.txt: problem 0: value 2 must be between 0 and 1e12",
        ),
        (
            SMALL.replace("5.5", "nan"),
            "bad.txt: problem 0: value 2 must be between 0 and 1e12",
        ),
        (
            "0",
            "bad.txt: the number of problems must be a whole number from 1 to 10,000",
        ),
        ("", "bad.txt: ends before the number of problems"),
    ],
)
def test_a_malformed_file_ends_with_status_2_and_one_line(
    text: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(text)
    assert main([str(path)]) == 2
    assert capsys.readouterr() == ("", f"{line}\n")


def test_files_that_cannot_be_read_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, odd = tmp_path / "small.txt", tmp_path / "odd.txt"
    path.write_text(SMALL)
    odd.write_bytes(b"\xff\xfe")
    assert main([str(tmp_path / "none")]) == 2
    assert main([str(odd)]) == 2
    assert main([str(path), "--best", str(path)]) == 2
    assert main([str(path), "--best", str(tmp_path / "none")]) == 2
    assert main([str(path), "--seconds", "0"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    assert lines[-1] == "seconds: must be greater than 0"


@pytest.mark.skipif(not (DATA / "knapsack").exists(), reason=f"no knapsacks in {DATA}")
def test_or_librarys_first_problems_are_solved_exactly(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = DATA / "knapsack"
    main([str(folder / "mknap1.txt"), "--best", str(folder / "best_known.csv")])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["below_best"] for line in found] == [0.0] * 7
    assert all(line["feasible"] and line["status"] == "optimal" for line in found)


def test_a_made_company_is_the_same_each_time_and_has_everything() -> None:
    size = {"plans": 60, "initiatives": 5, "capabilities": 8, "periods": 20}
    case = company(**size, seed=3)
    assert company(**size, seed=3) == case
    assert company(**size, seed=4) != case
    assert portfolio.parse_portfolio(portfolio.portfolio_document(case)) == case
    assert case.budgets
    assert case.exclusions
    assert any(entry.requires for entry in case.candidates)
    assert any(entry.must for entry in case.candidates)
    worths = [entry.worth for entry in case.candidates if entry.kind == "plan"]
    assert all(a != b for a, b in itertools.pairwise(worths))
