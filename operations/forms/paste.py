"""A block copied from a spreadsheet, and where on the board it belongs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms

from core.weeks import WEEK, monday_of
from operations.cells import Measure
from operations.forms.grid import canonical
from operations.models import Capability
from operations.queries import BOARD_WEEKS

MOST_ROWS = 50
LONGEST_BLOCK = 200_000
SIGNS = [
    ("", "Either, where it is plain (1,250.5 or 1.250,5)"),
    (".", "A point: 1,250.5"),
    (",", "A comma: 1.250,5"),
]
Pasted = dict[tuple[int, date], str]


@dataclass(frozen=True)
class Block:
    """Cells in their places: the capability's key and the week."""

    cells: Pasted
    first_week: date


class Misplaced(ValueError):
    """Why a block cannot be placed on the board."""


def read_week(text: str) -> date | None:
    """Read ``2026-01-05``, ``5.1.2026`` or ``2026-W02`` as the Monday of its week.

    >>> read_week("2026-W02"), read_week("7.1.2026")
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5))
    """
    word = text.strip()
    try:
        if match := re.fullmatch(r"(\d{4})-?W(\d{1,2})", word, re.ASCII):
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", word, re.ASCII):
            return monday_of(date(int(match[3]), int(match[2]), int(match[1])))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
            return monday_of(date.fromisoformat(word))
    except (ValueError, OverflowError):
        return None
    return None


def _grid(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line.split("\t") for line in lines if line.strip()]


class Placing:
    """Where rows and columns of a block go, with or without its own heads."""

    def __init__(
        self, capabilities: Sequence[Capability], first: Capability | None, week: date
    ) -> None:
        self.capabilities = capabilities
        self.first = first
        self.week = monday_of(week)
        self.by_name = {c.name.casefold(): c for c in reversed(capabilities)}
        self.by_name |= {c.code: c for c in capabilities}

    def place(self, text: str) -> Pasted:
        rows = _grid(text)
        if not rows:
            raise Misplaced("There is nothing in it yet: copy some cells first.")
        weeks = [read_week(cell) for cell in rows[0]]
        if any(weeks):
            return self._with_heads(rows, weeks)
        return self._bare(rows)

    def _named(self, row: list[str], number: int) -> Capability:
        name = row[0].strip()
        found = self.by_name.get(name) or self.by_name.get(name.casefold())
        if found is None:
            raise Misplaced(
                f"Line {number}: there is no capability “{name[:60]}”. "
                "Name it by its short name or as it stands on the board."
            )
        return found

    def _with_heads(
        self, rows: list[list[str]], weeks: Sequence[date | None]
    ) -> Pasted:
        if weeks[0] is not None:
            raise Misplaced(
                "Line 1 has weeks, so the first column names the capabilities: "
                "copy that column too."
            )
        found: Pasted = {}
        for number, row in enumerate(rows[1:], start=2):
            capability = self._named(row, number)
            for week, cell in zip(weeks, row, strict=False):
                if week is not None:
                    found[capability.pk, week] = cell
        return found

    def _bare(self, rows: list[list[str]]) -> Pasted:
        if self.first is None:
            raise Misplaced(
                "Say which capability the first line is for, or copy the names and "
                "the weeks along with the cells."
            )
        start = self.capabilities.index(self.first)
        room = len(self.capabilities) - start
        if len(rows) > room:
            raise Misplaced(
                f"The block has {len(rows)} lines, but from {self.first} on there "
                f"are only {room} capabilities."
            )
        return {
            (capability.pk, self.week + WEEK * column): cell
            for capability, row in zip(self.capabilities[start:], rows, strict=False)
            for column, cell in enumerate(row)
        }


class PasteForm(forms.Form):
    """A block, and where it goes if it has no heads of its own."""

    measure = forms.ChoiceField(
        label="What the cells are",
        choices=[
            (Measure.CAPACITY, "Capacity a week"),
            (Measure.COMMITTED, "Committed load a week"),
        ],
    )
    block = forms.CharField(
        label="Cells copied from a spreadsheet",
        max_length=LONGEST_BLOCK,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="With a first line of weeks (Mondays such as 2026-01-05) and a "
        "first column of capabilities, every cell finds its place. Without them, "
        "say below where the block starts. An empty cell makes the week usual again.",
    )
    first = forms.ModelChoiceField(
        label="First line is for",
        queryset=Capability.objects.none(),
        required=False,
        empty_label="As named in the block",
    )
    week = forms.DateField(
        label="First column is the week of",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    sign = forms.ChoiceField(label="Before decimals stands", choices=SIGNS)
    sign.required = False

    def __init__(
        self, *args: object, capabilities: Sequence[Capability], **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.capabilities = capabilities
        first = self.fields["first"]
        if isinstance(first, forms.ModelChoiceField):
            first.queryset = Capability.objects.order_by("name", "pk")

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if {"block", "week"} <= given.keys() and "first" in given:
            try:
                given["placed"] = self._placed(given)
            except (Misplaced, OverflowError) as fault:
                self.add_error("block", str(fault))
        return given

    def _placed(self, given: dict[str, object]) -> Block:
        text, first, week = given["block"], given["first"], given["week"]
        if not isinstance(text, str) or not isinstance(week, date):
            raise Misplaced("There is nothing in it yet.")
        start = first if isinstance(first, Capability) else None
        pasted = Placing(self.capabilities, start, week).place(text)
        if not pasted:
            raise Misplaced("There are no cells under the weeks.")
        weeks = [week for _, week in pasted]
        first_week, last_week = min(weeks), max(weeks)
        if last_week - first_week > timedelta(weeks=BOARD_WEEKS - 1):
            raise Misplaced(f"Paste at most {BOARD_WEEKS} weeks at a time.")
        if len({pk for pk, _ in pasted}) > MOST_ROWS:
            raise Misplaced(f"Paste at most {MOST_ROWS} capabilities at a time.")
        sign = given.get("sign") or ""
        cells = {key: canonical(cell, sign=sign) for key, cell in pasted.items()}
        return Block(cells=cells, first_week=first_week)
