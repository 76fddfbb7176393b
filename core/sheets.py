"""Read the tables that people upload: CSV and XLSX, none of it trusted.

``pack`` looks at sizes and kind only, so a page may call it; ``open_sheet`` parses,
which is the worker's. Every cell comes out as text: what a spreadsheet holds as a
day or a moment is written as ISO 8601.
"""

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final

from openpyxl import load_workbook

from core.refusals import Invalid

MEGABYTE: Final = 1024 * 1024
MOST_PACKED: Final = {"xlsx": 5 * MEGABYTE, "gz": 20 * MEGABYTE, "csv": 50 * MEGABYTE}
MOST_UNPACKED: Final = 50 * MEGABYTE
MOST_RATIO: Final = 100
MOST_MEMBERS: Final = 50
MOST_ROWS: Final = {"xlsx": 50_000, "csv": 1_000_000}
MOST_COLUMNS: Final = 200
DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ZIP_MAGIC: Final = b"PK\x03\x04"
GZIP_MAGIC: Final = b"\x1f\x8b"
OLD_EXCEL_MAGIC: Final = b"\xd0\xcf\x11\xe0"
PEEK: Final = 64 * 1024

Row = tuple[int, list[str]]
Piece = tuple[Sequence[int], list[list[str]]]  # the rows' numbers, and their cells


class UnreadableFile(Invalid):
    """This file is not a table that can be read, and why."""


def _refuse(words: str, next_step: str) -> UnreadableFile:
    return UnreadableFile(words, next_step=next_step, errors={"file": [words]})


# --- What is it, and is it small enough? --------------------------------------


def _kind(name: str, content: bytes) -> str:
    """Tell the kind by the content; the name has to agree."""
    lower = name.lower()
    if content.startswith(OLD_EXCEL_MAGIC):
        raise _refuse(
            "This is an old Excel file, or one with a password.",
            "Save it as .xlsx without a password, or as CSV.",
        )
    kinds = {ZIP_MAGIC: "xlsx", GZIP_MAGIC: "gz"}
    found = next((k for magic, k in kinds.items() if content.startswith(magic)), "csv")
    endings = {"xlsx": (".xlsx",), "gz": (".gz",), "csv": (".csv", ".txt", ".tsv")}
    if not lower.endswith(endings[found]):
        raise _refuse(
            f'The name "{name[:80]}" does not fit what is in the file.',
            "Send a .csv, .csv.gz or .xlsx file under its own name.",
        )
    return found


def pack(name: str, content: bytes) -> bytes:
    """Return the file as it is to be kept: gzipped text, or the workbook itself.

    Refuse what is empty, too big, or not what its name says.
    """
    if not content.strip(b"\x00\t\r\n "):
        raise _refuse("The file is empty.", "Send a file with a head row and rows.")
    kind = _kind(name, content)
    if len(content) > MOST_PACKED[kind]:
        most = MOST_PACKED[kind] // MEGABYTE
        raise _refuse(f"The file is larger than {most} MB.", "Split it.")
    if kind == "xlsx":
        _check_workbook(content)
        return content
    if kind == "gz":
        return content
    return gzip.compress(content, compresslevel=1, mtime=0)


def _check_workbook(content: bytes) -> None:
    """Look into the archive's directory only; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise _refuse(
            "This is not a workbook, or a damaged one.", "Save it again as .xlsx."
        ) from error
    names = {member.filename for member in members}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise _refuse("This archive is not a workbook.", "Save it as .xlsx, or as CSV.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refuse("The workbook contains macros.", "Save it as .xlsx without them.")
    if any(member.flag_bits & 1 for member in members):
        raise _refuse("The workbook has a password.", "Save it without one.")
    _check_sizes(members)


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    worst = max(member.file_size / (member.compress_size or 1) for member in members)
    if len(members) > MOST_MEMBERS:
        raise _refuse(
            f"The workbook has more than {MOST_MEMBERS} parts.",
            "Copy the one sheet with the rows to a new workbook, or save it as CSV.",
        )
    if unpacked > MOST_UNPACKED or max(worst, unpacked / packed) > MOST_RATIO:
        raise _refuse(
            "The workbook unpacks to far more than a table of this size needs.",
            "Copy the rows to a new workbook, or save it as CSV.",
        )


# --- Reading it ----------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """A table that is ready to be read; ``rows`` starts below the head."""

    kind: str
    encoding: str
    delimiter: str
    head: list[str]
    rows: Iterator[Row]

    # As the reader of text gives them, not yet looked at: for ``pieces``.
    raw: Iterator[list[str]] | None = None
    head_row: int = 1

    def pieces(self, size: int) -> Iterator[Piece]:
        """Yield the rows in pieces, of text without looking at every cell."""
        if self.raw is not None:
            yield from _raw_pieces(self.raw, self.head_row, size)
            return
        while chunk := list(islice(self.rows, size)):
            yield [number for number, _ in chunk], [cells for _, cells in chunk]


def _raw_pieces(raw: Iterator[list[str]], head_row: int, size: int) -> Iterator[Piece]:
    last = head_row
    while True:
        try:
            cells = list(islice(raw, size))
        except csv.Error as error:
            raise _unreadable_row(last + 1, error) from error
        if not cells:
            return
        numbers = range(last + 1, last + 1 + len(cells))
        last += len(cells)
        if last > MOST_ROWS["csv"] + 1:
            raise _too_many_rows(MOST_ROWS["csv"])
        if max(map(len, cells)) > MOST_COLUMNS:
            raise _too_many_columns(last)
        yield numbers, cells


def open_sheet(content: bytes) -> Sheet:
    """Open what ``pack`` returned. Rows are numbered as a spreadsheet shows them."""
    raw: Iterator[list[str]] | None = None
    if content.startswith(ZIP_MAGIC):
        _check_workbook(content)
        kind, encoding, delimiter = "xlsx", "", ""
        rows = _rows_of_workbook(content)
    else:
        data = _unpacked(content)
        encoding = _encoding(data)
        text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
        start = text.read(PEEK)
        text.seek(0)
        kind, delimiter = "csv", _delimiter(start)
        raw = csv.reader(text, delimiter=delimiter)
        rows = _rows_of_text(raw)
    rows = _bounded(rows, kind)
    number, head = next(rows, (0, []))
    if not number:
        raise _refuse("The file is empty.", "Send a file with a head row and rows.")
    return Sheet(kind, encoding, delimiter, _named(head), rows, raw, number)


def printable(text: str) -> str:
    """Put a sign in place of what neither a page nor a database can hold."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _named(head: list[str]) -> list[str]:
    """Give every column a name of its own."""
    names: list[str] = []
    for number, cell in enumerate(head, start=1):
        name = printable(" ".join(cell.split())[:80]) or f"column {number}"
        names.append(f"{name} ({number})" if name in names else name)
    return names


