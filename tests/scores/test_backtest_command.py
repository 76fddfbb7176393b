"""The desk command prints one JSON document, or one line and status 2."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

HEAD = "promise,reference,customer,segment,promised_at,due_at,done_at"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A year of five occasions a day, nine in ten kept, and a promise of one day."""
    rows = [HEAD]
    for number in range(364):
        day = date(2024, 1, 1) + timedelta(days=number)
        rows += [
            f"call,{number}-{turn},,,{day},{day},{day if (number + turn) % 10 else ''}"
            for turn in range(5)
        ]
    rows.append("once,1,,,2024-01-01,2024-01-01,2024-01-01")
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def run(
    capsys: pytest.CaptureFixture[str], path: Path, *options: str
) -> tuple[str, str, int]:
    status = 0
    try:
        call_command("backtest", str(path), *options)
    except SystemExit as end:
        status = int(end.code or 0)
    return *capsys.readouterr(), status


def test_the_figures_come_as_one_document(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written, refused, status = run(
        capsys, ledger, "--from", "2024-06-03", "--to", "2024-09-30"
    )
    found = json.loads(written)
    assert (refused, status) == ("", 0)
    call, once = found["promises"]
    assert found["forecasts"] == call["forecasts"] == len(call["weeks"]) == 18
    assert call["weeks"][0]["monday"] == "2024-06-03"
    assert call["weeks"][0]["due"] == 140
    assert call["weeks"][0]["kept"] == 125
    assert found["coverage80"] == 1.0
    assert 0 < found["crps"] < 0.05
    assert {"crps_beta_binomial", "crps_climatology", "mean_width80"} <= set(found)
    assert once["forecasts"] == 0
    assert once["coverage80"] is None


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--from", "soon"], "--from: must be a date like 2026-01-31."),
        (["--to", "2024-02-30"], "--to: must be a date like 2026-01-31."),
        (
            ["--weeks-ahead", "-1"],
            "--weeks-ahead: must be a whole number from 1 to 52.",
        ),
        (["--weeks-ahead", "99"], "weeks ahead: must be from 1 to 52."),
        (
            ["--from", "2024-06-04", "--to", "2024-06-05"],
            "from 2024-06-04 to 2024-06-05: no Monday lies in that range.",
        ),
    ],
)
def test_what_cannot_be_tested_ends_in_one_line(
    ledger: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    line: str,
) -> None:
    assert run(capsys, ledger, *options) == ("", line + "\n", 2)


def test_a_file_that_is_no_ledger_ends_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("a,b\n1,2\n")
    written, refused, status = run(capsys, path)
    assert (written, status) == ("", 2)
    assert refused.startswith("row 1, column promise: the column is missing")
    assert refused.count("\n") == 1
