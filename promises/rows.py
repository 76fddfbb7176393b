"""Turn the rows of an uploaded table into occasions, or into problems by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Final

from core.dates import END_OF_DAY, NotADate, read_moment
from core.problems import Problem, Problems
from core.sheets import Row, printable
from promises.ledger import BATCH, Entry, Key
from promises.mapping import Mapping as Columns

LONGEST: Final = 80  # of a reference and of a customer


class Wrong(ValueError):
    """A cell that cannot be taken as it is."""

    def __init__(self, column: str, value: str, words: str) -> None:
        super().__init__(words)
        self.column, self.value, self.words = column, value, words


@dataclass(kw_only=True)
class Reader:
    """Read rows under one mapping, and remember what was wrong and what came twice.

    ``promises`` and ``segments`` give the keys of the codes that may occur.
    """

    head: Sequence[str]
    columns: Columns
    promises: Mapping[str, int]
    segments: Mapping[str, int]
    now: datetime
    read: int = 0
    repeated: int = 0
    due_before_promised: int = 0
    problems: Problems = field(default_factory=Problems)
    _seen: dict[Key, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._place = {name: index for index, name in enumerate(self.head)}
        self._zone = self.columns.zone
        self._latest = self.now + timedelta(days=1)
        end = self.columns.bare_date == "end"
        self._bare = END_OF_DAY if end else time.min

    def batches(self, rows: Iterator[Row]) -> Iterator[list[Entry]]:
        """Yield the occasions in batches; an empty one still tells of progress."""
        batch: list[Entry] = []
        for number, cells in rows:
            self.read += 1
            entry = self._take(number, cells)
            if entry is not None:
                batch.append(entry)
            if self.read % BATCH == 0:
                yield batch
                batch = []
        yield batch

    def _take(self, number: int, cells: list[str]) -> Entry | None:
        try:
            entry = self._entry(number, cells)
            return entry if self._is_first(entry) else None
        except Wrong as wrong:
            value = printable(wrong.value[:80])
            problem = Problem(number, wrong.column, value, wrong.words)
            self.problems.add(problem)
            return None

    def _entry(self, number: int, cells: list[str]) -> Entry:
        if len(cells) > len(self.head):
            words = f"The row has {len(cells)} cells, the head {len(self.head)}."
            raise Wrong("", cells[len(self.head)], words)
        columns = self.columns
        promised = self._moment(
            cells, columns.promised_column, columns.promised_format, time.min
        )
        due = self._moment(cells, columns.due_column, columns.due_format, self._bare)
        done = self._moment(cells, columns.done_column, columns.done_format, self._bare)
        if promised is None or due is None:
            role = "promised" if promised is None else "due"
            column = getattr(columns, f"{role}_column")
            raise Wrong(column, "", "is empty: fill in the date.")
        if done is not None and done > self._latest:
            value = self._cell(cells, columns.done_column)
            words = "has not come yet: leave it empty until it is done."
            raise Wrong(columns.done_column, value, words)
        self.due_before_promised += due < promised
        return Entry(
            row=number,
            promise_id=self._promise(cells),
            reference=self._text(cells, columns.reference_column, needed=True),
            customer=self._text(cells, columns.customer_column, needed=False),
            segment_id=self._segment(cells),
            promised_at=promised,
            due_at=due,
            done_at=done,
        )

    def _cell(self, cells: list[str], column: str) -> str:
        place = self._place[column] if column else len(cells)
        return cells[place] if place < len(cells) else ""

    def _text(self, cells: list[str], column: str, *, needed: bool) -> str:
        text = self._cell(cells, column)
        if needed and not text:
            raise Wrong(column, "", "is empty: give every occasion its own reference.")
        if len(text) > LONGEST:
            raise Wrong(column, text, f"is longer than {LONGEST} characters.")
        if not text.isprintable():
            raise Wrong(column, text, "contains a character that cannot be shown.")
        return text

    def _moment(
        self, cells: list[str], column: str, written: str, bare: time
    ) -> datetime | None:
        text = self._cell(cells, column)
        if not text:
            return None
        try:
            return read_moment(text, written, self._zone, bare).astimezone(UTC)
        except NotADate as error:
            raise Wrong(column, text, f"{error}.") from error

    def _promise(self, cells: list[str]) -> int:
        column = self.columns.promise_column
        code = self._cell(cells, column) if column else self.columns.promise
        if code not in self.promises:
            raise Wrong(column, code, "is not the code of a promise: see the list.")
        return self.promises[code]

    def _segment(self, cells: list[str]) -> int | None:
        column = self.columns.segment_column
        code = self._cell(cells, column) if column else self.columns.segment
        if not code:
            return None
        if code not in self.segments:
            raise Wrong(column, code, "is not the code of a segment: see the list.")
        return self.segments[code]

    def _is_first(self, entry: Entry) -> bool:
        """Pass over a row that says again what another has said."""
        facts = hash(entry.facts)
        row, before = self._seen.setdefault(entry.key, (entry.row, facts))
        if row == entry.row:
            return True
        if before != facts:
            words = f"stands in row {row} already, with other dates: keep one of them."
            raise Wrong(self.columns.reference_column, entry.reference, words)
        self.repeated += 1
        return False
