"""The ledger of outcomes as a CSV file: what was promised, when due, when done.

A header names the columns, in any order: ``promise``, ``promised_at``, ``due_at`` and
``done_at`` must be there, ``reference``, ``customer`` and ``segment`` may be; further
columns are ignored. Empty ``done_at``: not done. Dates are ISO 8601 (``moments``); a
date without a time means the end of that day. A row that says again, under the same
promise and reference, what another has said counts once; one that says otherwise is
refused, as the import does.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np
from numpy.typing import NDArray

from engine.moments import Moments, NotAMoment, read_moments
from engine.refusal import quoted

Indices = NDArray[np.intp]
Hashes = NDArray[np.int64]

NEEDED: Final = ("promise", "promised_at", "due_at", "done_at")
OPTIONAL: Final = ("reference", "customer", "segment")
DATES: Final = ("promised_at", "due_at", "done_at")
LARGEST_LEDGER: Final = 2_000_000_000
MOST_ROWS: Final = 10_000_000
LONGEST_NAME: Final = 200
ROWS_AT_ONCE: Final = 5_000


class InvalidLedger(ValueError):
    """A ledger that cannot be used: one line with place, what is wrong, what to do."""

    def __init__(
        self, problem: str, *, row: int | None = None, column: str = ""
    ) -> None:
        self.row = row
        self.column = column
        place = [] if row is None else [f"row {row}"]
        place += [f"column {column}"] if column else []
        super().__init__(f"{', '.join(place)}: {problem}" if place else problem)


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """All occasions of one promise, in the order of the file.

    ``segments`` are sorted, "" for none; ``segment`` is (n,) indices into them;
    ``promised``, ``due`` and ``done`` are (n,) ``datetime64[s]`` in UTC, ``done`` NaT
    where it is not done.
    """

    promise: str
    segments: tuple[str, ...]
    segment: Indices
    promised: Moments
    due: Moments
    done: Moments


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The occasions of every promise, in the order in which promises appear."""

    promises: tuple[Occasions, ...]


