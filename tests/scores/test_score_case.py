"""Score a case file from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.engine.make import make_case


def run(path: Path, *options: str) -> None:
    call_command("score_case", str(path), *options)


def written(folder: Path, content: Any) -> Path:
    path = folder / "case.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_case_file_prints_one_document_the_same_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, make_case())
    run(path, "--seed", "7", "--draws", "256")
    first = capsys.readouterr()
    run(path, "--seed", "7", "--draws", "256")
    assert capsys.readouterr().out == first.out
    document = json.loads(first.out)
    assert (document["format"], document["seed"]) == ("promise-score/1", 7)
    assert first.err == ""


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("not JSON", "case: not JSON: Expecting value at line 1 column 1"),
        ("[" * 100_000, "case: nested too deeply"),
        (
            make_case(
                horizon={"start": "2026-01-05", "period": "week", "periods": 10**9}
            ),
            "horizon.periods: must be between 1 and 520",
        ),
    ],
    ids=["not JSON", "deep", "a billion periods"],
)
def test_a_bad_file_ends_with_status_2_and_one_line(
    content: Any, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ending:
        run(written(tmp_path, content))
    assert ending.value.code == 2
    assert capsys.readouterr() == ("", f"{line}\n")


def test_a_missing_file_and_odd_draws_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path / "nothing.json")
    assert "no such file or directory" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run(written(tmp_path, make_case()), "--draws", "1000")
    assert capsys.readouterr().err == "draws: must be a power of two\n"


def test_a_counter_offer_is_taken_into_a_case_that_is_keepable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(written(tmp_path, make_case()), "--draws", "64", "--take", "1")
    taken = capsys.readouterr().out
    run(written(tmp_path, taken), "--draws", "64")
    assert json.loads(capsys.readouterr().out)["verdict"] == "keepable"


def test_a_counter_offer_that_is_not_there_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(written(tmp_path, make_case()), "--draws", "64", "--take", "9")
    assert "--take: there are" in capsys.readouterr().err
