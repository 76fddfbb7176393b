"""Text of a cell ↔ values: ``100``, or low / likely / high as ``90 / 100 / 110``.

Numbers come from people and spreadsheets of several countries. ``1,000.5``,
``1.000,5``, ``1 000,5`` and ``1'000.5`` are all understood. What could mean two things
is refused with both meanings, unless the reader was told which sign stands before
decimals; only ``1,000`` is taken as a thousand, because these pages write it so.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal, Self

DecimalSign = Literal["", ".", ","]

LONGEST: Final = 60  # letters in one cell
MOST: Final = Decimal("99999999999.999")  # what the columns hold
PLACES: Final = 3
BLANKS: Final = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\t"), " ")
POINT: Final = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?:(?P<group>[,' ])\d{3})(?:(?P=group)\d{3})*|\d+)"
    r"(?:\.(?P<decimals>\d+))?",
    re.ASCII,
)
COMMA: Final = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?:(?P<group>[.' ])\d{3})(?:(?P=group)\d{3})*|\d+)"
    r"(?:,(?P<decimals>\d+))?",
    re.ASCII,
)


class Measure(StrEnum):
    """What the cells of a grid are about."""

    CAPACITY = "capacity"
    COMMITTED = "committed"


class CellFault(ValueError):
    """What is wrong with a cell, and how it is written right."""


@dataclass(frozen=True)
class Estimate:
    """A three-point estimate; all three equal means the number is known."""

    low: Decimal
    likely: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, value: Decimal) -> Self:
        return cls(value, value, value)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def fault(self) -> str:
        """Say what is wrong with the numbers, or nothing."""
        points = (self.low, self.likely, self.high)
        for value in points:
            if fault := number_fault(value):
                return fault
        if self.low > self.likely or self.likely > self.high:
            return "Low, likely and high go upwards: 90 / 100 / 110."
        return ""


def number_fault(value: Decimal) -> str:
    """Say why the columns cannot hold a number, or nothing."""
    if not value.is_finite():
        return "This is not a number."
    if value < 0:
        return "It cannot be negative."
    if value > MOST:
        return "This is too large: 99,999,999,999 is the most."
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -PLACES:
        return "At most three decimals."
    return ""


def _meaning(pattern: re.Pattern[str], text: str) -> Decimal | None:
    match = pattern.fullmatch(text)
    if match is None:
        return None
    whole = re.sub(r"\D", "", match["whole"])
    return Decimal(f"{whole}.{match['decimals'] or '0'}")


def _decide(text: str, point: Decimal | None, comma: Decimal | None) -> Decimal:
    if point is not None and comma is not None and point != comma and "," not in text:
        raise CellFault(
            f"{text} could be {show_number(point)} or {show_number(comma)}: "
            "write it without the point."
        )
    meaning = comma if point is None else point
    if meaning is None:
        raise CellFault(
            f"“{text}” is not a number: write 100, or 90 / 100 / 110 for low / "
            "likely / high."
        )
    return meaning


def read_number(text: str, sign: DecimalSign = "") -> Decimal:
    """Read one number; ``sign`` is what stands before decimals, if that is known.

    >>> read_number("1,250"), read_number("2,5"), read_number("1.250,5")
    (Decimal('1250.0'), Decimal('2.5'), Decimal('1250.5'))
    >>> read_number("1.250")
    Traceback (most recent call last):
    operations.cells.CellFault: 1.250 could be 1.25 or 1250: write it without the point.
    >>> read_number("1.250", ",")
    Decimal('1250.0')
    """
    clean = text.translate(BLANKS).strip()
    if len(clean) > LONGEST:
        raise CellFault("This is too long for a number.")
    if clean[:1] in {"-", "\N{MINUS SIGN}"} and len(clean) > 1:
        raise CellFault("It cannot be negative.")
    value = _decide(
        clean,
        _meaning(POINT, clean) if sign != "," else None,
        _meaning(COMMA, clean) if sign != "." else None,
    )
    if fault := number_fault(value):
        raise CellFault(fault)
    return value


def _parts(text: str) -> list[str]:
    if "/" in text:
        return text.split("/")
    return re.split(r"(?<=[\d\s])[-\N{EN DASH}](?=[\d\s])", text)


def read_estimate(text: str, sign: DecimalSign = "") -> Estimate | None:
    """Read a cell: nothing, one number, or low / likely / high.

    >>> read_estimate("90-100-110")
    Estimate(low=Decimal('90.0'), likely=Decimal('100.0'), high=Decimal('110.0'))
    """
    clean = text.translate(BLANKS).strip()
    if not clean:
        return None
    if len(clean) > LONGEST:
        raise CellFault("This is too long for a cell.")
    numbers = [read_number(part, sign) for part in _parts(clean)]
    if len(numbers) == 1:
        return Estimate.exactly(numbers[0])
    if len(numbers) != 3:
        raise CellFault(
            "Write one number, or three: low / likely / high, as in 90 / 100 / 110."
        )
    estimate = Estimate(*numbers)
    if fault := estimate.fault():
        raise CellFault(fault)
    return estimate


def show_number(value: Decimal) -> str:
    """Write a number so that ``read_number`` reads the same, whatever the country."""
    whole, _, decimals = format(value, "f").partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == PLACES and whole != "0":
        decimals += "0"  # 1.125 could be read as a thousand; 1.1250 cannot
    return f"{whole}.{decimals}" if decimals else whole


def show_estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    if estimate.is_exact:
        return show_number(estimate.likely)
    points = (estimate.low, estimate.likely, estimate.high)
    return " / ".join(map(show_number, points))
