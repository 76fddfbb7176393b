"""Schedule a project from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.engine.schedule.make import document, task
from tests.engine.schedule.test_parse import SM

ESTIMATE = {"low": 1, "likely": 2, "high": 3}


def written(folder: Path, content: Any) -> str:
    path = folder / "project"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_a_psplib_file_prints_starts_and_bound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("schedule", written(tmp_path, SM), "--seconds", "0.2")
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["end"], found["bound"]) == ("schedule/1", 5, 5)
    starts = {entry["id"]: entry["start"] for entry in found["tasks"]}
    assert sorted((starts["2"], starts["3"])) in ([0, 2], [0, 3])
    assert "finish" not in found


def test_uncertain_durations_print_how_sure_the_end_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = document(task("a", ESTIMATE, deadline=3))
    call_command("schedule", written(tmp_path, content))
    finish = json.loads(capsys.readouterr().out)["finish"]
    assert finish["p10"] <= finish["p50"] <= finish["p90"] <= 3
    assert finish["in_time"] == [{"id": "a", "deadline": 3, "chance": 1.0}]


@pytest.mark.parametrize(
    ("content", "options", "line"),
    [
        ("no JSON", (), "case: not JSON: Expecting value at line 1 column 1"),
        ("****", (), "PRECEDENCE RELATIONS: is missing"),
        (document(task("a", 1)), ("--seconds", "0"), "seconds: must be greater than 0"),
    ],
)
def test_a_bad_file_ends_with_status_2_and_one_line(
    content: Any,
    options: tuple[str, ...],
    line: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("schedule", written(tmp_path, content), *options)
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"{line}\n")
