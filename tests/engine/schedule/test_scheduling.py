"""The benchmark reads folders, checks by its own means and refuses what it cannot use."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import scheduling
from engine import schedule
from tests.engine.schedule.make import document, task
from tests.engine.schedule.test_parse import SM


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[str, str]:
    monkeypatch.setattr(sys, "argv", ["scheduling", *words, "--seconds", "0.1"])
    scheduling.main()
    printed = capsys.readouterr()
    return printed.out, printed.err


def test_a_folder_prints_a_line_for_each_instance_and_the_means(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "j1.sm").write_text(SM)
    best = tmp_path / "best.csv"
    best.write_text("inst,ub,best\nj1,5,4\n")
    out, _ = run(monkeypatch, capsys, str(tmp_path), "--best", str(best))
    line, means = map(json.loads, out.splitlines())
    assert (line["instance"], line["makespan"], line["bound"]) == ("j1", 5, 5)
    assert line["feasible"]
    assert means["mean_gap_to_best"] == pytest.approx(0.25)
    assert means["mean_above_critical_path"] == pytest.approx(2 / 3)
    assert (means["instances"], means["known"], means["proven"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("files", "best", "line"),
    [
        ({}, None, "holds no .sm file"),
        ({"a.sm": "**"}, None, "a.sm: PRECEDENCE RELATIONS: is missing"),
        ({"a.sm": SM}, "name,end\na,5\n", "needs the columns inst and best"),
        ({"a.sm": SM}, None, "no such file"),
    ],
)
def test_what_cannot_be_used_ends_with_status_2_and_one_line(
    files: dict[str, str],
    best: str | None,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    words = [str(tmp_path)]
    if best is not None or line == "no such file":
        words += ["--best", str(tmp_path / "best.csv")]
    if best is not None:
        (tmp_path / "best.csv").write_text(best)
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch, capsys, *words)
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert line in printed.err
    assert printed.err.count("\n") == 1


def test_its_own_check_sees_what_is_broken() -> None:
    case = schedule.parse_schedule(
        document(
            task("a", 2, needs={"crew": 1}),
            task("b", 1, "a", needs={"crew": 1}),
            crew=1,
        )
    )
    assert scheduling.is_feasible(case, {"a": 0, "b": 2})
    assert not scheduling.is_feasible(case, {"a": 0, "b": 1})
    overlapping = schedule.parse_schedule(
        document(
            task("a", 2, needs={"crew": 1}), task("b", 1, needs={"crew": 1}), crew=1
        )
    )
    assert not scheduling.is_feasible(overlapping, {"a": 0, "b": 1})


def test_a_generated_project_is_the_same_for_the_same_seed() -> None:
    assert scheduling.generated(1, 30) == scheduling.generated(1, 30)
    assert scheduling.generated(1, 30) != scheduling.generated(2, 30)
