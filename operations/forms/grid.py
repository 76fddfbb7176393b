"""The board as people type it: cells of text, what they saw, and what they changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format

from core.numbers import KEY, typed_whole
from core.refusals import Invalid, Refusal
from core.templatetags.shares import amount
from operations.cells import (
    CellFault,
    Estimate,
    Measure,
    read_estimate,
    show_estimate,
)
from operations.queries import Board, BoardRow
from operations.services import WeekChange, place
from operations.templatetags.estimates import estimate

Place = tuple[int, date]


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One input: what stands in it, and what a reader must know of it."""

    name: str
    label: str
    text: str
    seen: str
    usual: str
    stored: str  # as it is read; ``text`` is as it is typed
    fault: str = ""
    now: str = ""  # what somebody else stored there meanwhile

    @property
    def is_changed(self) -> bool:
        return self.text != self.seen

    @property
    def size(self) -> str:
        """How many letters wide the input is where styles do not fit it."""
        return str(min(max(len(self.text), 6), 24))


@dataclass(frozen=True, kw_only=True)
class GridRow:
    row: BoardRow
    cells: tuple[GridCell, ...]

    @property
    def seen(self) -> str:
        """What the cells held when the page was made, to be sent back with them."""
        return json.dumps(self.row.texts, separators=(",", ":"))


@dataclass(kw_only=True)
class Grid:
    """A board with what was typed over it; without any typing, the board itself.

    ``typed`` holds only cells that their editor changed, ``seen`` what the editor's
    page showed in them.
    """

    board: Board
    typed: dict[Place, str] = field(default_factory=dict)
    seen: dict[Place, str] = field(default_factory=dict)
    revisions: dict[int, int] = field(default_factory=dict)
    faults: dict[Place, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def rows(self) -> list[GridRow]:
        return [
            GridRow(
                row=row,
                cells=tuple(
                    self._cell(row, index) for index in range(len(self.board.weeks))
                ),
            )
            for row in self.board.rows
        ]

    @property
    def troubles(self) -> list[tuple[str, str, str]]:
        """List what is wrong by input, place and words, in the order of the board."""
        return [
            (cell.name, cell.label, cell.fault)
            for row in self.rows
            for cell in row.cells
            if cell.fault
        ]

    @property
    def changed(self) -> int:
        return sum(cell.is_changed for row in self.rows for cell in row.cells)

    def _cell(self, row: BoardRow, index: int) -> GridCell:
        week = self.board.weeks[index]
        key = (row.pk, week)
        stored = row.texts[index]
        moved = key in self.typed and self.seen.get(key, stored) != stored
        return GridCell(
            name=cell_name(row.pk, week),
            label=f"{row.name}, week of {date_format(week)}",
            text=self.typed.get(key, stored),
            seen=stored,
            usual=amount(row.usual.likely) if row.usual else "",
            stored=estimate(row.stored[index]) if row.stored[index] else "",
            fault=self.faults.get(key, ""),
            now=(stored or f"{row.usual_text}, as usual") if moved else "",
        )

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal of the whole, and what it says of single cells."""
        self.refusal = refusal
        for row in self.board.rows:
            for week in self.board.weeks:
                words = refusal.errors.get(place(row.code, week))
                if words:
                    self.faults[row.pk, week] = " ".join(words)

    def changes(self) -> list[WeekChange]:
        """Read every typed cell; what cannot be read becomes a fault."""
        found = []
        for (pk, week), text in self.typed.items():
            try:
                value: Estimate | None = read_estimate(text)
            except CellFault as fault:
                self.faults[pk, week] = str(fault)
                continue
            found.append(
                WeekChange(
                    capability=pk, week=week, measure=self.board.measure, value=value
                )
            )
        if self.faults:
            self.refusal = Invalid(
                "Nothing was saved: some cells are not right.",
                next_step="Correct the cells that are named and save again.",
            )
        return found


def cell_name(pk: int, week: date) -> str:
    return f"cell-{pk}-{week.isoformat()}"


def _whole(text: str) -> int:
    """Read a key or a revision as the page wrote it; anything else names nothing."""
    return typed_whole(text, digits=KEY) or 0


def rows_sent(data: Mapping[str, Any]) -> dict[int, int]:
    """Return the revision of every row that the editor's page showed."""
    found = {}
    for name, value in data.items():
        word, _, key = name.partition("-")
        if word == "revision" and _whole(key):
            found[_whole(key)] = _whole(str(value))
    return found


def _seen(data: Mapping[str, Any], row: BoardRow, weeks: int) -> list[str]:
    """Return the row as its editor saw it; a page that does not say saw nothing."""
    try:
        seen = json.loads(data.get(f"seen-{row.pk}", ""))
    except (ValueError, RecursionError):
        seen = None
    if not isinstance(seen, list) or len(seen) != weeks:
        return list(row.texts)
    return [text if isinstance(text, str) else "" for text in seen]


def read_grid(data: Mapping[str, Any], board: Board) -> Grid:
    """Read what came back: only cells that differ from what their editor saw."""
    grid = Grid(board=board, revisions=rows_sent(data))
    for row in board.rows:
        seen = _seen(data, row, len(board.weeks))
        for week, before in zip(board.weeks, seen, strict=True):
            text = str(data.get(cell_name(row.pk, week), before)).strip()
            if text != before:
                grid.typed[row.pk, week] = text
                grid.seen[row.pk, week] = before
    return grid


def canonical(text: str, *, sign: Any) -> str:  # noqa: ANN401
    """Write a pasted cell as the board writes it; what cannot be read stays."""
    try:
        return show_estimate(read_estimate(text, sign))
    except CellFault:
        return text.strip()


__all__ = [
    "Grid",
    "GridCell",
    "GridRow",
    "Measure",
    "canonical",
    "cell_name",
    "read_grid",
    "rows_sent",
]
