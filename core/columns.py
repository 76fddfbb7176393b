"""A table by its columns: every different text once, and a code for each row.

Half a million rows hold a few thousand different dates, prices and customers. What
is read once per different text, and compared as whole numbers, is read quickly and
takes little room.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.dates import shapes
from core.sheets import Row, Sheet, printable

ROWS_AT_ONCE: Final = 2_000
ROWS_BETWEEN_WORDS: Final = 100_000
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


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        yield chunk


def _even(cells: Sequence[list[str]], width: int) -> Iterable[list[str]]:
    """Give every row the head's width."""
    if all(len(row) == width for row in cells):
        return cells
    blank = [""] * width
    return [row if len(row) == width else (row + blank)[:width] for row in cells]


def encode(sheet: Sheet, say: Say) -> Table:
    """Read the whole sheet; ``say`` hears now and then how many rows are read."""
    width = len(sheet.head)
    indexes = [_Index() for _ in sheet.head]
    codes: list[list[Codes]] = [[] for _ in sheet.head]
    numbers: list[int] = []
    prints: list[int] = []
    long: list[bool] = []
    for chunk in _chunks(sheet.rows):
        cells = [row for _, row in chunk]
        numbers += [number for number, _ in chunk]
        long += [len(row) > width for row in cells]
        prints += map(hash, map(tuple, cells))
        columns = zip(*_even(cells, width), strict=True)
        for texts, index, parts in zip(columns, indexes, codes, strict=True):
            found = np.fromiter(map(index.__getitem__, texts), np.int64, len(texts))
            parts.append(found)
        if len(numbers) % ROWS_BETWEEN_WORDS == 0:
            say(len(numbers))
    whole = [np.concatenate(parts or [np.empty(0, np.int64)]) for parts in codes]
    return Table(
        rows=np.array(numbers, np.int64),
        columns={
            name: Column(list(index), found)
            for name, index, found in zip(sheet.head, indexes, whole, strict=True)
        },
        twice=repeats(np.array(prints, np.int64)),
        long=np.array(long, np.bool_),
    )


def repeats(keys: Codes) -> NDArray[np.bool_]:
    """Mark every value that stood there before."""
    again = np.ones(len(keys), np.bool_)
    again[np.unique(keys, return_index=True)[1]] = False
    return again


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
