"""Tell two documents of a plan apart, in words a colleague understands.

This is the one place that puts differences into words: history, conflicts, taken
counter-offers and drafts made of a scenario all say the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.formats import date_format, number_format

from accounts.queries import company
from core.templatetags.shares import NO_BREAK_SPACE, amount, money, percent
from customers.models import Segment
from operations.models import Capability
from planner.plans.content import PlanContent
from planner.plans.merging import OPTIONAL, Place
from planner.plans.models import Assumption, Audience
from promises.models import Promise

Changes = dict[str, list[Any]]
Row = Mapping[str, Any]
NONE = "none"

HEADER = {
    "title": "title",
    "objective": "objective",
    "starts_on": "first day",
    "weeks": "length",
}
LABELS = {
    "margin": "margin of a kept occasion",
    "low": "low estimate",
    "likely": "likely estimate",
    "high": "high estimate",
    "starts": "first week",
    "ends": "last week",
    "statement": "wording",
    "driver": "what it moves",
    "probability": "chance that it is true",
    "if_false": "factor if it is false",
    "status": "test",
}
PARTS = {
    "tactics": ("tactic", "name"),
    "assumptions": ("assumption", "statement"),
}
DRIVER_WORDS = {
    "demand": "demand of",
    "capacity": "capacity of",
    "reliability": "reliability of",
}


class Names:
    """What the codes of some documents are called: looked up once, if it is asked."""

    def __init__(self, *documents: PlanContent) -> None:
        self.documents = documents

    @cached_property
    def tactics(self) -> dict[str, str]:
        return {row["code"]: row["name"] for row in self._rows("tactics")}

    @cached_property
    def promises(self) -> dict[str, str]:
        codes = {code for row in self._rows("tactics") for code in row["promises"]}
        found = Promise.objects.filter(code__in=codes | self._driven("reliability"))
        return dict(found.values_list("code", "statement"))

    @cached_property
    def segments(self) -> dict[str, str]:
        codes = {row["segment"] for row in self._rows("tactics")}
        found = Segment.objects.filter(code__in=codes)
        return dict(found.values_list("code", "name"))

    @cached_property
    def capabilities(self) -> dict[str, str]:
        found = Capability.objects.filter(code__in=self._driven("capacity"))
        return dict(found.values_list("code", "name"))

    @cached_property
    def currency(self) -> str:
        return company().currency

    def _rows(self, part: str) -> list[Any]:
        return [row for document in self.documents for row in document[part]]  # type: ignore[literal-required]

    def _driven(self, kind: str) -> set[str]:
        drivers = (row["driver"] for row in self._rows("assumptions"))
        return {driver[kind] for driver in drivers if kind in driver}

    def driven(self, kind: str, code: str) -> str:
        """Name what an assumption moves: "demand of “Radio spots”"."""
        called = {
            "demand": lambda: self.tactics,
            "capacity": lambda: self.capabilities,
            "reliability": lambda: self.promises,
        }
        return f"{DRIVER_WORDS[kind]} “{called[kind]().get(code, code)}”"


def content_difference(
    before: PlanContent, after: PlanContent, *, names: Names | None = None
) -> Changes:
    """Return ``{what: [before, after]}`` in words; None where there was, or is, nothing.

    Who compares many documents hands in the ``names`` of all of them.
    """
    names = names or Names(before, after)
    changes: Changes = {
        label: [_said(key, document.get(key), names) for document in (before, after)]
        for key, label in HEADER.items()
        if before.get(key) != after.get(key)
    }
    for part, (kind, title) in PARTS.items():
        rows = [document.get(part) for document in (before, after)]
        changes |= _of_rows(rows[0], rows[1], kind=kind, title=title, names=names)  # type: ignore[arg-type]
    return changes


def _of_rows(
    before: Sequence[Row], after: Sequence[Row], *, kind: str, title: str, names: Names
) -> Changes:
    old = {row["code"]: row for row in before}
    new = {row["code"]: row for row in after}
    called = _called({**new, **old}, kind, title)
    changes: Changes = {}
    for code in [*old, *(code for code in new if code not in old)]:
        if code not in new:
            changes[called[code]] = ["in the plan", None]
        elif code not in old:
            changes[called[code]] = [None, "in the plan"]
        else:
            changes |= {
                f"{called[code]}: {LABELS.get(key, key)}": [
                    _said(key, row.get(key), names) for row in (old[code], new[code])
                ]
                for key in {**old[code], **new[code]}
                if old[code].get(key) != new[code].get(key)
            }
    return changes


def places_by_words(before: PlanContent, after: PlanContent) -> dict[str, str]:
    """Return the place that each change of ``content_difference`` is about."""
    found = {label: f"plan.{key}" for key, label in HEADER.items()}
    for part, (kind, title) in PARTS.items():
        rows = {
            row["code"]: row
            for document in (after, before)
            for row in document[part]  # type: ignore[literal-required]
        }
        for code, called in _called(rows, kind, title).items():
            place = f"{part}.{code}"
            found[called] = place
            for key in (*rows[code], *OPTIONAL):
                found[f"{called}: {LABELS.get(key, key)}"] = f"{place}.{key}"
    return found


def _called(rows: Mapping[str, Row], kind: str, title: str) -> dict[str, str]:
    """Name every row; where two are called the same, their codes tell them apart."""
    often = Counter(row[title] for row in rows.values())
    return {
        code: f"{kind} “{row[title] or code}”"
        + (f" ({code})" if often[row[title]] > 1 else "")
        for code, row in rows.items()
    }


# --- A value in words ------------------------------------------------------------------


def _said(key: str, value: Any, names: Names) -> Any:  # noqa: ANN401  # of a document
    if value in (None, "", []):
        return NONE
    say = SAY.get(key)
    return say(value, names) if say is not None else value


def _listed(codes: Iterable[str], names: Names) -> str:
    return ", ".join(f"“{names.promises.get(code, code)}”" for code in codes)


def _driver(driver: Mapping[str, str], names: Names) -> str:
    return ", ".join(names.driven(kind, code) for kind, code in driver.items())


def _weeks(count: int, _: Names) -> str:
    return f"{count} week{'' if count == 1 else 's'}"


def _a_week(number: str, _: Names) -> str:
    return f"{amount(Decimal(number))} a week"


def _money(value: str, names: Names) -> str:
    """Say money in full: a margin may differ by a cent."""
    exact = Decimal(value)
    if exact == exact.to_integral_value():
        return money(exact, names.currency)
    exactly = number_format(exact, decimal_pos=2, force_grouping=True)
    return f"{exactly}{NO_BREAK_SPACE}{names.currency}"


def _share(value: str, _: Names) -> str:
    exact = Decimal(value)
    return percent(exact, 0 if exact * 100 % 1 == 0 else 2)


SAY: Mapping[str, Callable[[Any, Names], str]] = {
    "starts_on": lambda value, _: date_format(date.fromisoformat(value)),
    "weeks": _weeks,
    "promises": _listed,
    "audience": lambda value, _: str(Audience(value).label).lower(),
    "segment": lambda value, names: names.segments.get(value, value),
    "budget": _money,
    "margin": _money,
    "low": _a_week,
    "likely": _a_week,
    "high": _a_week,
    "starts": lambda value, _: f"week {value}",
    "ends": lambda value, _: f"week {value}",
    "driver": _driver,
    "probability": _share,
    "if_false": lambda value, _: f"× {amount(Decimal(value))}",
    "status": lambda value, _: str(Assumption.Status(value).label).lower(),
}


# --- A place in words ------------------------------------------------------------------


def place_words(place: Place, *contents: PlanContent) -> str:
    """Name a place for a reader: "Tactic “Spring mailing”: budget", "First day"."""
    if place.kind == "plan":
        return HEADER.get(place.field, place.field).capitalize()
    if not place.code:
        return f"The order of the {place.kind}"
    kind, title = PARTS[place.kind]
    names = (
        str(row[title])
        for content in contents
        for row in content[place.kind]  # type: ignore[literal-required]
        if row["code"] == place.code
    )
    row = f"{kind.capitalize()} “{next(names, place.code)}”"
    field = LABELS.get(place.field, place.field.replace("_", " "))
    return f"{row}: {field}" if field else row


def value_words(place: Place, value: Any, names: Names) -> str:  # noqa: ANN401
    """Say what somebody wrote at a place; None is a row that is not there."""
    if value is None:
        return "that it goes"
    if place.code and not place.field:
        return "that it stays"
    if not place.field:  # an order of rows
        return ", ".join(value)
    said = _said(place.field, value, names)
    return "nothing" if said == NONE else f"“{said}”"
