"""Read the different texts of a column, each once: a value, or what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from numpy.typing import NDArray

from core.columns import Codes, Column
from core.dates import NotADate, read_moment, shapes, usual_moment
from customers.incoming.kinds import Holds, Part

LARGEST: Final = Decimal("9999999999")
LONGEST_NUMBER: Final = 30
EITHER: Final = "can be read in two ways"
_WHOLE: Final = re.compile(r"\d{1,18}\.0", re.ASCII)
_MARKS: Final = re.compile(r"[\s\u00a0€$£¥]|[A-Z]{3}(?=\s)|(?<=\s)[A-Z]{3}")
_NUMBER: Final = re.compile(
    r"[-+]?\d{1,15}(?:\.\d{1,12})?(?:[eE][-+]?\d{1,2})?", re.ASCII
)


@dataclass(frozen=True)
class Facts:
    """A column as values: one for each different text, and which one a row holds.

    ``faults`` says what is wrong with a text, ``texts`` what it was.
    """

    part: Part
    column: str
    texts: Sequence[str]
    values: Sequence[Any]
    faults: Sequence[str]
    codes: Codes

    def at(self, places: Codes) -> list[Any]:
        """Return the values of these rows."""
        found = np.empty(len(self.values), dtype=object)
        found[:] = self.values
        taken: list[Any] = found[self.codes[places]].tolist()
        return taken

    def where(self, holds: Callable[[int], bool]) -> NDArray[np.bool_]:
        """Mark the rows whose text holds."""
        flags = np.fromiter(map(holds, range(len(self.values))), np.bool_)
        return flags[self.codes] if len(flags) else np.zeros(0, np.bool_)

    @property
    def empty(self) -> NDArray[np.bool_]:
        return self.where(lambda n: self.values[n] is None and not self.faults[n])

    @property
    def either(self) -> NDArray[np.bool_]:
        return self.where(lambda n: self.faults[n] == EITHER)

    @property
    def faulty(self) -> NDArray[np.bool_]:
        return self.where(lambda n: self.faults[n] not in {"", EITHER})


class Fault(ValueError):
    """A text that cannot be taken as it is."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How texts are read: by which clock, which decimal mark, which segments."""

    zone: ZoneInfo
    comma: bool
    either: str
    segments: Mapping[str, int]

    def facts(self, part: Part, name: str, column: Column) -> Facts:
        """Read a column; ``name`` is its own in the file, empty for a fixed value."""
        read = self._reader(part, column.texts)
        values: list[Any] = []
        faults: list[str] = []
        for text in column.texts:
            value, fault = None, ""
            if text:
                try:
                    value = read(text)
                except Fault as error:
                    fault = str(error)
            values.append(value)
            faults.append(fault)
        return Facts(part, name, column.texts, values, faults, column.codes)

    def _reader(self, part: Part, texts: Sequence[str]) -> Callable[[str], Any]:
        if part.holds == Holds.CODE:
            whole = all(_WHOLE.fullmatch(text) for text in texts if text)
            return partial(_code, part, whole)
        readers: dict[Holds, Callable[[str], Any]] = {
            Holds.TEXT: partial(_text, part),
            Holds.SEGMENT: self._segment,
            Holds.DAY: self._day,
            Holds.MOMENT: self._moment,
            Holds.NUMBER: self._number,
            Holds.CHOICE: partial(_chosen, part),
            Holds.EMAIL: partial(_email, part),
        }
        return readers[part.holds]

    def _segment(self, text: str) -> int:
        found = self.segments.get(text) or self.segments.get(text.lower())
        if found is None:
            msg = "is not the short name of a segment"
            raise Fault(msg)
        return found

    def _moment(self, text: str) -> datetime:
        usual = usual_moment(text, self.zone)
        if usual is not None:
            return usual.astimezone(UTC)
        readings = shapes(text)
        if not readings:
            msg = "is not a date in any of the formats that are known"
            raise Fault(msg)
        wanted = {"day-first": "dmy", "month-first": "mdy"}.get(self.either, "")
        if len(set(readings.values())) > 1 and not wanted:
            raise Fault(EITHER)
        written = wanted if wanted in readings else next(iter(readings))
        try:
            found = read_moment(text, written, self.zone, time.min)
            return found.astimezone(UTC)
        except (NotADate, OverflowError) as error:
            raise Fault(str(error)) from error

    def _day(self, text: str) -> date:
        return self._moment(text).astimezone(self.zone).date()

    def _number(self, text: str) -> Decimal:
        plain = _MARKS.sub("", text[: LONGEST_NUMBER + 10])
        negative = plain[:1] == "(" and plain[-1:] == ")"
        plain = plain.strip("()")
        if plain.endswith("-"):
            negative, plain = True, plain[:-1]
        plain = _pointed(plain, comma=self.comma)
        if len(plain) > LONGEST_NUMBER or not _NUMBER.fullmatch(plain):
            msg = "is not a number"
            raise Fault(msg)
        try:
            found = Decimal(plain)
        except InvalidOperation as error:
            msg = "is not a number"
            raise Fault(msg) from error
        if abs(found) > LARGEST:
            msg = "is larger than any amount here"
            raise Fault(msg)
        return -found if negative else found


def _pointed(text: str, *, comma: bool) -> str:
    """Write a number with a decimal point and without marks for thousands."""
    thousands, mark = (".'", ",") if comma else (",'", ".")
    whole, point, rest = text.partition(mark)
    groups = re.split(f"[{thousands}]", whole)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        return "?"
    return "".join(groups) + ("." + rest if point else "")


def _text(part: Part, text: str) -> str:
    plain = text.replace("\r\n", "\n")
    if len(plain) > part.longest:
        msg = f"is longer than {part.longest} characters"
        raise Fault(msg)
    shown = plain.replace("\n", "") if part.longest > 500 else plain
    if not shown.isprintable():
        msg = "contains a character that cannot be shown"
        raise Fault(msg)
    return plain


def _code(part: Part, whole: bool, text: str) -> str:  # noqa: FBT001  # bound by partial
    """Read a code; where a spreadsheet made numbers of them all, as whole numbers."""
    found = _text(part, text[:-2] if whole else text)
    if part.longest == 50 and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", found):
        msg = "is not a short name: small letters, digits and single hyphens"
        raise Fault(msg)
    return found


def _chosen(part: Part, text: str) -> str:
    wanted = text.strip().lower()
    for value, label in part.choices:
        if wanted in {value, label.lower()}:
            return value
    known = ", ".join(value for value, _ in part.choices)
    msg = f"is none of: {known}"
    raise Fault(msg)


def _email(part: Part, text: str) -> str:
    found = _text(part, text)
    try:
        validate_email(found)
    except ValidationError as error:
        msg = "is not an e-mail address"
        raise Fault(msg) from error
    return found
