"""Numbers as a reader expects them."""

from django.utils.formats import number_format

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def whole(value: float) -> str:
    """Write a number without its fraction."""
    shown = number_format(round(value), use_l10n=True, force_grouping=True)
    return shown.replace("-", MINUS)


def about(value: float) -> str:
    """Write an estimate to three digits: the rest would be chance."""
    return whole(float(f"{value:.3g}"))


def counted(value: float, noun: str) -> str:
    """Write a number and what it counts.

    >>> counted(1, "customer"), counted(2, "customer")
    ('1 customer', '2 customers')
    """
    return f"{whole(value)} {noun}{'' if round(value) == 1 else 's'}"


def money(value: float, currency: str) -> str:
    """Write an estimate in money."""
    return f"{about(value)}{NO_BREAK}{currency}"


def span(days: int) -> str:
    """Write a number of days as somebody would say it.

    >>> span(1), span(12), span(60), span(800)
    ('1 day', '12 days', '9 weeks', '26 months')
    """
    if days < 22:  # three weeks
        return counted(days, "day")
    if days < 180:  # half a year
        return counted(days / 7, "week")
    return counted(days / 30.44, "month")
