"""Shares and money as a reader expects them."""

from decimal import Decimal

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
    """
    if number is None:
        return "–"
    plain = format(number.normalize() + 0, "f")
    return number_format(plain, use_l10n=True, force_grouping=True)
