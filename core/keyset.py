"""Pages of long lists: each begins behind the last row of the one before.

A list is sorted by one column and its key, both the same way, so "behind this row" is
one comparison of pairs. The database enters an index there: a page deep inside costs what
the first one costs, nothing is counted, and rows that are equal are not read to be skipped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Generic, TypeVar

from django.db.models import (
    CharField,
    DateField,
    DecimalField,
    F,
    Model,
    PositiveIntegerField,
    QuerySet,
)
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
)

LARGEST_KEY: Final = 2**63 - 1
LONGEST_CURSOR: Final = 120

Row = TypeVar("Row", bound=Model)
Cursor = tuple[Any, int]
First = Callable[[QuerySet[Any], tuple[str, str], int], Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Generic[Row]):
    """One page, and the cursors that lead to those beside it, "" at an end."""

    rows: Sequence[Row]
    older: str
    newer: str


def first_of(rows: QuerySet[Any], by: tuple[str, str], size: int) -> Sequence[Any]:
    """Return the first rows in this order."""
    return list(rows.order_by(*by)[:size])


def cut(
    rows: QuerySet[Row],
    *,
    by: str,
    size: int,
    after: str = "",
    before: str = "",
    first: First = first_of,
) -> Cut[Row]:
    """Return the page behind ``after`` or before ``before``, else the first one.

    ``by`` is a column of these rows, with a minus where the largest comes first, of
    which no row that is listed holds nothing. ``first`` fetches the first rows.
    """
    column, falling = by.lstrip("-"), by.startswith("-")
    cursor, back = read_cursor(rows.model, column, after), False
    if cursor is None:
        cursor = read_cursor(rows.model, column, before)
        back = cursor is not None
    if cursor is not None:
        rows = rows.filter(_beyond(column, cursor, falling=falling is not back))
    sign = "-" if falling is not back else ""
    found = list(first(rows, (f"{sign}{column}", f"{sign}pk"), size + 1))
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
    ends = [f"{row.pk}~{getattr(row, column)}" for row in (*found[:1], *found[-1:])]
    return Cut(
        rows=found,
        newer=ends[0] if ends and (more if back else cursor is not None) else "",
        older=ends[-1] if ends and (back or more) else "",
    )


def _beyond(column: str, cursor: Cursor, *, falling: bool) -> Any:  # noqa: ANN401  # a lookup
    pair = Tuple(F(column), F("pk"))
    return (TupleLessThan if falling else TupleGreaterThan)(pair, cursor)


def read_cursor(model: type[Model], column: str, text: str) -> Cursor | None:
    """Read a cursor back; what cannot be one is none."""
    key, _, value = text[:LONGEST_CURSOR].partition("~")
    if not key.isascii() or not key.isdigit() or len(key) > 19:  # 2⁶³
        return None
    if int(key) > LARGEST_KEY or "\x00" in value:
        return None
    try:
        read = _READ[type(model._meta.get_field(column))](value)
    except (ValueError, InvalidOperation):
        return None
    return None if read is None else (read, int(key))


def _decimal(text: str) -> Decimal | None:
    found = Decimal(text)
    return found if found.is_finite() and abs(found) < Decimal(10) ** 14 else None


def _count(text: str) -> int | None:
    found = int(text[:12])
    return found if 0 <= found < 2**31 else None


_READ: Final[dict[Any, Callable[[str], Any]]] = {
    DecimalField: _decimal,
    DateField: date.fromisoformat,
    PositiveIntegerField: _count,
    CharField: str,
}