def load_ledger_file(path: Path) -> Ledger:
    """Read a ledger of at most ten million rows and two gigabytes.

    Raises ``InvalidLedger``, naming row and column, for what is no ledger.
    """
    try:
        if path.stat().st_size > LARGEST_LEDGER:
            size = f"{LARGEST_LEDGER:,}"
            raise InvalidLedger(f"the file is longer than {size} bytes: split it.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_ledger(file)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InvalidLedger(f"{quoted(str(path))}: {reason}.") from None


def load_ledger_text(text: str) -> Ledger:
    """Read a ledger from CSV text; refuses what ``load_ledger_file`` does."""
    return read_ledger(io.StringIO(text, newline=""))


def read_ledger(file: TextIO) -> Ledger:
    """Read a ledger from an open text file."""
    reader = csv.reader(file, strict=True)
    rows = numbered(reader)
    _, head = next(rows, (0, []))
    gathered = Gathered(places(head), len(head))
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        gathered.add(batch)
    return gathered.ledger()


def numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank with their numbers, the header being 1."""
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if cells:
                yield row, cells
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 ({error.reason}): save the file as UTF-8."
        raise InvalidLedger(problem, row=row + 1) from None
    except csv.Error as error:
        raise InvalidLedger(f"not CSV: {error}.", row=row + 1) from None


def places(head: Sequence[str]) -> dict[str, int]:
    """Return where the known columns stand."""
    names = [name.strip().lower() for name in head]
    form = ",".join(("promise", *OPTIONAL, *DATES))
    if not any(names):
        raise InvalidLedger(f"the file is empty: its first row must be {form}.")
    for name in (*NEEDED, *OPTIONAL):
        if name in NEEDED and name not in names:
            problem = f"the column is missing: the first row must be {form}."
            raise InvalidLedger(problem, row=1, column=name)
        if names.count(name) > 1:
            problem = "the column stands there twice: keep one of them."
            raise InvalidLedger(problem, row=1, column=name)
    return {name: names.index(name) for name in (*NEEDED, *OPTIONAL) if name in names}


@dataclass(slots=True, eq=False)
class Gathered:
    """What has been read so far, as columns."""

    places: dict[str, int]
    width: int
    promises: dict[str, int] = field(default_factory=dict)
    segments: dict[str, int] = field(default_factory=dict)
    rows: list[Indices] = field(default_factory=list)
    codes: list[Indices] = field(default_factory=list)
    names: list[Hashes] = field(default_factory=list)
    dates: list[list[Moments]] = field(default_factory=list)
    count: int = 0

    def add(self, batch: Sequence[tuple[int, list[str]]]) -> None:
        """Read some rows."""
        numbers = [row for row, _ in batch]
        for row, cells in batch:
            if len(cells) != self.width:
                raise wrong_width(row, len(cells), self.width)
        self.count += len(batch)
        if self.count > MOST_ROWS:
            raise InvalidLedger(f"more than {MOST_ROWS:,} rows: split the file.")
        columns = list(zip(*(cells for _, cells in batch), strict=True))
        empty = ("",) * len(batch)
        promise, reference, segment = (
            columns[self.places[name]] if name in self.places else empty
            for name in ("promise", "reference", "segment")
        )
        codes = [
            coded("promise", numbers, promise, self.promises),
            coded("segment", numbers, segment, self.segments),
        ]
        self.rows.append(np.array(numbers, dtype=np.intp))
        self.codes.append(np.stack(codes))
        first = self.count - len(batch)
        self.names.append(hashes(codes[0], reference, first))
        self.dates.append(
            [moments(name, numbers, columns[self.places[name]]) for name in DATES]
        )

    def ledger(self) -> Ledger:
        """Put the columns together, promise by promise."""
        if not self.count:
            raise InvalidLedger("no occasion follows the header: add a row for each.")
        rows = np.concatenate(self.rows)
        codes = np.concatenate(self.codes, axis=1)
        dates = [np.concatenate(parts) for parts in zip(*self.dates, strict=True)]
        kept = without_repeats(np.concatenate(self.names), rows, codes[1], dates)
        order = kept[np.argsort(codes[0, kept], kind="stable")]
        ends = np.searchsorted(codes[0, order], np.arange(len(self.promises) + 1))
        names = sorted(self.segments)
        rank = np.array([names.index(n) for n in self.segments], dtype=np.intp)
        return Ledger(
            tuple(
                occasions(promise, names, rank[codes[1, chosen]], dates, chosen)
                for promise, chosen in (
                    (promise, order[ends[index] : ends[index + 1]])
                    for promise, index in self.promises.items()
                )
            )
        )


def occasions(
    promise: str,
    names: Sequence[str],
    segment: Indices,
    dates: Sequence[Moments],
    chosen: Indices,
) -> Occasions:
    """Return the chosen occasions, with only the segments that they have."""
    used, local = np.unique(segment, return_inverse=True)
    promised, due, done = (column[chosen] for column in dates)
    segments = tuple(names[index] for index in used)
    return Occasions(promise, segments, local.astype(np.intp), promised, due, done)


def wrong_width(row: int, found: int, expected: int) -> InvalidLedger:
    """Refuse a row with more or fewer cells than the header."""
    advice = "a comma inside a cell needs quotation marks around the cell."
    problem = f"the row has {found} cells, the header {expected}: {advice}"
    return InvalidLedger(problem, row=row)


def moments(name: str, numbers: Sequence[int], texts: Sequence[str]) -> Moments:
    """Return a column of dates."""
    column = [text.strip() for text in texts]
    try:
        found = read_moments(column)
    except NotAMoment as wrong:
        problem = f"{quoted(column[wrong.index])} {wrong.problem}."
        row = numbers[wrong.index]
        raise InvalidLedger(problem, row=row, column=name) from None
    if name != "done_at" and np.isnat(found).any():
        row = numbers[int(np.isnat(found).argmax())]
        raise InvalidLedger("is empty: fill in the date.", row=row, column=name)
    return found


def coded(
    name: str, numbers: Sequence[int], texts: Sequence[str], known: dict[str, int]
) -> Indices:
    """Give names numbers as they first appear; refuse those that are unfit."""
    codes = {}
    for text in dict.fromkeys(texts):
        plain = text.strip()
        if problem := unfit(plain, needed=name == "promise"):
            row = numbers[texts.index(text)]
            raise InvalidLedger(problem, row=row, column=name)
        codes[text] = known.setdefault(plain, len(known))
    return np.array([codes[text] for text in texts], dtype=np.intp)


def unfit(name: str, *, needed: bool) -> str:
    """Say why a name cannot be used, or nothing."""
    if needed and not name:
        return "is empty: say which promise the occasion belongs to."
    if len(name) > LONGEST_NAME:
        return f"has more than {LONGEST_NAME} characters: write a shorter name."
    if not name.isprintable():
        return f"{quoted(name)} holds what cannot be shown: write a plain name."
    return ""


def hashes(promises: Indices, references: Sequence[str], first: int) -> Hashes:
    """Return a number for each occasion's name; without a reference, its own place.

    Two names of ten million share a 64-bit hash in one file of four hundred thousand.
    """
    return np.array(
        [
            hash((promise, reference)) if reference else hash((first + place,))
            for place, (promise, reference) in enumerate(
                zip(promises.tolist(), map(str.strip, references), strict=True)
            )
        ],
        dtype=np.int64,
    )


def without_repeats(
    names: Hashes, rows: Indices, segment: Indices, dates: Sequence[Moments]
) -> Indices:
    """Return the places of the rows that say something new, in order."""
    order = np.argsort(names, kind="stable")
    repeats = np.flatnonzero(names[order[1:]] == names[order[:-1]]) + 1
    before, after = order[repeats - 1], order[repeats]
    same = segment[before] == segment[after]
    for column in dates:
        values = column.astype(np.int64)
        same &= values[before] == values[after]
    if not same.all():
        worst = int(np.flatnonzero(~same)[after[~same].argmin()])
        problem = (
            "this promise and reference stand in "
            f"row {rows[before[worst]]} already, with other facts: keep one of them."
        )
        raise InvalidLedger(problem, row=int(rows[after[worst]]), column="reference")
    kept = np.ones(names.size, dtype=bool)
    kept[after] = False
    return np.flatnonzero(kept)
