"""Numbers as words: with their unit, in the reader's locale, no more exact than known."""

import math
from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import number_format

from core.templatetags.shares import money as whole_money
from core.templatetags.shares import percent

NO_BREAK = "\N{NO-BREAK SPACE}"
PERCENT = f"{NO_BREAK}%"
MINUS = "\N{MINUS SIGN}"
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: float) -> str:
    """Say an amount: whole from ten on, with one decimal below.

    >>> number(1234.4), number(7.25), number(3.0), number(-12.0)
    ('1,234', '7.2', '3', '−12')
    """
    rounded = round(value, 1 if abs(value) < 10 else 0)
    digits = 0 if float(rounded).is_integer() else 1
    said = number_format(abs(rounded), decimal_pos=digits, force_grouping=True)
    return f"{MINUS}{said}" if rounded < 0 else said


def exact(value: float) -> str:
    """Say a number that a person entered, without rounding it.

    >>> exact(0.35), exact(1000.0), exact(1.5)
    ('0.35', '1,000', '1.5')
    """
    text = f"{value:.4f}".rstrip("0")
    digits = len(text.partition(".")[2])
    return number_format(value, decimal_pos=digits, force_grouping=True)


def about(value: float) -> float:
    """Round an estimate to three digits: more would be false precision.

    >>> about(61314.0), about(-0.0), about(987.6)
    (61300.0, 0.0, 988.0)
    """
    if abs(value) < 1:
        return 0.0
    return float(round(value, 2 - math.floor(math.log10(abs(value)))))


def counted(amount: int, one: str, many: str = "") -> str:
    """Count things in a sentence.

    >>> counted(1, "promise"), counted(3, "promise"), counted(12, "reply", "replies")
    ('one promise', 'three promises', '12 replies')
    """
    said = SMALL[amount] if amount < len(SMALL) else number(amount)
    return f"{said} {one if amount == 1 else many or one + 's'}"


def in_units(amount: float, unit: str) -> str:
    r"""Say an amount in a capability's own unit.

    >>> in_units(140.2, "parcel").replace(NO_BREAK, " "), in_units(1, "delivery")
    ('140 parcels', '1\xa0delivery')
    >>> in_units(2.5, "kg").replace(NO_BREAK, " "), in_units(7, "delivery")
    ('2.5 kg', '7\xa0deliveries')
    """
    said = number(amount)
    return f"{said}{NO_BREAK}{unit if said == '1' else plural(unit)}"


def plural(unit: str) -> str:
    """Return the plural of an English unit; symbols and plurals stay as they are."""
    last = unit[-1:].lower()
    if len(unit) <= 3 or not last.isalpha() or last == "s":
        return unit
    if last == "y" and unit[-2].lower() not in "aeiou":
        return f"{unit[:-1]}ies"
    return f"{unit}es" if unit.endswith(("ch", "sh", "x", "z")) else f"{unit}s"


def share(value: float) -> str:
    """Say a share in whole percent."""
    return percent(value)


def policy_share(value: float | Decimal) -> str:
    r"""Say a share that somebody set, as exactly as they did.

    >>> policy_share(0.9), policy_share(Decimal("0.905"))
    ('90\xa0%', '90.5\xa0%')
    """
    return f"{exact(round(float(value) * 100, 4))}{PERCENT}"


def outcomes(value: float) -> str:
    r"""Say in what share of the outcomes something happens.

    >>> outcomes(0.4), outcomes(1.0)
    ('40\xa0% of outcomes', 'every outcome')
    """
    return "every outcome" if value == 1 else f"{percent(value)} of outcomes"


def fine_share(value: float) -> str:
    """Say a share to a tenth of a percent, for tables."""
    return percent(value, 1)


def against(value: float, target: float) -> tuple[str, str]:
    """Say a share and its target, exactly enough to tell them apart.

    >>> [said.replace(NO_BREAK, " ") for said in against(0.947, 0.95)]
    ['94.7 %', '95.0 %']
    >>> [said.replace(NO_BREAK, " ") for said in against(0.81, 0.95)]
    ['81 %', '95 %']
    """
    digits = 1 if percent(value) == percent(target) and value != target else 0
    digits = digits or int(round(target * 100, 1) % 1 > 0)
    return percent(value, digits), percent(target, digits)


def error_of(standard_error: float) -> str:
    r"""Say a standard error in points; nothing where every draw agreed.

    >>> error_of(0.0042).replace(NO_BREAK, " "), error_of(0.0001), error_of(0.0)
    ('± 0.4', '±\xa00.1', '')
    """
    if not standard_error:
        return ""
    points = max(0.1, round(standard_error * 100, 1))
    return f"±{NO_BREAK}{number_format(points, decimal_pos=1)}"


def points(difference: float) -> str:
    """Say how far a share moves, in points.

    >>> points(0.123), points(-0.31), points(0.001)
    ('+12', '−31', '±0')
    """
    rounded = round(difference * 100)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else "±"
    return f"{sign}{abs(rounded)}"


def money(amount: float, currency: str) -> str:
    """Say an estimate in money to three digits."""
    return whole_money(about(amount), currency)


def between(low: float, high: float, currency: str) -> str:
    """Say a range of estimates in money: "between −44,000 and 97,000 EUR"."""
    return f"between {money(low, '')} and {money(high, currency)}"


def exact_money(amount: float, currency: str) -> str:
    """Say money that somebody set, in whole units."""
    return whole_money(amount, currency)


def week(period: int) -> str:
    """Name a period of the case, which counts from 0."""
    return f"week{NO_BREAK}{number(period + 1)}"


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does.

    >>> listed(["Packing", "Vans", "Help desk"]), listed(["Packing"])
    ('Packing, Vans and Help desk', 'Packing')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def quoted(statement: str) -> str:
    return f"“{statement.strip().rstrip('.')}”"
