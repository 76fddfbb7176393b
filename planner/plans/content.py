"""The plan as a document: what a version freezes and an unsaved form amounts to.

``plan-content/1`` names promises, segments and capabilities by their codes, writes
money and amounts as decimal text, and counts weeks from 1. The same plan always
makes the same document, whether it came from rows, from a form or over REST.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, NotRequired, TypedDict

from django.utils.text import slugify

from core.texts import is_storable

FORMAT: Final = "plan-content/1"
MAX_ROWS: Final = 100
MAX_WEEKS: Final = 104
MOST_STRATEGY: Final = 120
AUDIENCES: Final = ("new", "existing", "lapsed")
STATUSES: Final = ("untested", "supported", "refuted")
DRIVERS: Final = ("demand", "capacity", "reliability")

DriverKind = Literal["demand", "capacity", "reliability"]


class TacticContent(TypedDict):
    code: str
    name: str
    promises: list[str]
    audience: str
    segment: str
    channel: str
    budget: str
    margin: str
    low: str
    likely: str
    high: str
    starts: int
    ends: int
    strategy: NotRequired[str]  # only where a tactic names one


class AssumptionContent(TypedDict):
    code: str
    statement: str
    driver: dict[str, str]
    probability: str
    if_false: str
    status: str
    note: str


class PlanContent(TypedDict):
    format: str
    title: str
    objective: str
    department: str
    starts_on: str
    weeks: int
    tactics: list[TacticContent]
    assumptions: list[AssumptionContent]


@dataclass(frozen=True, kw_only=True)
class Known:
    """The codes that a plan may name."""

    promises: frozenset[str]
    segments: frozenset[str]
    capabilities: frozenset[str]


Problems = dict[str, list[str]]


def amount_text(amount: Decimal) -> str:
    """Write an amount without needless noughts: ``300``, ``0.7``."""
    return format(amount.normalize() + 0, "f")


def money_text(amount: Decimal) -> str:
    """Write money to the hundredth: ``20000.00``."""
    return format(amount.quantize(Decimal("0.01")), "f")


def with_strategy(tactic: TacticContent, strategy: str) -> TacticContent:
    """Let a tactic name its strategy; one without says nothing of it.

    So do versions that were frozen before tactics had strategies.
    """
    words = strategy.strip()
    if words:
        tactic["strategy"] = words
    return tactic


def free_code(wanted: str, taken: Iterable[str]) -> str:
    """Return the code, or the code with the first number that makes it new."""
    taken = set(taken)
    code, number = wanted, 2
    while code in taken:
        code = f"{wanted[:45]}-{number}"
        number += 1
    return code


def code_of(words: str, *, default: str) -> str:
    """Make a code of a name: small letters, digits and single hyphens."""
    made = re.sub(r"[-_]+", "-", slugify(words))[:45].strip("-")
    return made if _CODE.fullmatch(made) else default


# --- What is wrong with a document -------------------------------------------

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.([0-9]{1,4}))?", re.ASCII)


class _Reader:
    """Collect what is wrong, by place."""

    def __init__(self) -> None:
        self.problems: Problems = {}

    def wrong(self, place: str, words: str) -> None:
        self.problems.setdefault(place, []).append(words)

    def text(
        self,
        row: Mapping[str, Any],
        name: str,
        place: str,
        *,
        most: int,
        least: int = 1,
    ) -> None:
        value = row.get(name)
        place = f"{place}{name}"
        if not isinstance(value, str):
            return self.wrong(place, "Give a text.")
        if not is_storable(value):
            return self.wrong(place, "There is a character in it that is not text.")
        if len(value.strip()) < least:
            return self.wrong(place, "Fill this in.")
        if len(value) > most:
            return self.wrong(place, f"Use at most {most:,} characters.")
        return None

    def code(self, row: Mapping[str, Any], place: str, seen: set[str]) -> None:
        value = row.get("code")
        if not isinstance(value, str) or len(value) > 50 or not _CODE.fullmatch(value):
            self.wrong(
                f"{place}code",
                "Use up to 50 small letters, digits and single hyphens: spring-mail",
            )
        elif value in seen:
            self.wrong(f"{place}code", f"{value} stands twice.")
        else:
            seen.add(value)

    def whole(
        self, row: Mapping[str, Any], name: str, place: str, *, most: int
    ) -> int | None:
        value = row.get(name)
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and 1 <= value <= most
        ):
            return value
        self.wrong(f"{place}{name}", f"Give a whole number from 1 to {most}.")
        return None

    def number(
        self,
        row: Mapping[str, Any],
        name: str,
        place: str,
        *,
        places: int,
        most: Decimal,
    ) -> Decimal | None:
        value = row.get(name)
        found = _DECIMAL.fullmatch(value) if isinstance(value, str) else None
        if not found or len(found[1] or "") > places or Decimal(found[0]) > most:
            self.wrong(
                f"{place}{name}",
                f"Give a number from 0 to {most:,f} with at most {places} decimals.",
            )
            return None
        return Decimal(found[0])

    def choice(
        self,
        row: Mapping[str, Any],
        name: str,
        place: str,
        options: tuple[str, ...],
    ) -> None:
        if row.get(name) not in options:
            self.wrong(f"{place}{name}", f"Choose one of: {', '.join(options)}.")

    def rows(self, content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        found = content.get(name)
        if not isinstance(found, list) or not all(
            isinstance(r, Mapping) for r in found
        ):
            self.wrong(name, "Give a list of objects.")
            return []
        if len(found) > MAX_ROWS:
            self.wrong(name, f"At most {MAX_ROWS} fit in one plan.")
            return []
        return found


MONEY_MOST = Decimal("999999999999.99")
AMOUNT_MOST = Decimal("99999999999.999")


def _check_header(read: _Reader, content: Mapping[str, Any]) -> int | None:
    if content.get("format") != FORMAT:
        read.wrong("format", f"This must be {FORMAT}.")
    read.text(content, "title", "", most=120)
    read.text(content, "objective", "", most=5000)
    try:
        day = date.fromisoformat(str(content.get("starts_on")))
    except ValueError:
        read.wrong("starts_on", "Give a day as 2026-01-05.")
    else:
        if day.weekday():
            read.wrong("starts_on", "Weeks begin on Mondays: choose a Monday.")
        if not 2000 <= day.year <= 2100:
            read.wrong("starts_on", "Choose a year from 2000 to 2100.")
    return read.whole(content, "weeks", "", most=MAX_WEEKS)


def _check_promises(
    read: _Reader, row: Mapping[str, Any], at: str, known: Known
) -> None:
    promises = row.get("promises")
    if not isinstance(promises, list) or not all(isinstance(p, str) for p in promises):
        read.wrong(f"{at}promises", "Give a list of promise codes.")
        return
    for code in promises:
        if code not in known.promises:
            read.wrong(f"{at}promises", f"There is no promise {code[:60]!r}.")
    if len(set(promises)) != len(promises):
        read.wrong(f"{at}promises", "A promise stands twice.")


def _check_weeks(
    read: _Reader, row: Mapping[str, Any], at: str, weeks: int | None
) -> None:
    starts = read.whole(row, "starts", at, most=MAX_WEEKS)
    ends = read.whole(row, "ends", at, most=MAX_WEEKS)
    if starts and ends and ends < starts:
        read.wrong(f"{at}ends", "The last week is before the first.")
    elif ends and weeks and ends > weeks:
        read.wrong(f"{at}ends", f"The plan has {weeks} weeks: end by then.")


def _check_tactic(
    read: _Reader, row: Mapping[str, Any], at: str, known: Known, weeks: int | None
) -> None:
    read.text(row, "name", at, most=120)
    read.text(row, "channel", at, most=60, least=0)
    if "strategy" in row:
        read.text(row, "strategy", at, most=MOST_STRATEGY)
    read.choice(row, "audience", at, AUDIENCES)
    segment = row.get("segment")
    if not isinstance(segment, str) or (segment and segment not in known.segments):
        read.wrong(f"{at}segment", "There is no such segment.")
    for name in ("budget", "margin"):
        read.number(row, name, at, places=2, most=MONEY_MOST)
    estimate = [
        read.number(row, name, at, places=3, most=AMOUNT_MOST)
        for name in ("low", "likely", "high")
    ]
    points = [point for point in estimate if point is not None]
    if points != sorted(points):
        read.wrong(f"{at}likely", "Estimates go up: low, likely, high.")
    _check_promises(read, row, at, known)
    _check_weeks(read, row, at, weeks)


def _check_driver(
    read: _Reader, row: Mapping[str, Any], at: str, targets: Mapping[str, Any]
) -> None:
    driver = row.get("driver")
    if not isinstance(driver, Mapping) or len(driver) != 1:
        read.wrong(f"{at}driver", f"Name one driver: {', '.join(DRIVERS)}.")
        return
    ((kind, target),) = driver.items()
    if kind not in DRIVERS:
        read.wrong(f"{at}driver", f"Name one driver: {', '.join(DRIVERS)}.")
    elif not isinstance(target, str) or target not in targets[kind]:
        words = {"demand": "tactic", "capacity": "capability", "reliability": "promise"}
        read.wrong(
            f"{at}driver", f"There is no {words[kind]} {str(target)[:60]!r} to move."
        )


def content_problems(content: Mapping[str, Any], *, known: Known) -> Problems:
    """Say what is wrong with a document, by place (``tactics[0].budget``).

    A draft may still lack tactics or promises; only a submission asks for them.
    """
    read = _Reader()
    weeks = _check_header(read, content)
    codes: set[str] = set()
    for number, row in enumerate(read.rows(content, "tactics")):
        at = f"tactics[{number}]."
        read.code(row, at, codes)
        _check_tactic(read, row, at, known, weeks)
    targets = {
        "demand": codes,
        "capacity": known.capabilities,
        "reliability": known.promises,
    }
    seen: set[str] = set()
    for number, row in enumerate(read.rows(content, "assumptions")):
        at = f"assumptions[{number}]."
        read.code(row, at, seen)
        read.text(row, "statement", at, most=200)
        read.text(row, "note", at, most=5000, least=0)
        read.choice(row, "status", at, STATUSES)
        read.number(row, "probability", at, places=4, most=Decimal(1))
        read.number(row, "if_false", at, places=4, most=Decimal(100))
        _check_driver(read, row, at, targets)
    return read.problems


_PLACE = re.compile(r"(tactics|assumptions)\[(\d+)\]\.(\w+)")


def place_name(content: PlanContent, place: str) -> str:
    """Name a place for a reader: ``tactics[0].ends`` is "Spring mailing: ends"."""
    match = _PLACE.fullmatch(place)
    if not match:
        return place.replace("_", " ").capitalize()
    number, field = int(match[2]), match[3].replace("_", " ")
    if match[1] == "tactics":
        return f"{content['tactics'][number]['name']}: {field}"
    return f"{content['assumptions'][number]['statement']}: {field}"
