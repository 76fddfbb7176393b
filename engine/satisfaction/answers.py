"""Survey answers as a CSV file: who answered what, and who left.

A header names the columns, in any order: ``customer``, ``score`` and ``left`` must be
there, ``date`` (of the answer) may be; further columns are ignored. A row without a score
is a customer who did not answer. ``left`` is yes or no in one of many spellings, or the
date of leaving; empty means: has not left. One row that says so makes a customer one who
left, on the latest date given.

Of several answers of a customer the last before leaving counts: by ``date`` where that
column is there (later in the file among equal dates; answers after the day of leaving do
not count), else by the order of the rows.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np
from numpy.typing import NDArray

from engine.ledger import InvalidLedger, numbered, wrong_width
from engine.moments import NotAMoment, read_moments
from engine.refusal import quoted

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Chosen = NDArray[np.bool_]

NEEDED: Final = ("customer", "score", "left")
FORM: Final = ",".join(NEEDED)
LARGEST_FILE: Final = 2_000_000_000
MOST_ROWS: Final = 20_000_000
LONGEST_NAME: Final = 200
LARGEST_SCORE: Final = 1e6
ROWS_AT_ONCE: Final = 5_000

GONE: Final = frozenset(
    {"yes", "y", "true", "t", "1", "1.0", "left", "gone", "lost", "churned", "defected"}
)
THERE: Final = frozenset(
    {"no", "n", "false", "f", "0", "0.0", "stayed", "active", "retained", "joined"}
)
UNSAID: Final = frozenset({"", "-", "none", "null", "nan", "nat", "n/a", "na"})
# Days that stand for "never" and for "some day".
NEVER, SOME_DAY = -(2**62), 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One answer of each customer who gave one that counts, in order of appearance.

    ``names`` are those customers, ``score`` and ``left`` are (n,). Beside them what
    became of all rows: ``customers`` in the file, ``left_in_all`` of them, rows
    ``without_score``, answers given ``after_leaving`` and ``earlier`` ones that a later
    one replaced, and rows whose ``left`` is empty though others say no (``unsaid``).
    """

    names: tuple[str, ...]
    score: Floats
    left: Chosen
    rows: int
    customers: int
    left_in_all: int
    without_score: int
    after_leaving: int
    earlier: int
    unsaid: int
    dated: bool