def _too_many_columns(number: int) -> UnreadableFile:
    return _refuse(
        f"Row {number} has more than {MOST_COLUMNS} columns.",
        "Keep the columns that are needed, and check the separator.",
    )


def _too_many_rows(most: int) -> UnreadableFile:
    return _refuse(f"The file has more than {most:,} rows.", "Split it.")


def _unreadable_row(number: int, error: csv.Error) -> UnreadableFile:
    return _refuse(
        f"Row {number} cannot be read: {error}.",
        "Look for a quotation mark that is not closed, or a very long cell.",
    )


def _bounded(rows: Iterator[Row], kind: str) -> Iterator[Row]:
    """Pass rows that hold something, within the limits."""
    most = MOST_ROWS[kind]
    for number, cells in rows:
        if not (cells and cells[-1]):
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                continue
        if len(cells) > MOST_COLUMNS:
            raise _too_many_columns(number)
        if number > most + 1:
            raise _too_many_rows(most)
        yield number, cells


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            data = file.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _refuse("The gzip file is damaged.", "Pack it again.") from error
    if len(data) > MOST_UNPACKED:
        most = MOST_UNPACKED // MEGABYTE
        raise _refuse(f"The file unpacks to more than {most} MB.", "Split it.")
    if not data.strip(b"\x00\t\r\n "):
        raise _refuse("The file is empty.", "Send a file with a head row and rows.")
    return data


def _encoding(data: bytes) -> str:
    """Tell the encoding: by its mark, else UTF-8 if it is, else cp1252."""
    marks = {
        codecs.BOM_UTF8: "utf-8-sig",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    found = next((name for mark, name in marks.items() if data.startswith(mark)), "")
    guesses = [found] if found else [_unmarked_utf16(data), "utf-8", "cp1252"]
    for guess in filter(None, guesses):
        try:
            data.decode(guess)
        except UnicodeDecodeError:
            continue
        return guess
    raise _refuse(
        "The file is not text in UTF-8, UTF-16 or Windows-1252.",
        "Save it as CSV UTF-8.",
    )


def _unmarked_utf16(data: bytes) -> str:
    """Tell UTF-16 without its mark: every second byte of a table in it is zero."""
    start = data[:PEEK]
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.4 and not even:
        return "utf-16-le"
    if even > half * 0.4 and not odd:
        return "utf-16-be"
    return ""


def _delimiter(start: str) -> str:
    """Choose the separator that cuts the first lines into most equal columns."""

    def evenness(mark: str) -> tuple[float, int]:
        try:
            lines = list(
                csv.reader(start.splitlines(keepends=True)[:30], delimiter=mark)
            )
        except csv.Error:
            return (0.0, 0)
        widths = [len(line) for line in lines if line]
        head = widths[0] if widths else 0
        if head < 2:
            return (0.0, head)
        return (sum(width == head for width in widths) / len(widths), head)

    return max(DELIMITERS, key=evenness)


def _rows_of_text(reader: Iterator[list[str]]) -> Iterator[Row]:
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable_row(number, error) from error
        yield number, list(map(str.strip, cells))
        number += 1


def _rows_of_workbook(content: bytes) -> Iterator[Row]:
    try:
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        last = MOST_ROWS["xlsx"] + 2
        for number, cells in enumerate(sheet.iter_rows(max_row=last), start=1):
            yield number, [_text_of(cell) for cell in cells]
        book.close()
    except Exception as error:  # whatever openpyxl stumbles on
        if isinstance(error, UnreadableFile):
            raise
        raise _refuse(
            "The workbook cannot be read.",
            "Copy the rows to a new workbook, or save it as CSV.",
        ) from error


def _text_of(cell: Any) -> str:  # noqa: ANN401  # openpyxl has several kinds of cells
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        bare = value.time() == time() and "h" not in (cell.number_format or "").lower()
        return value.date().isoformat() if bare else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
