from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.cells import (
    CellFault,
    DecimalSign,
    Estimate,
    read_estimate,
    read_number,
    show_estimate,
    show_number,
)

AMOUNTS = st.decimals(0, Decimal("99999999999.999"), places=3)
SIGNS: list[DecimalSign] = ["", "."]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100", "100"),
        (" 100 ", "100"),
        ("007", "7"),
        ("0", "0"),
        ("1,000", "1000"),
        ("1,234,567.5", "1234567.5"),
        ("1.234.567,5", "1234567.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1'234.50", "1234.5"),
        ("2,5", "2.5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("12.50", "12.5"),
        ("99999999999.999", "99999999999.999"),
    ],
)
def test_numbers_of_several_countries_are_read(text, value):
    assert read_number(text) == Decimal(value)


def test_a_point_before_three_digits_is_refused_with_both_meanings():
    with pytest.raises(CellFault, match=r"1\.000 could be 1 or 1000"):
        read_number("1.000")


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [("1.000", ",", 1000), ("1.000", ".", 1), ("1,000", ",", 1), ("1,000", ".", 1000)],
)
def test_who_says_which_sign_stands_before_decimals_is_understood(text, sign, value):
    assert read_number(text, sign) == value


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "1e999",
        "1e5",
        "9" * 5000,
        "100000000000",
        "1.23456",
        "-5",
        "\N{MINUS SIGN}5",
        "1,00,000",
        "1 00",
        "ten",
        "1\x000",
        "\x00",
        "\ud800",
        "١٢",  # digits of another script
        "²",
        "0x10",
        "1_000",
        "=1+1",
        "90 / 100",
        "90 / 100 / 110 / 120",
        "110 / 100 / 90",
        "90 / / 110",
        "/",
        "-",
        "--5",
        "90-100",
        "#REF!",
    ],
)
def test_what_is_no_number_is_refused_in_words(text):
    with pytest.raises(CellFault) as refused:
        read_estimate(text)
    assert len(str(refused.value)) < 200


def test_an_empty_cell_is_as_usual():
    assert read_estimate("  \u00a0 ") is None


@pytest.mark.parametrize(
    "text", ["90 / 100 / 110", "90/100/110", "90-100-110", "90 – 100 – 110"]
)
def test_three_points_are_read(text):
    assert read_estimate(text) == Estimate(Decimal(90), Decimal(100), Decimal(110))


@pytest.mark.parametrize("sign", SIGNS)
@given(value=AMOUNTS)
def test_what_is_shown_reads_as_the_same_number(sign, value):
    assert read_number(show_number(value), sign) == value


@given(points=st.lists(AMOUNTS, min_size=3, max_size=3).map(sorted))
def test_what_is_shown_reads_as_the_same_estimate(points):
    estimate = Estimate(*points)
    assert read_estimate(show_estimate(estimate)) == estimate


@given(text=st.text(max_size=80))
def test_whatever_is_typed_is_an_estimate_in_order_or_a_fault(text):
    try:
        estimate = read_estimate(text)
    except CellFault:
        return
    assert estimate is None or not estimate.fault()
