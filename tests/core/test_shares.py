from decimal import Decimal

import pytest

from core.templatetags.shares import money, percent


@pytest.mark.parametrize(
    ("share", "digits", "shown"),
    [
        (0.9206, 2, "92.06 %"),
        (0.81, 0, "81 %"),
        (0.9996, 0, ">99 %"),
        (0.0004, 0, "<1 %"),
        (1, 0, "100 %"),
        (0, 0, "0 %"),
        (Decimal("0.95"), 0, "95 %"),
        (None, 0, "–"),
    ],
)
def test_a_share_is_never_rounded_to_certainty(share, digits, shown):
    assert percent(share, digits).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_money_has_thousands_and_a_real_minus():
    shown = money(Decimal("-44000.4"), "EUR").replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "\N{MINUS SIGN}44,000 EUR"
