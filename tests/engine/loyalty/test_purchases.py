"""Purchases from files, and what is refused."""

import numpy as np
import pytest

from engine import InvalidLedger
from engine.loyalty import purchases as reading
from engine.loyalty.purchases import load_purchases_file, load_purchases_text

HEAD = "customer,date,amount\n"


def test_rows_become_days_customers_and_amounts():
    found = load_purchases_text(
        "Amount, date ,shop,customer\n"
        "12.50,2026-01-31,x,ann\n"
        "\n"
        "-3,2026-01-31 23:30:00,x, bob \n"
        "0,2026-02-01T01:00:00+02:00,x,ann\n"
        "1e1,2026-01-31T10:00,x,ann\n"
    )
    assert found.names == ("ann", "bob")
    assert found.customer.tolist() == [0, 1, 0, 0]
    day = int(np.datetime64("2026-01-31").astype(int))
    assert found.day.tolist() == [day] * 4
    assert found.amount.tolist() == [12.5, -3.0, 0.0, 10.0]
    shopping, whose = found.bought(day)
    assert whose.tolist() == [0]
    assert (shopping.day.tolist(), shopping.amount.tolist()) == ([day], [22.5])
    assert len(found.bought(day - 1)[0].day) == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "the file is empty: its first row must be customer,date,amount."),
        (HEAD, "no purchase follows the header: add a row for each."),
        (
            "customer,date\na,2026-01-01\n",
            "row 1, column amount: the column is missing",
        ),
        (
            "customer,date,amount,date\n",
            "row 1, column date: the column stands there tw",
        ),
        (HEAD + "a,2026-01-01\n", "row 2: the row has 2 cells, the header 3"),
        (HEAD + ",2026-01-01,3\n", "row 2, column customer: is empty: say whose"),
        (
            HEAD + "\n" + "a" * 201 + ",2026-01-01,3\n",
            "row 3, column customer: has more",
        ),
        (HEAD + "a\x07,2026-01-01,3\n", 'row 2, column customer: "a\\u0007" holds'),
        (HEAD + "a,31.01.2026,3\n", 'row 2, column date: "31.01.2026" must be a date'),
        (HEAD + "\n\na,31.01.2026,3\n", "row 4, column date:"),
        (HEAD + "a,,3\n", "row 2, column date: is empty: fill in the date."),
        (
            HEAD + "a,2026-01-01,\n",
            "row 2, column amount: is empty: fill in the amount",
        ),
        (
            HEAD + "a,2026-01-01,3\na,2026-01-01,£3\n",
            'row 3, column amount: "\\u00a33" mus',
        ),
        (HEAD + "a,2026-01-01,nan\n", 'row 2, column amount: "nan" must be a number'),
        (HEAD + "a,2026-01-01,1e13\n", 'row 2, column amount: "1e13" must be a number'),
        (HEAD + f"a,2026-01-01,{'9' * 5000}\n", "row 2, column amount:"),
        (HEAD + 'a,2026-01-01,"3\n', "row 2: not CSV"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(text, line):
    with pytest.raises(InvalidLedger) as refused:
        load_purchases_text(text)
    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)


def test_files_that_cannot_be_read_are_refused(tmp_path, monkeypatch):
    with pytest.raises(InvalidLedger, match="no such file"):
        load_purchases_file(tmp_path / "none.csv")
    path = tmp_path / "purchases.csv"
    path.write_bytes(HEAD.encode() + b"a,2026-01-01,3\n\xff,2026-01-01,3\n")
    with pytest.raises(InvalidLedger, match="not UTF-8"):
        load_purchases_file(path)
    path.write_text(HEAD + "a,2026-01-01,3\n" * 3, encoding="utf-8")
    assert len(load_purchases_file(path).day) == 3
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(InvalidLedger, match="more than 2 rows: split the file"):
        load_purchases_file(path)
    monkeypatch.setattr(reading, "LARGEST_FILE", 2)
    with pytest.raises(InvalidLedger, match="longer than 2 bytes: split it"):
        load_purchases_file(path)
