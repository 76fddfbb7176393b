"""The errors of an uploaded file: the first for the page, all of them for a file."""

import csv
import gzip
import io
from dataclasses import dataclass
from typing import Final

from core.exports import BYTE_ORDER_MARK, safe_text

SHOWN: Final = 200
HEAD: Final = ("row", "column", "value", "what to do")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where, and what to do about it."""

    row: int
    column: str
    value: str
    words: str


class Problems:
    """Count problems, keep the first, and write all to a gzipped CSV file."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Problem] = []
        self._packed = io.BytesIO()
        self._gzip = gzip.GzipFile(fileobj=self._packed, mode="wb", mtime=0)
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

    def packed(self) -> bytes:
        """Return the gzipped file; nothing can be added after."""
        if not self.count:
            return b""
        self._text.close()
        return self._packed.getvalue()
