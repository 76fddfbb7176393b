"""Read a table of tasks, and say of every cell that is not right what is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from accounts.models import User
from core.dates import NotADate, shapes
from core.refusals import Invalid
from core.sheets import open_sheet, pack
from core.texts import is_storable
from operations.models import Initiative
from planner.execution.exchange.tables import COLUMNS, WAITS
from planner.execution.models import TaskLink
from planner.execution.services.rules import HANDS

MOST_ROWS: Final = 5_000
TEXTS: Final = {
    "name": ("name", 120),
    "why": ("purpose", 2_000),
    "result": ("deliverable", 2_000),
    "authority": ("authority", 2_000),
}
NUMBERS: Final = {
    "budget": ("budget", 2, Decimal("999999999999.99")),
    "low": ("low", 2, Decimal(2_000)),
    "likely": ("likely", 2, Decimal(2_000)),
    "high": ("high", 2, Decimal(2_000)),
}
READ: Final = frozenset({*COLUMNS, "revision"})
DAYS: Final = {"not before": "not_before", "deadline": "deadline"}
MANY: Final = ("responsible", "consulted", "informed")
_CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
# A comma or a point may part the thousands; which one, the file's delimiter tells.
_POINT: Final = re.compile(
    r"(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,4})?", re.ASCII
)
_COMMA: Final = re.compile(
    r"(?:[0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})(?:,[0-9]{1,4})?", re.ASCII
)
_REVISION: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_LINK: Final = re.compile(
    r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:\s+(FS|SS|FF|SF))?\s*([+-]\d{1,4}(?:\.\d{1,2})?)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: the line as a spreadsheet numbers it, and the column."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """A task as a line of the file has it; what it waits for is named by code."""

    line: int
    code: str
    facts: dict[str, Any]
    after: tuple[tuple[str, str, Decimal], ...] | None
    revision: int | None = None  # that of the task when the file was written


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a file may name, read once."""

    tactics: frozenset[str]
    initiatives: Mapping[str, Initiative]
    people: Mapping[str, User]
    comma: bool = False  # it parts the decimals of this file's numbers

    @classmethod
    def of(cls, tactics: Sequence[str]) -> "Known":
        open_ = Initiative.objects.exclude(state=Initiative.State.DROPPED)
        people = User.objects.filter(role__in=HANDS, is_active=True)
        return cls(
            tactics=frozenset(tactics),
            initiatives={row.code: row for row in open_},
            people={person.email.casefold(): person for person in people},
        )


@dataclass
class Read:
    """What a file holds, and what is wrong with it."""

    rows: list[Written] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


class _Line:
    """One line, cell by cell."""

    def __init__(
        self, number: int, cells: Mapping[str, str], known: Known, faults: list[Fault]
    ) -> None:
        self.number, self.cells, self.known, self.faults = number, cells, known, faults

    def wrong(self, column: str, words: str) -> None:
        self.faults.append(Fault(self.number, column, words))

    def text(self, column: str) -> str:
        return _plain(self.cells.get(column, ""))

    def code(self) -> str:
        code = self.text("code")
        if len(code) > 50 or not _CODE.fullmatch(code):
            words = "Use small letters, digits and single hyphens, 50 at most: print"
            self.wrong("code", words)
            return ""
        return code

    def words(self, column: str, most: int) -> str:
        found = self.text(column)
        if len(found) > most or not is_storable(found):
            self.wrong(column, f"Keep it under {most:,} plain characters.")
        return found

    def amount(self, column: str, places: int, most: Decimal) -> Decimal | None:
        found = self.text(column).replace(" ", "")
        if not found:
            return None
        amount = _number(found, comma=self.known.comma)
        if amount is None or amount > most or -_exponent(amount) > places:
            self.wrong(column, f"“{found[:40]}” is not a number from 0 to {most:,f}.")
            return None
        return amount

    def day(self, column: str) -> date | None:
        found = self.text(column)
        if not found:
            return None
        try:
            return shapes(found)["iso"].date()
        except (KeyError, NotADate):
            self.wrong(column, f"“{found[:40]}” is not a day as 2027-01-31.")
            return None

    def waits(self, column: str) -> bool | None:
        found = self.text(column).casefold()
        meant = {text: value for value, text in WAITS.items()}
        if found not in meant:
            self.wrong(column, f"“{found[:40]}” is not yes or no; leave it empty.")
        return meant.get(found)

    def people(self, column: str) -> list[User]:
        found = []
        for address in filter(None, map(str.strip, self.text(column).split(";"))):
            person = self.known.people.get(address.casefold())
            if person is None:
                self.wrong(column, f"Nobody who works here has “{address[:80]}”.")
            else:
                found.append(person)
        return found

    def person(self, column: str) -> User | None:
        found = self.people(column)
        if len(found) > 1:
            self.wrong(column, "Exactly one answers for a task.")
        return found[0] if found else None

    def after(self) -> tuple[tuple[str, str, Decimal], ...]:
        links = []
        for part in filter(None, map(str.strip, self.text("after").split(";"))):
            match = _LINK.fullmatch(part)
            if match is None:
                words = f"“{part[:40]}” is not like: print, print SS or print FS+2."
                self.wrong("after", words)
                continue
            kind = match[2] or TaskLink.Kind.FINISH_TO_START
            links.append((match[1], str(kind), Decimal(match[3] or 0)))
        return tuple(links)

    def served(self) -> dict[str, Any]:
        tactic, initiative = self.text("tactic"), self.text("initiative")
        found: dict[str, Any] = {}
        if tactic and tactic not in self.known.tactics:
            self.wrong("tactic", f"The plan has no tactic “{tactic[:60]}”.")
        if initiative and initiative not in self.known.initiatives:
            self.wrong("initiative", f"There is no initiative “{initiative[:60]}”.")
        if tactic and initiative:
            self.wrong("initiative", "Name a tactic or an initiative, not both.")
        if "tactic" in self.cells or initiative:
            found["tactic_code"] = tactic
        if "initiative" in self.cells or tactic:
            found["initiative"] = self.known.initiatives.get(initiative)
        return found

    def revision(self) -> int | None:
        found = self.text("revision")
        if found and not _REVISION.fullmatch(found):
            self.wrong("revision", f"“{found[:40]}” is not a revision; leave it empty.")
            return None
        return int(found) if found else None


