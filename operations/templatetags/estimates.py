"""Estimates and amounts as a reader expects them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from operations.cells import Estimate

register = template.Library()


@register.filter
def amount(value: Decimal | float | None) -> str:
    """Write a figure with its thousands, and no more decimals than it has.

    >>> amount(Decimal("1250.500")), amount(Decimal("1000.000")), amount(0.1)
    ('1,250.5', '1,000', '0.1')
    """
    if value is None:
        return "not known"
    exact = Decimal(str(value)).quantize(Decimal("0.001"))
    whole = exact == exact.to_integral_value()
    plain = exact.quantize(Decimal(1)) if whole else exact.normalize()
    return str(number_format(plain, force_grouping=True))


@register.filter
def estimate(value: Estimate | None) -> str:
    """Write one number, or low / likely / high.

    >>> estimate(Estimate(Decimal(900), Decimal(1000), Decimal(1050)))
    '900 / 1,000 / 1,050'
    """
    if value is None:
        return "not known"
    if value.is_exact:
        return amount(value.likely)
    return " / ".join(map(amount, (value.low, value.likely, value.high)))
