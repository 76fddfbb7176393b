"""A table by its columns: every different text once, and a code for each row.

Half a million rows hold a few thousand different dates, prices and customers. What
is read once per different text, and compared as whole numbers, is read quickly and
takes little room.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.dates import shapes
from core.sheets import Sheet, printable

# Few enough to stay in the processor's cache, and out of the garbage collector's sight.
ROWS_AT_ONCE: Final = 200
ROWS_BETWEEN_WORDS: Final = 100_000
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)  # the golden ratio, as hashes use it
ROOM: Final = 8  # marks for each row that are made and passed quicker than rows sorted
SAMPLES: Final = 3
SAMPLE_ROWS: Final = 5
LOOKED_AT: Final = 200  # different texts of a column, to tell what it holds

_NOT_IN_NUMBERS: Final = re.compile(r"[^0-9.,-]")
_NUMBER: Final = re.compile(r"-?[0-9][0-9.,]*")

Codes = NDArray[np.int64]
Say = Callable[[int], None]


class _Index(dict[str, int]):
    """Give every text that is new the next number."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


@dataclass(frozen=True)
class Column:
    """The different texts of a column, and which one each row holds."""

    texts: list[str]
    codes: Codes


@dataclass(frozen=True)
class Table:
    """Columns of the same length; ``rows`` are numbered as a spreadsheet shows them.

    ``twice`` marks rows that say word for word what an earlier row said; ``long``
    those with more cells than the head.
    """

    rows: Codes
    columns: dict[str, Column]
    twice: NDArray[np.bool_]
    long: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)


def _even(cells: Sequence[list[str]], width: int) -> Iterable[list[str]]:
    """Give every row the head's width."""
    if set(map(len, cells)) == {width}:
        return cells
    blank = [""] * width
    return [row if len(row) == width else (row + blank)[:width] for row in cells]


def _overfull(cells: Sequence[list[str]], width: int) -> list[bool]:
    """Mark rows that hold something beyond the head's last column."""
    if max(map(len, cells)) <= width:
        return [False] * len(cells)
    return [any(map(str.strip, row[width:])) for row in cells]


def encode(sheet: Sheet, say: Say) -> Table:
    """Read the whole sheet; ``say`` hears now and then how many rows are read."""
    width = len(sheet.head)
    indexes = [_Index() for _ in sheet.head]
    codes: list[list[Codes]] = [[] for _ in sheet.head]
    numbers: list[int] = []
    long: list[bool] = []
    for rows, cells in sheet.pieces(ROWS_AT_ONCE):
        numbers += rows
        long += _overfull(cells, width)
        columns = zip(*_even(cells, width), strict=True)
        for texts, index, parts in zip(columns, indexes, codes, strict=True):
            found = np.fromiter(map(index.__getitem__, texts), np.int64, len(texts))
            parts.append(found)
        if len(numbers) % ROWS_BETWEEN_WORDS == 0:
            say(len(numbers))
    whole = [
        _stripped(list(index), np.concatenate(parts or [np.empty(0, np.int64)]))
        for index, parts in zip(indexes, codes, strict=True)
    ]
    marks = np.array(long, np.bool_)
    filled = marks | np.any([_filled(column) for column in whole], axis=0)
    whole = [Column(column.texts, column.codes[filled]) for column in whole]
    return Table(
        rows=np.array(numbers, np.int64)[filled],
        columns=dict(zip(sheet.head, whole, strict=True)),
        twice=_twice([column.codes for column in whole], int(filled.sum())),
        long=marks[filled],
    )


def _stripped(texts: list[str], codes: Codes) -> Column:
    """Take the blanks around texts away; what is then the same gets one code."""
    index = _Index()
    same = np.array([index[text.strip()] for text in texts], np.int64)
    return Column(list(index), same[codes] if len(texts) else codes)


def _filled(column: Column) -> NDArray[np.bool_]:
    flags = np.array([bool(text) for text in column.texts], np.bool_)
    return flags[column.codes] if len(flags) else np.zeros(0, np.bool_)


def _twice(columns: Sequence[Codes], count: int) -> NDArray[np.bool_]:
    """Mark rows whose codes all stood in one row before, by a print of 64 bits."""
    prints = np.zeros(count, np.uint64)
    for codes in columns:
        prints = (prints ^ codes.astype(np.uint64)) * _ODD
        prints ^= prints >> np.uint64(29)
    return repeats(prints)


def repeats(keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Mark every value that stood there before."""
    again = np.ones(len(keys), np.bool_)
    again[np.unique(keys, return_index=True)[1]] = False
    return again


def compact(codes: Codes, most: int) -> tuple[Codes, Codes]:
    """Return the different codes in order, and which of them each row holds.

    All are below ``most``. Where that is little, they are marked instead of sorted.
    """
    if most > ROOM * (len(codes) + 1):
        found, which = np.unique(codes, return_inverse=True)
        return found, which.reshape(-1)
    there = np.zeros(most, np.bool_)
    there[codes] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[codes]


def describe(table: Table) -> list[dict[str, Any]]:
    """Tell of every column what it holds: samples, dates, and how they are written."""
    return [_described(name, column) for name, column in table.columns.items()]


def _described(name: str, column: Column) -> dict[str, Any]:
    counts = np.bincount(column.codes, minlength=len(column.texts))
    filled = [(text, int(n)) for text, n in zip(column.texts, counts, strict=True)]
    filled = [(text, n) for text, n in filled if text]
    some = filled[:LOOKED_AT]
    readings = [shapes(text) for text, _ in some]
    dated = sum(bool(found) and "serial" not in found for found in readings)
    is_dated = dated * 2 >= len(some) > 0
    return {
        "name": name,
        "filled": sum(n for _, n in filled),
        "different": len(filled),
        "samples": [printable(text[:60]) for text, _ in filled[:SAMPLES]],
        "dated": is_dated,
        "dates": _formats(filled) if is_dated else {},
        "comma": _commas([text for text, _ in some]),
    }


def _formats(filled: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Count the cells by the format that they are in; "either" is day or month first."""
    found: dict[str, int] = {}
    for text, count in filled:
        readings = shapes(text)
        name = next(iter(readings), "unreadable")
        if len(set(readings.values())) > 1:
            name = "either"
        found[name] = found.get(name, 0) + count
    return found


def _commas(texts: Iterable[str]) -> int:
    """Weigh whether numbers have a decimal comma (above zero) or a point (below)."""
    weight = 0
    for text in texts:
        number = _NOT_IN_NUMBERS.sub("", text)
        if len(number) + 4 < len(text) or not _NUMBER.fullmatch(number):
            continue
        for sign, mark, other in ((1, ",", "."), (-1, ".", ",")):
            head, found, tail = number.rpartition(mark)
            plain = len(tail) == 3 and other not in head
            weight += sign if found and other not in tail and not plain else 0
    return weight


def sample(table: Table) -> list[list[str]]:
    """Return the first rows."""
    return [
        [
            printable(column.texts[column.codes[place]][:60])
            for column in table.columns.values()
        ]
        for place in range(min(SAMPLE_ROWS, len(table)))
    ]
