"""Shares and money as a reader expects them."""

from decimal import Decimal
from typing import Protocol

from django import template
from django.utils.formats import number_format

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@register.filter
def percent(share: float | Decimal | None, digits: int = 0) -> str:
    """Show a share between 0 and 1 in percent; never round to certainty.

    >>> percent(0.921, 1).replace(NO_BREAK_SPACE, " ")
    '92.1 %'
    >>> percent(0.9996).replace(NO_BREAK_SPACE, " ")
    '>99 %'
    >>> percent(None)
    '–'
    """
    if share is None:
        return "–"
    exact = float(share) * 100
    step = 10**-digits
    shown = round(exact, digits)
    sign = ""
    if shown >= 100 > exact:
        sign, shown = ">", 100 - step
    elif shown <= 0 < exact:
        sign, shown = "<", step
    return f"{sign}{number_format(shown, decimal_pos=digits)}{NO_BREAK_SPACE}%"


@register.filter
def money(amount: float | Decimal | None, currency: str = "") -> str:
    """Show money in whole units, with the currency after it.

    >>> money(Decimal("61250.40"), "EUR").replace(NO_BREAK_SPACE, " ")
    '61,250 EUR'
    """
    if amount is None:
        return "–"
    shown = number_format(round(float(amount)), use_l10n=True, force_grouping=True)
    shown = shown.replace("-", "\N{MINUS SIGN}")
    return f"{shown}{NO_BREAK_SPACE}{currency}" if currency else shown


@register.filter
def about_money(amount: float | Decimal | None, currency: str = "") -> str:
    """Show an estimate in money to three digits: the rest would be chance.

    >>> about_money(Decimal("61250.40"), "EUR").replace(NO_BREAK_SPACE, " ")
    '61,300 EUR'
    """
    return money(amount if amount is None else float(f"{amount:.3g}"), currency)


@register.filter
def amount(number: Decimal | None) -> str:
    """Show an amount without needless noughts.

    >>> amount(Decimal("1200.500"))
    '1,200.5'
    >>> amount(Decimal("40.000"))
    '40'
    >>> amount(Decimal("-0.5"))
    '−0.5'
    """
    if number is None:
        return "–"
    plain = format(number.normalize() + 0, "f")
    shown = number_format(plain, use_l10n=True, force_grouping=True)
    return shown.replace("-", "\N{MINUS SIGN}")


class Bounds(Protocol):
    """Whatever knows how low and how high it may be."""

    @property
    def low(self) -> Decimal: ...
    @property
    def high(self) -> Decimal: ...


@register.filter
def span(bounds: Bounds, digits: int = 1) -> str:
    """Show from low to high; one number where they are the same to so many digits.

    >>> from types import SimpleNamespace as Estimate
    >>> span(Estimate(low=Decimal("0.5"), high=Decimal("1.25")))
    '0.5–1.2'
    >>> span(Estimate(low=Decimal("4.00"), high=Decimal("4.01")))
    '4'
    """
    step = Decimal(1).scaleb(-digits)
    low, high = (
        amount(Decimal(each).quantize(step)) for each in (bounds.low, bounds.high)
    )
    return low if low == high else f"{low}–{high}"
