import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from core.exports import csv_lines, download, safe_text, xlsx_file

ACTIVE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\uff1d1",
    "\uff20x",
]


def first_sheet(file: io.BytesIO) -> Any:
    return openpyxl.load_workbook(file).active


def read_csv(head, rows):
    text = "".join(csv_lines(head, rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("text", ACTIVE)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_text(text).startswith("'")
    assert read_csv(["name"], [[text]])[1][0].startswith("'")
    sheet = first_sheet(xlsx_file(["n"], [[text]], title="t"))
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.startswith("'")


@pytest.mark.parametrize("text", ["", "Spring - mail", "a=b", "'quoted", "20 %"])
def test_an_ordinary_text_stays_as_it_is(text):
    assert safe_text(text) == text


def test_numbers_stay_numbers_in_csv():
    row = [-5, Decimal("-20000.00"), 0.25, Decimal("1E+3"), True, None]
    assert read_csv(list("abcdef"), [row])[1] == [
        "-5",
        "-20000.00",
        "0.25",
        "1000",
        "yes",
        "",
    ]


def test_numbers_days_and_moments_keep_their_type_in_xlsx():
    row: list[Any] = [
        -5,
        Decimal("-20.50"),
        date(2026, 1, 5),
        datetime(2026, 1, 5, 9, tzinfo=UTC),
    ]
    sheet = first_sheet(xlsx_file(list("abcd"), [row], title="t"))
    assert [cell.data_type for cell in sheet[2]] == ["n", "n", "d", "d"]
    assert [cell.value for cell in sheet[2]][:2] == [-5, -20.5]
    assert sheet["D2"].value == datetime(2026, 1, 5, 9)  # noqa: DTZ001


def test_a_heading_is_as_safe_as_a_cell():
    assert read_csv(["=cmd"], [])[0] == ["'=cmd"]


def test_a_number_that_is_none_is_an_empty_cell():
    assert read_csv(["a", "b"], [[float("nan"), Decimal("Infinity")]])[1] == ["", ""]


def test_what_no_file_can_hold_is_left_out():
    sheet = first_sheet(
        xlsx_file(["a"], [["a\x00b\x07c\ud800" + "x" * 40_000]], title="[t]/" * 20)
    )
    assert sheet["A2"].value.startswith("abc?xxx")
    assert len(sheet["A2"].value) <= 32_767


def test_a_download_names_its_file_and_kind():
    for kind, content_type in [("csv", "text/csv"), ("xlsx", "application/vnd")]:
        answer: Any = download(kind, ["a"], [["b"]], name="plans")
        assert answer["Content-Type"].startswith(content_type)
        assert f'filename="plans.{kind}"' in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content)
