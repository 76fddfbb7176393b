"""Ask what could be promised from the command line."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command

from tests.engine.frontier.make import make_ledger

HEAD = "promise,reference,customer,segment,promised_at,due_at,done_at"


def ledger_file(folder: Path, *rows: str, name: str = "ledger.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def a_year(promise: str = "next-week", **options: Any) -> list[str]:
    promised, done = make_ledger(days=360, a_day=4, **options)
    return [
        f"{promise},{number},,{'north' if number % 2 else 'south'},{p}Z,{p}Z,"
        + ("" if np.isnat(d) else f"{d}Z")
        for number, (p, d) in enumerate(zip(promised, done, strict=True))
    ]


def answer(
    capsys: pytest.CaptureFixture[str], path: Path, *options: str
) -> dict[str, Any]:
    call_command("frontier", str(path), *options)
    captured = capsys.readouterr()
    assert captured.err == ""
    found: dict[str, Any] = json.loads(captured.out)
    return found


def test_every_promise_of_the_ledger_gets_its_frontier(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger_file(tmp_path, *a_year(), *a_year("answered", seed=2))
    found = answer(capsys, path, "--target", "0.8", "--confidence", "0.8")
    assert found["format"] == "promise-frontier/1"
    assert (found["target"], found["confidence"]) == (0.8, 0.8)
    assert [one["promise"] for one in found["promises"]] == ["next-week", "answered"]
    one = found["promises"][0]
    assert one["occasions"] == one["finished"] + one["censored"] == 1440
    assert 11 < one["recommended"]["average"] < one["recommended"]["cautious"] < 20
    assert {"days", "kept", "low", "high"} == set(one["curve"][0])
    assert [s["differs"] for s in one["segments"]] == [False, False]
    assert "check" not in one


def test_the_check_tells_how_past_recommendations_were_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = answer(capsys, ledger_file(tmp_path, *a_year()), "--check")["promises"][0][
        "check"
    ]
    assert check["average_kept"] == pytest.approx(0.9, abs=0.02)
    assert check["cautious_reached"] >= 0.8 * check["cautious_months"] > 5
    assert {"month", "average_days", "average_kept"} < set(check["months"][0])


def test_as_of_hides_what_came_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger_file(tmp_path, *a_year())
    found = answer(capsys, path, "--as-of", "2024-04-01")
    assert found["as_of"] == "2024-04-01T23:59:59Z"
    known = [r for r in a_year() if r.split(",")[4] <= "2024-04-01T23:59:59Z"]
    assert found["promises"][0]["occasions"] == len(known)
    nothing = answer(capsys, path, "--as-of", "2023-01-01")["promises"][0]
    assert nothing["recommended"]["no_average"] == "nothing-promised"


def test_what_was_done_before_it_was_promised_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger_file(
        tmp_path,
        "a,1,,,2024-01-02,2024-01-03,2024-01-02T10:00:00Z",
        "a,2,,,2024-01-02,2024-01-03,",
    )
    one = answer(capsys, path)["promises"][0]
    assert one["done_before_promised"] == 1
    assert one["reason"] == "too-few"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--target", "1.2"], "--target: must be a share above 0 and at most 1, such"),
        (["--target", "0"], "--target: must be a share above 0"),
        (["--target", "nan"], "--target: must be a share"),
        (["--target", "much"], "--target: must be a share"),
        (["--confidence", "0.3"], "--confidence: must be a share from 0.5 to 0.9999"),
        (["--as-of", "soon"], "--as-of: must be a date like 2026-01-31"),
        (["--as-of", " "], "--as-of: give a date"),
    ],
)
def test_an_option_that_makes_no_sense_ends_with_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    line: str,
) -> None:
    path = ledger_file(tmp_path, "a,1,,,2024-01-02,2024-01-03,")
    with pytest.raises(SystemExit) as ended:
        call_command("frontier", str(path), *options)
    captured = capsys.readouterr()
    assert ended.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith(line)
    assert captured.err.count("\n") == 1


def test_a_file_that_is_no_ledger_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ledger_file(tmp_path, "a,1,,,2024-01-02,2024-01-03,yesterday")
    for file in (path, tmp_path / "missing.csv"):
        with pytest.raises(SystemExit) as ended:
            call_command("frontier", str(file))
        assert ended.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
