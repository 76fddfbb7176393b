"""Purchases as a CSV file: whose, on which day, for how much.

A header names the columns, in any order: ``customer``, ``date`` and ``amount`` must be
there, further columns are ignored. Dates are ISO 8601 (``engine.moments``); of a time only
the day counts. A negative amount is a return: no purchase, but counted. An amount of 0 is
a purchase on which nothing was spent.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from engine.ledger import InvalidLedger, numbered, wrong_width
from engine.loyalty.histories import Array, Shopping, Whole, shopping_of
from engine.moments import NotAMoment, read_moments
from engine.refusal import quoted

NEEDED: Final = ("customer", "date", "amount")
FORM: Final = ",".join(NEEDED)
LARGEST_FILE: Final = 2_000_000_000
MOST_ROWS: Final = 20_000_000
LONGEST_NAME: Final = 200
LARGEST_AMOUNT: Final = 1e12
ROWS_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Purchases:
    """Rows of a file, returns included; all arrays are (n,).

    ``names`` are the customers in the order of their appearance, ``customer`` indices
    into them, ``day`` counts from 1970-01-01.
    """

    names: tuple[str, ...]
    customer: Whole
    day: Whole
    amount: Array

    def bought(self, as_of: int) -> tuple[Shopping, Whole]:
        """Return what was bought by the end of day ``as_of``, and by whom.

        The second value gives the index into ``names`` of each customer of the first.
        """
        counted = (self.day <= as_of) & (self.amount >= 0.0)
        known, dense = np.unique(self.customer[counted], return_inverse=True)
        shopping = shopping_of(
            dense.astype(np.int64), self.day[counted], self.amount[counted]
        )
        return shopping, known.astype(np.int64)


def load_purchases_file(path: Path) -> Purchases:
    """Read at most twenty million rows and two gigabytes.

    Raises ``InvalidLedger``, naming row and column, for what cannot be used.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            size = f"{LARGEST_FILE:,}"
            raise InvalidLedger(f"the file is longer than {size} bytes: split it.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_purchases(file)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InvalidLedger(f"{quoted(str(path))}: {reason}.") from None


def load_purchases_text(text: str) -> Purchases:
    """Read purchases from CSV text; refuses what ``load_purchases_file`` does."""
    return read_purchases(io.StringIO(text, newline=""))


def read_purchases(file: TextIO) -> Purchases:
    """Read purchases from an open text file."""
    rows = numbered(csv.reader(file, strict=True))
    _, head = next(rows, (0, []))
    gathered = Gathered(_places(head), len(head))
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        gathered.add(batch)
    return gathered.purchases()


def _places(head: Sequence[str]) -> tuple[int, ...]:
    """Return where the needed columns stand."""
    names = [name.strip().lower() for name in head]
    if not any(names):
        raise InvalidLedger(f"the file is empty: its first row must be {FORM}.")
    for name in NEEDED:
        if name not in names:
            problem = f"the column is missing: the first row must be {FORM}."
            raise InvalidLedger(problem, row=1, column=name)
        if names.count(name) > 1:
            problem = "the column stands there twice: keep one of them."
            raise InvalidLedger(problem, row=1, column=name)
    return tuple(names.index(name) for name in NEEDED)


@dataclass(slots=True, eq=False)
class Gathered:
    """What has been read so far, as columns."""

    places: tuple[int, ...]
    width: int
    names: dict[str, int] = field(default_factory=dict)
    customers: list[Whole] = field(default_factory=list)
    days: list[Whole] = field(default_factory=list)
    amounts: list[Array] = field(default_factory=list)
    count: int = 0

    def add(self, batch: Sequence[tuple[int, list[str]]]) -> None:
        """Read some rows."""
        lines = [cells for _, cells in batch]
        if any(len(cells) != self.width for cells in lines):
            row, cells = next(one for one in batch if len(one[1]) != self.width)
            raise wrong_width(row, len(cells), self.width)
        self.count += len(batch)
        if self.count > MOST_ROWS:
            raise InvalidLedger(f"more than {MOST_ROWS:,} rows: split the file.")
        columns = list(zip(*lines, strict=True))
        customer, date, amount = (
            list(map(str.strip, columns[place])) for place in self.places
        )
        first = batch[0][0]
        rows = [row for row, _ in batch] if batch[-1][0] - first >= len(batch) else None
        at = Rows(first, rows)
        self.customers.append(self._codes(at, customer))
        self.days.append(_days(at, date))
        self.amounts.append(_amounts(at, amount))

    def _codes(self, at: "Rows", texts: Sequence[str]) -> Whole:
        """Give customers numbers as they first appear; refuse unfit names."""
        for text in (one for one in dict.fromkeys(texts) if one not in self.names):
            if problem := _unfit(text):
                row = at.number(texts.index(text))
                raise InvalidLedger(problem, row=row, column="customer")
            self.names[text] = len(self.names)
        return np.array([self.names[text] for text in texts], dtype=np.int64)

    def purchases(self) -> Purchases:
        """Put the columns together."""
        if not self.count:
            raise InvalidLedger("no purchase follows the header: add a row for each.")
        return Purchases(
            tuple(self.names),
            np.concatenate(self.customers),
            np.concatenate(self.days),
            np.concatenate(self.amounts),
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """The numbers of a batch's rows in the file."""

    first: int
    numbers: Sequence[int] | None

    def number(self, index: int) -> int:
        """Return the row of the batch's row ``index``."""
        return self.first + index if self.numbers is None else self.numbers[index]


def _days(at: Rows, texts: Sequence[str]) -> Whole:
    """Return a column of dates as days since 1970-01-01."""
    try:
        found = read_moments(texts)
    except NotAMoment as wrong:
        problem = f"{quoted(texts[wrong.index])} {wrong.problem}."
        row = at.number(wrong.index)
        raise InvalidLedger(problem, row=row, column="date") from None
    if (empty := np.isnat(found)).any():
        row = at.number(int(empty.argmax()))
        raise InvalidLedger("is empty: fill in the date.", row=row, column="date")
    return found.astype("M8[D]").astype(np.int64)


def _amounts(at: Rows, texts: Sequence[str]) -> Array:
    """Return a column of amounts."""
    try:
        found = np.array(list(map(float, texts)))
    except ValueError:
        found = np.array([_number(text) for text in texts])
    bad = ~(np.abs(found) <= LARGEST_AMOUNT)
    if bad.any():
        index = int(bad.argmax())
        text = texts[index]
        problem = (
            f"{quoted(text)} must be a number such as 12.50."
            if text
            else ("is empty: fill in the amount, 0 if nothing was paid.")
        )
        raise InvalidLedger(problem, row=at.number(index), column="amount")
    return found


def _number(text: str) -> float:
    """Return a number, NaN for what is none."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _unfit(name: str) -> str:
    """Say why a customer's name cannot be used, or nothing."""
    if not name:
        return "is empty: say whose purchase it is, or leave the row out."
    if len(name) > LONGEST_NAME:
        return f"has more than {LONGEST_NAME} characters: shorten it."
    if not name.isprintable():
        return f"{quoted(name)} holds characters that cannot be printed: remove them."
    return ""
