"""Tables for spreadsheets: CSV as a stream, XLSX as a file.

A text cell never starts a formula: what a spreadsheet would run gets a leading
apostrophe. Numbers, days and moments keep their type, so ``-5`` stays a number.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

Cell = str | int | float | Decimal | bool | date | datetime | None

ACTIVE: Final = frozenset("=+-@\t\r\n")
BYTE_ORDER_MARK: Final = "\ufeff"  # Excel reads a CSV file as UTF-8 only with it.
LONGEST_TEXT: Final = 32_767  # what one cell of a spreadsheet holds
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe_text(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    clean = clean.encode("utf-8", "replace").decode("utf-8")[: LONGEST_TEXT - 1]
    # Full-width signs and leading blanks are read as the plain sign by some.
    start = unicodedata.normalize("NFKC", clean[:1] + clean.lstrip()[:1])
    return f"'{clean}" if ACTIVE & set(start) else clean


def safe_cell(value: Cell) -> Cell:
    """Return the value as a spreadsheet may hold it."""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, float | Decimal) and not Decimal(value).is_finite():
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    return value


def _csv_text(value: Cell) -> str:
    safe = safe_cell(value)
    if safe is None:
        return ""
    if isinstance(safe, bool):
        return "yes" if safe else "no"
    if isinstance(safe, Decimal):
        return format(safe, "f")
    if isinstance(safe, datetime):
        return safe.isoformat(sep=" ")
    return str(safe)


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file (RFC 4180, UTF-8 with a byte order mark)."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    yield writer.writerow([safe_text(title) for title in head])
    for row in rows:
        yield writer.writerow([_csv_text(value) for value in row])


def xlsx_file(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str
) -> io.BytesIO:
    """Return one sheet with a fixed, bold head row."""
    book = Workbook(write_only=True)
    letters = [letter for letter in title if letter not in "[]:*?/\\"]
    sheet = book.create_sheet("".join(letters)[:31] or "Sheet")
    sheet.freeze_panes = "A2"
    bold: list[Any] = []
    for name in head:
        cell = WriteOnlyCell(sheet, safe_text(name))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def download(
    kind: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str
) -> HttpResponseBase:
    """Answer with the table as a file: ``kind`` is ``csv`` or ``xlsx``."""
    if kind == "xlsx":
        return FileResponse(
            xlsx_file(head, rows, title=name.capitalize()),
            as_attachment=True,
            filename=f"{name}.xlsx",
            content_type=XLSX,
        )
    return StreamingHttpResponse(
        csv_lines(head, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