def _number(text: str, *, comma: bool) -> Decimal | None:
    """Read a number; with ``comma`` that parts the decimals, as where lists use ;."""
    if comma and _COMMA.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _POINT.fullmatch(text) and not (comma and "," in text):
        return Decimal(text.replace(",", ""))
    return None


def _plain(cell: str) -> str:
    """Return the cell without the apostrophe that kept it from being a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@") else text


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else -99


def read(name: str, content: bytes, known: Known) -> Read:
    """Read a CSV or XLSX file; a column that is left out changes nothing."""
    sheet = open_sheet(pack(name, content))
    known = replace(known, comma=sheet.delimiter == ";")
    head = [" ".join(title.casefold().split()) for title in sheet.head]
    missing = [column for column in ("code", "name") if column not in head]
    if missing:
        raise Invalid(
            f"The file has no column “{missing[0]}”.",
            next_step="Take the template: its first row has the names of the columns.",
            errors={"file": [f"A column “{missing[0]}” is missing."]},
        )
    found = Read(ignored=[title for title in head if title not in READ])
    first: dict[str, int] = {}
    for number, cells in sheet.rows:
        if len(first) >= MOST_ROWS:
            words = f"A file holds {MOST_ROWS:,} tasks at most."
            raise Invalid(words, next_step="Split it.", errors={"file": [words]})
        pairs = zip(head, [*cells, *[""] * len(head)], strict=False)
        line = _Line(number, {k: v for k, v in pairs if k in READ}, known, found.faults)
        row = _written(line)
        if row.code in first:
            words = f"“{row.code}” stands in line {first[row.code]} already."
            line.wrong("code", words)
        first.setdefault(row.code or f"line {number}", number)
        found.rows.append(row)
    return found


def _written(line: _Line) -> Written:
    facts: dict[str, Any] = line.served() | _values(line)
    if not facts["name"]:
        line.wrong("name", "Say what is to be done.")
    if "accountable" in line.cells:
        facts["accountable"] = line.person("accountable")
    after = line.after() if "after" in line.cells else None
    return Written(
        line=line.number,
        code=line.code(),
        facts=facts,
        after=after,
        revision=line.revision(),
    )


def _values(line: _Line) -> dict[str, Any]:
    """Read the columns that are there; what is left out of the file stays."""
    found: dict[str, Any] = {}
    for column in line.cells:
        if column in TEXTS:
            name, most = TEXTS[column]
            found[name] = line.words(column, most)
        elif column in NUMBERS:
            name, places, limit = NUMBERS[column]
            found[name] = line.amount(column, places, limit)
        elif column in DAYS:
            found[DAYS[column]] = line.day(column)
        elif column == "start waits":
            found["holds_start"] = line.waits(column)
        elif column in MANY:
            found[column] = line.people(column)
    return found
