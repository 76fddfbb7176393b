"""Ask how loyal customers are from the command line."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command

from engine.loyalty.histories import Shopping
from tests.engine.loyalty.make import DATA, cdnow, simulated

HEAD = "customer,date,amount"
RETAIL = DATA / "online_retail" / "online_retail.csv.gz"


def written(folder: Path, *rows: str) -> Path:
    path = folder / "purchases.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def lines(shopping: Shopping) -> list[str]:
    days = shopping.day.astype("M8[D]").astype(str).tolist()
    columns = shopping.customer.tolist(), days, shopping.amount.tolist()
    return [
        f"c-{who},{day},{amount}" for who, day, amount in zip(*columns, strict=True)
    ]


def answer(
    capsys: pytest.CaptureFixture[str], path: Path, *options: str
) -> dict[str, Any]:
    call_command("loyalty", str(path), *options)
    captured = capsys.readouterr()
    assert captured.err == ""
    found: dict[str, Any] = json.loads(captured.out)
    return found


def test_cdnow_gives_the_published_figures_and_a_failed_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, *lines(cdnow()))
    found = answer(
        capsys, path, "--calibration-end", "1997-09-30", "--weeks-ahead", "39"
    )
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    rounded = {name: round(found["bg_nbd"][name], 3) for name in published}
    assert rounded == published
    assert found["bg_nbd"]["log_likelihood"] == pytest.approx(-9582.43, abs=0.005)
    assert round(found["models"]["bg_nbd"]["forecast"]) == 1653
    assert found["forecast"]["check"]["happened"] == 1882
    assert found["forecast"]["check"]["inside"] is False
    assert found["warnings"][-1].startswith("The check fails: 1,882 purchases happened")
    assert found["read"]["without_amount"] == 8
    assert [one["cohort"] for one in found["cohorts"]] == [
        "1997-01",
        "1997-02",
        "1997-03",
    ]


def test_online_retail_is_read_as_cleaned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not RETAIL.exists():
        pytest.skip(f"{RETAIL} is not here: Online Retail is not in the repository")
    path = tmp_path / "retail.csv"
    with (
        gzip.open(RETAIL, "rt", encoding="utf-8") as source,
        path.open("w", encoding="utf-8") as target,
    ):
        target.write(HEAD + "\n")
        for one in csv.DictReader(source):
            quantity, price = float(one["Quantity"]), float(one["UnitPrice"])
            if one["CustomerID"] and quantity > 0 and price > 0:
                amount = quantity * price
                target.write(f"{one['CustomerID']},{one['InvoiceDate']},{amount}\n")
    found = answer(capsys, path)
    assert found["read"]["rows"] == 397_884
    assert found["read"]["customers"] == 4_338
    assert found["read"]["amount"] == pytest.approx(8_911_407.90, abs=0.01)
    # Two invoices on one day are one day of buying: 65.6 % have two invoices.
    assert 0.6 < found["repeat_rate"]["share"] < 0.656
    assert found["model"] in {"mbg_nbd", "pareto_nbd"}
    assert found["models"][found["model"]]["settled"]


def test_every_part_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*lines(simulated(800, 60.0)), "c-1,1997-06-01,-12.5", "c-1,1997-06-01,-1"]
    path = written(tmp_path, *rows)
    found = answer(
        capsys, path, "--weeks-ahead", "10", "--customers", "3", "--silent-after", "90"
    )
    assert found["format"] == "loyalty/1"
    assert found["read"]["returns"] == 2
    assert found["read"]["returned_amount"] == 13.5
    assert found["read"]["rows"] == len(rows)
    assert found["forecast"]["weeks"] == 10
    low, mean, high = (found["forecast"][name] for name in ("p10", "mean", "p90"))
    assert low < mean < high
    assert found["forecast"]["check"] is None
    assert len(found["forecast"]["past"]) == 3
    assert 0 < found["alive"]["bought_once"]["mean_probability"] < 0.9
    assert found["silent_after_days"] == 90
    assert len(found["customers"]) == 3
    worth = [one["value"] for one in found["customers"]]
    assert worth == sorted(worth, reverse=True)
    assert found["value"]["revenue"] > sum(worth)
    assert sum(map(sum, found["rfm"]["customers"])) == 800
    cohorts = found["cohorts"]
    assert sum(one["customers"] for one in cohorts) == 800
    within = found["repeat_rate"]["within"]
    assert [one["weeks"] for one in within][:3] == [4, 8, 13]
    assert all(one["low"] <= one["share"] <= one["high"] for one in within)
    retained = found["retained"]
    assert all(one["low"] <= one["share"] <= one["high"] for one in retained)
    assert retained[0]["share"] > retained[-1]["share"]


def test_as_of_hides_what_came_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shopping = simulated(300, 60.0)
    path = written(tmp_path, *lines(shopping))
    day = 10_000 + 30 * 7
    found = answer(capsys, path, "--as-of", str(np.datetime64(day, "D")))
    assert found["read"]["after_as_of"] == np.count_nonzero(shopping.day > day)
    assert found["read"]["purchases"] == np.count_nonzero(shopping.day <= day)


def test_too_little_gives_no_forecast_but_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "a,2026-01-01,3", "a,2026-01-09,3", "b,2026-01-02,0")
    found = answer(capsys, path, "--customers", "5")
    assert found["bg_nbd"] is None
    assert found["forecast"] is None
    assert found["warnings"][0].startswith("No forecast: 2 customers: at least 30")
    assert found["repeat_rate"]["share"] == 0.5


def test_what_is_odd_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = [
        f"{who},2026-01-{day:02},5" for who in range(40) for day in (1, 8, 15, 22, 29)
    ]
    found = answer(capsys, written(tmp_path, *same), "--customers", "1")
    assert any("ran to its bound" in line for line in found["warnings"])
    assert found["warnings"][-1].startswith("No value: all customers spend the same")
    assert found["customers"][0]["value"] is None
    related = [
        f"{who},{np.datetime64('2026-01-01') + day * (3 + who % 5)},{10 + day**2 + who % 7}"
        for who in range(200)
        for day in range(1 + who % 11)
    ]
    found = answer(capsys, written(tmp_path, *related))
    assert any("Spend depends on how often" in line for line in found["warnings"])
    sudden = [f"{who},2026-01-05,5" for who in range(40)]
    sudden += [f"{who},2026-01-07,{who}" for who in range(20)]
    found = answer(capsys, written(tmp_path, *sudden))
    assert any("too short to try" in line for line in found["warnings"])


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--weeks-ahead", "0"], "--weeks-ahead: must be a number from 1 to 520."),
        (["--weeks-ahead", "nan"], "--weeks-ahead: must be a number"),
        (["--discount", "-1"], "--discount: must be a number from 0 to 10."),
        (["--customers", "many"], "--customers: must be a number"),
        (["--silent-after", "0"], "--silent-after: must be a number from 1"),
        (["--confidence", "1"], "--confidence: must be a number"),
        (["--as-of", "soon"], "--as-of: must be a date like 2026-01-31"),
        (["--as-of", " "], "--as-of: give a date"),
        (["--as-of", "2025-01-01"], "--as-of: nothing was bought by 2025-01-01"),
        (["--calibration-end", "2027-01-01"], "--calibration-end: 2027-01-01 lies"),
    ],
)
def test_an_option_that_makes_no_sense_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], line: str
) -> None:
    path = written(tmp_path, "a,2026-01-01,3")
    with pytest.raises(SystemExit) as ended:
        call_command("loyalty", str(path), *options)
    captured = capsys.readouterr()
    assert ended.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith(line)
    assert captured.err.count("\n") == 1


def test_a_file_that_cannot_be_used_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (written(tmp_path, "a,yesterday,3"), tmp_path / "none.csv"):
        with pytest.raises(SystemExit) as ended:
            call_command("loyalty", str(path))
        captured = capsys.readouterr()
        assert ended.value.code == 2
        assert captured.out == ""
        assert captured.err.count("\n") == 1