def load_answers_file(path: Path) -> Answers:
    """Read at most twenty million rows and two gigabytes.

    Raises ``InvalidLedger``, naming row and column, for what cannot be used.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            size = f"{LARGEST_FILE:,}"
            raise InvalidLedger(f"the file is longer than {size} bytes: split it.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_answers(file)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InvalidLedger(f"{quoted(str(path))}: {reason}.") from None


def load_answers_text(text: str) -> Answers:
    r"""Read answers from CSV text; refuses what ``load_answers_file`` does.

    >>> found = load_answers_text("customer,score,left\na,5,no\na,2,yes\nb,4,\n")
    >>> found.names, found.score.tolist(), found.left.tolist()
    (('a', 'b'), [2.0, 4.0], [True, False])
    """
    return read_answers(io.StringIO(text, newline=""))


def read_answers(file: TextIO) -> Answers:
    """Read answers from an open text file."""
    rows = numbered(csv.reader(file, strict=True))
    _, head = next(rows, (0, []))
    gathered = Gathered(places(head), len(head))
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        gathered.add(batch)
    return gathered.answers()


def places(head: Sequence[str]) -> dict[str, int]:
    """Return where the known columns stand."""
    names = [name.strip().lower() for name in head]
    if not any(names):
        raise InvalidLedger(f"the file is empty: its first row must be {FORM}.")
    for name in (*NEEDED, "date"):
        if name in NEEDED and name not in names:
            problem = f"the column is missing: the first row must be {FORM}."
            raise InvalidLedger(problem, row=1, column=name)
        if names.count(name) > 1:
            problem = "the column stands there twice: keep one of them."
            raise InvalidLedger(problem, row=1, column=name)
    return {name: names.index(name) for name in (*NEEDED, "date") if name in names}


@dataclass(slots=True, eq=False)
class Gathered:
    """What has been read so far, as columns."""

    places: dict[str, int]
    width: int
    names: dict[str, int] = field(default_factory=dict)
    customers: list[Whole] = field(default_factory=list)
    scores: list[Floats] = field(default_factory=list)
    gone: list[Whole] = field(default_factory=list)
    moments: list[Whole] = field(default_factory=list)
    count: int = 0
    said_no: bool = False
    unsaid: int = 0

    def add(self, batch: Sequence[tuple[int, list[str]]]) -> None:
        """Read some rows."""
        for row, cells in batch:
            if len(cells) != self.width:
                raise wrong_width(row, len(cells), self.width)
        self.count += len(batch)
        if self.count > MOST_ROWS:
            raise InvalidLedger(f"more than {MOST_ROWS:,} rows: split the file.")
        numbers = [row for row, _ in batch]
        columns = list(zip(*(cells for _, cells in batch), strict=True))
        texts = {
            name: [text.strip() for text in columns[place]]
            for name, place in self.places.items()
        }
        self.customers.append(self._codes(numbers, texts["customer"]))
        scores = scores_of(numbers, texts["score"])
        self.scores.append(scores)
        self.gone.append(self._leaving(numbers, texts["left"]))
        if "date" in texts:
            self.moments.append(dates_of(numbers, texts["date"], ~np.isnan(scores)))

    def _codes(self, numbers: Sequence[int], texts: Sequence[str]) -> Whole:
        """Give customers numbers as they first appear; refuse unfit names."""
        for text in (one for one in dict.fromkeys(texts) if one not in self.names):
            if problem := unfit(text):
                row = numbers[texts.index(text)]
                raise InvalidLedger(problem, row=row, column="customer")
            self.names[text] = len(self.names)
        return np.array([self.names[text] for text in texts], dtype=np.int64)

    def _leaving(self, numbers: Sequence[int], texts: Sequence[str]) -> Whole:
        """Return the day of leaving: never, some day, or days since 1970-01-01."""
        said: dict[str, int] = {}
        for text in dict.fromkeys(texts):
            try:
                said[text] = leaving_day(text)
            except NotAMoment as wrong:
                problem = f"{quoted(text)} {wrong.problem}."
                row = numbers[texts.index(text)]
                raise InvalidLedger(problem, row=row, column="left") from None
        plain = [text.lower() for text in texts]
        self.said_no = self.said_no or any(text in THERE for text in plain)
        self.unsaid += sum(text in UNSAID for text in plain)
        return np.array([said[text] for text in texts], dtype=np.int64)

    def answers(self) -> Answers:
        """Put the columns together: one answer for each customer."""
        if not self.count:
            raise InvalidLedger("no answer follows the header: add a row for each.")
        customer = np.concatenate(self.customers)
        score = np.concatenate(self.scores)
        size = len(self.names)
        gone = np.full(size, NEVER, dtype=np.int64)
        np.maximum.at(gone, customer, known_days(np.concatenate(self.gone)))
        some_day = np.zeros(size, dtype=bool)
        some_day[customer[np.concatenate(self.gone) == SOME_DAY]] = True
        left = some_day | (gone > NEVER)
        last_day = np.where(gone > NEVER, gone, SOME_DAY)
        moment = (
            np.concatenate(self.moments) if self.moments else np.zeros_like(customer)
        )
        answered = ~np.isnan(score)
        late = answered & (moment // 86_400 > last_day[customer])
        chosen = last_of(customer, moment, np.flatnonzero(answered & ~late))
        whose = customer[chosen]
        known = list(self.names)
        return Answers(
            tuple(known[index] for index in whose.tolist()),
            score[chosen],
            left[whose],
            self.count,
            size,
            int(np.count_nonzero(left)),
            int(np.count_nonzero(~answered)),
            int(np.count_nonzero(late)),
            int(np.count_nonzero(answered & ~late)) - len(chosen),
            self.unsaid if self.said_no else 0,
            bool(self.moments),
        )


def known_days(gone: Whole) -> Whole:
    """Return days of leaving, never where no day is told."""
    return np.where(gone == SOME_DAY, NEVER, gone)


def last_of(customer: Whole, moment: Whole, rows: Whole) -> Whole:
    """Return, of these rows, the last of each customer, customers in order."""
    order = rows[np.lexsort((rows, moment[rows], customer[rows]))]
    follows = np.append(customer[order[1:]] != customer[order[:-1]], True)
    found: Whole = order[follows[: len(order)]]
    return found


def leaving_day(text: str) -> int:
    """Read one cell of ``left``; raises ``NotAMoment`` for what says nothing.

    >>> leaving_day("Yes") == SOME_DAY, leaving_day("0") == NEVER
    (True, True)
    >>> leaving_day("1970-01-03")
    2
    """
    plain = text.lower()
    if plain in GONE:
        return SOME_DAY
    if plain in THERE or plain in UNSAID:
        return NEVER
    try:
        found = read_moments([text])[0]
    except NotAMoment:
        problem = "must be yes or no, 1 or 0, empty, or a date like 2026-01-31"
        raise NotAMoment(0, problem) from None
    return int(found.astype("M8[D]").astype(int))


def scores_of(numbers: Sequence[int], texts: Sequence[str]) -> Floats:
    """Return a column of scores, NaN where there is none."""
    found = np.empty(len(texts))
    for index, text in enumerate(texts):
        if text.lower() in UNSAID:
            found[index] = np.nan
            continue
        value = number_of(text)
        if not abs(value) <= LARGEST_SCORE:
            problem = f"{quoted(text)} must be a number such as 4, or empty."
            raise InvalidLedger(problem, row=numbers[index], column="score")
        found[index] = value
    return found


def number_of(text: str) -> float:
    """Return a number, NaN for what is none."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def dates_of(numbers: Sequence[int], texts: Sequence[str], needed: Chosen) -> Whole:
    """Return a column of dates as seconds since 1970, 0 where there is none."""
    try:
        found = read_moments(texts)
    except NotAMoment as wrong:
        problem = f"{quoted(texts[wrong.index])} {wrong.problem}."
        row = numbers[wrong.index]
        raise InvalidLedger(problem, row=row, column="date") from None
    empty = np.isnat(found)
    if (missing := empty & needed).any():
        row = numbers[int(missing.argmax())]
        raise InvalidLedger("is empty: fill in the date.", row=row, column="date")
    return np.where(empty, 0, found.astype(np.int64))


def unfit(name: str) -> str:
    """Say why a customer's name cannot be used, or nothing."""
    if not name:
        return "is empty: say whose answer it is, or leave the row out."
    if len(name) > LONGEST_NAME:
        return f"has more than {LONGEST_NAME} characters: shorten it."
    if not name.isprintable():
        return f"{quoted(name)} holds characters that cannot be printed: remove them."
    return ""
