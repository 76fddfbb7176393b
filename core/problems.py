"""The errors of an uploaded file: the first for the page, all of them for a file."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from core.exports import BYTE_ORDER_MARK, safe_text

SHOWN: Final = 200
QUICK: Final = 3  # of gzip's nine levels: its usual one takes three times as long
LINES_A_PIECE: Final = 10_000
HEAD: Final = ("row", "column", "value", "what to do")


Told = tuple[str, str, str]  # the column, the value, and what to do


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where, and what to do about it."""

    row: int
    column: str
    value: str
    words: str


def _end(told: Told) -> str:
    """Return what follows a row's number in the file."""
    column, value, words = told
    line = io.StringIO(newline="")
    csv.writer(line).writerow(["", safe_text(column), safe_text(value), words])
    return line.getvalue()


class Problems:
    """Count problems, keep the first, and write all to a gzipped CSV file."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Problem] = []
        self._packed = io.BytesIO()
        self._gzip = gzip.GzipFile(
            fileobj=self._packed, mode="wb", compresslevel=QUICK, mtime=0
        )
        self._text = io.TextIOWrapper(self._gzip, encoding="utf-8", newline="")
        self._text.write(BYTE_ORDER_MARK)
        self._lines = csv.writer(self._text)
        self._lines.writerow(HEAD)

    def add(self, problem: Problem) -> None:
        self.count += 1
        if self.count <= SHOWN:
            self.first.append(problem)
        texts = (safe_text(problem.column), safe_text(problem.value), problem.words)
        self._lines.writerow([problem.row, *texts])

    def add_alike(
        self, rows: Sequence[int], told: Sequence[Told], which: Sequence[int]
    ) -> None:
        """Add a problem for each row: which one of those that are told.

        Half a million rows have a few thousand different things wrong with them, of which
        each is written once.
        """
        self._keep_first(
            Problem(row, *told[number])
            for row, number in zip(rows[:SHOWN], which[:SHOWN], strict=True)
        )
        self.count += len(rows)
        ends = [_end(each) for each in told]
        for start in range(0, len(rows), LINES_A_PIECE):
            piece = slice(start, start + LINES_A_PIECE)
            pairs = zip(rows[piece], which[piece], strict=True)
            self._text.write("".join([f"{row}{ends[n]}" for row, n in pairs]))

    def _keep_first(self, problems: Iterable[Problem]) -> None:
        self.first += problems
        del self.first[SHOWN:]

    def packed(self) -> bytes:
        """Return the gzipped file; nothing can be added after."""
        if not self.count:
            return b""
        self._text.close()
        return self._packed.getvalue()
