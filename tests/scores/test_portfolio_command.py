"""Choose the best set of a portfolio case from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.engine.portfolio.make import make_document, make_plan


def written(folder: Path, content: Any) -> str:
    path = folder / "case.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_a_case_file_prints_the_best_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plans = [make_plan("a", 5, 6), make_plan("b", 4, 5), make_plan("c", 3, 5)]
    call_command("portfolio", written(tmp_path, make_document(candidates=plans)))
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "portfolio/1"
    assert (document["status"], document["chosen"]) == ("optimal", ["b", "c"])
    assert document["value"]["total"] == document["bound"] == 7
    assert document["capabilities"][0]["load"] == [10.0] * 4


@pytest.mark.parametrize(
    ("content", "options", "line"),
    [
        ("no JSON", (), "case: not JSON: Expecting value at line 1 column 1"),
        ({"format": "x"}, (), 'format: must be "portfolio-case/1"'),
        (
            make_document(candidates=[make_plan("a", 5, requires=["b"])]),
            (),
            'candidates[0].requires[0]: no candidate "b"',
        ),
        (make_document(), ("--seconds", "0"), "seconds: must be greater than 0"),
        (
            make_document(),
            ("--seed", "-1"),
            "seed: must be between 0 and 9007199254740991",
        ),
    ],
)
def test_a_bad_file_ends_with_status_2_and_one_line(
    content: Any,
    options: tuple[str, ...],
    line: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ending:
        call_command("portfolio", written(tmp_path, content), *options)
    assert ending.value.code == 2
    assert capsys.readouterr() == ("", f"{line}\n")
