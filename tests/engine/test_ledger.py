"""A ledger file is read whole, or refused in one line that says where and what to do."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import ledger as module
from engine.moments import NotAMoment, read_moments

HEAD = "promise,reference,customer,segment,promised_at,due_at,done_at"


def of(*rows: str, head: str = HEAD) -> engine.Ledger:
    return engine.load_ledger_text("\n".join((head, *rows)) + "\n")


def moment(text: str) -> np.datetime64:
    return np.datetime64(text, "s")


def test_every_promise_has_its_occasions_in_the_order_of_the_file() -> None:
    ledger = of(
        "b,1,ann,new,2026-01-01,2026-01-05,2026-01-04T10:00:00",
        "a,1,bob,old,2026-01-02 08:30,2026-01-06 12:00:00,",
        "b,2,eve,,2026-01-03,2026-01-07,2026-01-08",
    )
    first, second = ledger.promises
    assert (first.promise, second.promise) == ("b", "a")
    assert first.segments == ("", "new")
    assert first.segment.tolist() == [1, 0]
    assert first.due.tolist() == [
        datetime(2026, 1, 5, 23, 59, 59),  # noqa: DTZ001
        datetime(2026, 1, 7, 23, 59, 59),  # noqa: DTZ001
    ]
    assert first.done[0] == moment("2026-01-04T10:00:00")
    assert second.segments == ("old",)
    assert second.promised[0] == moment("2026-01-02T08:30:00")
    assert np.isnat(second.done[0])


def test_columns_stand_in_any_order_and_further_ones_are_ignored() -> None:
    ledger = of(
        "x,2026-01-09,2026-01-05, next ,2026-01-01",
        head="\ufeffnote, done_at,DUE_AT,promise,promised_at".lstrip("\ufeff"),
    )
    (only,) = ledger.promises
    assert only.promise == "next"
    assert only.segments == ("",)
    assert only.done[0] == moment("2026-01-09T23:59:59")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-01-31", "2026-01-31T23:59:59"),
        ("2024-02-29", "2024-02-29T23:59:59"),
        ("2026-01-31T07:05", "2026-01-31T07:05:00"),
        ("2026-01-31 07:05:09", "2026-01-31T07:05:09"),
        ("2026-01-31T07:05:09.999", "2026-01-31T07:05:09"),
        ("2026-01-31T07:05:09Z", "2026-01-31T07:05:09"),
        ("2026-01-31 07:05+02:00", "2026-01-31T05:05:00"),
        ("2026-01-31T07:05:09-0330", "2026-01-31T10:35:09"),
        ("2026-01-31 00:30:00 +01", "2026-01-30T23:30:00"),
        ("1970-01-01 00:00:00", "1970-01-01T00:00:00"),
        ("2199-12-31", "2199-12-31T23:59:59"),
    ],
)
def test_dates_are_read_as_iso_writes_them(text: str, read: str) -> None:
    assert read_moments([text])[0] == moment(read)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "2026-01-32",
        "2026-01-01 24:00:00",
        "2026-01-01T10:60",
        "2026-01-01T10:00:60",
        "2026-01-01T10:00:00+25:00",
        "2026-01-01T10:00:00+01:99",
        "2026/01/01",
        "2026-1-1",
        "20260101",
        "2026-W01-1",
        "2026-01-01x10:00",
        "\uff12\uff10\uff12\uff16-01-01",
        "now",
        "NaT",
        "-",
        "1" * 5_000,
    ],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    with pytest.raises(NotAMoment, match="must be a date like") as refusal:
        read_moments(["2026-01-01", "", text])
    assert refusal.value.index == 2


@pytest.mark.parametrize(
    "text", ["1969-12-31", "2200-01-01", "9999-01-01 00:00:00Z", "0001-01-01T00:00"]
)
def test_years_out_of_all_measure_are_not_read(text: str) -> None:
    with pytest.raises(NotAMoment, match="must lie in the years 1970 to 2199"):
        read_moments([text])


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["seconds", "minutes", "microseconds"]),
    st.sampled_from(["T", " "]),
)
def test_any_moment_is_read_as_python_reads_it(
    exact: datetime, precision: str, mark: str
) -> None:
    text = exact.isoformat(mark, precision)
    expected = datetime.fromisoformat(text).replace(tzinfo=UTC)
    assert read_moments([text])[0] == np.datetime64(int(expected.timestamp()), "s")


ROW = "a,1,,,2026-01-01,2026-01-05,2026-01-04"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", f"the file is empty: its first row must be {HEAD}."),
        ("\n\n", f"the file is empty: its first row must be {HEAD}."),
        (HEAD, "no occasion follows the header: add a row for each."),
        (
            "promise,promised_at,due_at\n",
            "row 1, column done_at: the column is missing: "
            f"the first row must be {HEAD}.",
        ),
        (
            f"{HEAD},segment\n",
            "row 1, column segment: the column stands there twice: keep one of them.",
        ),
        (
            f"{HEAD}\n{ROW}\n\na,2,,,2026-01-01,soon,\n",
            'row 4, column due_at: "soon" must be a date like '
            "2026-01-31 or 2026-01-31T12:00:00.",
        ),
        (
            f"{HEAD}\na,2,,,,2026-01-01,\n",
            "row 2, column promised_at: is empty: fill in the date.",
        ),
        (
            f"{HEAD}\n ,2,,,2026-01-01,2026-01-01,\n",
            "row 2, column promise: is empty: "
            "say which promise the occasion belongs to.",
        ),
        (
            f"{HEAD}\na\x00b,2,,,2026-01-01,2026-01-01,\n",
            'row 2, column promise: "a\\u0000b" holds what cannot be shown: '
            "write a plain name.",
        ),
        (
            f"{HEAD}\na,2,,{'s' * 201},2026-01-01,2026-01-01,\n",
            "row 2, column segment: has more than 200 characters: "
            "write a shorter name.",
        ),
        (
            f"{HEAD}\na,2,2026-01-01\n",
            "row 2: the row has 3 cells, the header 7: "
            "a comma inside a cell needs quotation marks around the cell.",
        ),
        (
            f"{HEAD}\n{ROW}\na,1,,,2026-01-01,2026-01-05,\n",
            "row 3, column reference: this promise and reference stand in row 2 "
            "already, with other facts: keep one of them.",
        ),
        (f'{HEAD}\n"a', "row 2: not CSV: unexpected end of data."),
    ],
)
def test_what_is_no_ledger_is_refused_in_one_line(text: str, refusal: str) -> None:
    with pytest.raises(engine.InvalidLedger) as caught:
        engine.load_ledger_text(text)
    assert str(caught.value) == refusal


def test_what_is_said_twice_counts_once_and_only_a_reference_can_say_it_twice() -> None:
    bare = ROW.replace("a,1", "a,")
    (only,) = of(ROW, ROW, bare, bare, ROW.replace("a,1", "a,2")).promises
    assert only.due.size == 4


def test_the_same_reference_names_different_occasions_of_different_promises() -> None:
    ledger = of(ROW, ROW.replace("a,1", "b,1").replace("01-05", "01-06"))
    assert [entry.due.size for entry in ledger.promises] == [1, 1]


def test_a_long_file_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 3)
    rows = [
        f"p{n % 2},{n},,s{n % 3},2026-01-01,2026-01-05,2026-01-04" for n in range(10)
    ]
    ledger = of(*rows)
    assert [entry.due.size for entry in ledger.promises] == [5, 5]
    assert ledger.promises[1].segment.tolist() == [1, 0, 2, 1, 0]
    with pytest.raises(engine.InvalidLedger, match=r"^row 12, column reference: "):
        of(*rows, rows[1].replace("01-05", "01-06"))


def test_a_file_that_is_too_long_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 1)
    with pytest.raises(engine.InvalidLedger, match="more than 1 rows: split the file"):
        of(ROW, ROW)
    monkeypatch.setattr(module, "LARGEST_LEDGER", 10)
    path = tmp_path / "ledger.csv"
    path.write_text(HEAD)
    with pytest.raises(engine.InvalidLedger, match="longer than 10 bytes: split it"):
        engine.load_ledger_file(path)


def test_a_file_is_read_as_utf_8_with_or_without_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text(f"\ufeff{HEAD}\r\nzürich,1,,,2026-01-01,2026-01-05,\r\n", "utf-8")
    assert engine.load_ledger_file(path).promises[0].promise == "zürich"
    path.write_bytes(f"{HEAD}\nzürich,".encode("latin-1"))
    with pytest.raises(engine.InvalidLedger, match=r"^row \d: not UTF-8 .*as UTF-8\.$"):
        engine.load_ledger_file(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(engine.InvalidLedger, match="no such file or directory"):
        engine.load_ledger_file(tmp_path / "none.csv")
    with pytest.raises(engine.InvalidLedger, match="is a directory"):
        engine.load_ledger_file(tmp_path)
