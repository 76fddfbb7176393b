"""Which column of a file says what, and what to do with rows that are not plain."""

import re
from collections.abc import Mapping as Keys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from core.refusals import Invalid
from customers.incoming.kinds import PARTS, Holds, Part
from customers.incoming.troubles import TROUBLES

DECIMALS: Final = {"point": "a point: 1,234.56", "comma": "a comma: 1.234,56"}


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """The columns by what they hold, fixed values where no column does, and choices."""

    kind: str
    columns: Keys[str, str] = field(default_factory=dict)
    fixed: Keys[str, str] = field(default_factory=dict)
    choices: Keys[str, str] = field(default_factory=dict)
    decimal: str = "point"

    def document(self) -> dict[str, Any]:
        return {
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "choices": dict(self.choices),
            "decimal": self.decimal,
        }

    def choice(self, trouble: str) -> str:
        """Return what is to be done with rows in this trouble."""
        defaults = {each.name: each.default for each in TROUBLES[self.kind]}
        return self.choices.get(trouble) or defaults[trouble]

    @classmethod
    def read(cls, kind: str, document: Any) -> Self:  # noqa: ANN401  # JSON
        """Read a mapping from JSON; say what is not known."""
        if not isinstance(document, Keys):
            raise Invalid("The mapping is an object.")
        errors: dict[str, list[str]] = {}
        tables = {"columns", "fixed", "choices"}
        for key, value in document.items():
            if key not in tables | {"decimal"}:
                errors[key] = ["There is no such key."]
            elif key in tables and not _is_texts(value):
                errors[key] = ["This is an object of texts."]
        if errors:
            raise Invalid("The mapping is not right.", errors=errors)
        found = {name: value for name, value in document.items() if value}
        mapping = cls(kind=kind, **found)
        mapping._check_names()
        return mapping

    def _check_names(self) -> None:
        parts = {part.name for part in PARTS[self.kind]}
        errors = {
            f"{table}.{name}": ["There is no such fact."]
            for table in ("columns", "fixed")
            for name in getattr(self, table)
            if name not in parts
        }
        errors |= self._wrong_choices()
        if self.decimal not in DECIMALS:
            errors["decimal"] = ["Choose point or comma."]
        if errors:
            raise Invalid("The mapping is not right.", errors=errors)

    def _wrong_choices(self) -> dict[str, list[str]]:
        ways = {each.name: dict(each.ways) for each in TROUBLES[self.kind]}
        errors: dict[str, list[str]] = {}
        for name, way in self.choices.items():
            if name not in ways:
                errors[f"choices.{name}"] = ["There is no such trouble."]
            elif way and way not in ways[name]:
                known = ", ".join(ways[name])
                errors[f"choices.{name}"] = [f"Choose one of: {known}."]
        return errors

    def check(self, columns: Sequence[str]) -> None:
        """Refuse a mapping that does not fit these columns."""
        errors: dict[str, list[str]] = {}
        for part in PARTS[self.kind]:
            name = self.columns.get(part.name, "")
            if name and name not in columns:
                errors[f"columns.{part.name}"] = [f'The file has no column "{name}".']
            elif not name and part.needed and not self.fixed.get(part.name):
                errors[f"columns.{part.name}"] = ["Choose the column."]
        if self.kind == "purchases" and not self._says_amounts():
            errors["columns.amount"] = ["Choose an amount, or quantity and price."]
        if errors:
            raise Invalid("The mapping is not right.", errors=errors)

    def _says_amounts(self) -> bool:
        chosen = {name for name, column in self.columns.items() if column}
        return "amount" in chosen or {"quantity", "price"} <= chosen


def _is_texts(value: object) -> bool:
    return isinstance(value, Keys) and all(
        isinstance(key, str) and isinstance(text, str) for key, text in value.items()
    )


def _plain(name: str) -> str:
    """Write a column's name in one way: "InvoiceNo" as invoice_no."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return "_".join(re.findall(r"[a-z0-9]+", parted.lower()))


def _fits(part: Part, column: Keys[str, Any]) -> bool:
    dated = part.holds in {Holds.DAY, Holds.MOMENT}
    return bool(column["dated"]) == dated


def guess(kind: str, columns: Sequence[Keys[str, Any]]) -> dict[str, Any]:
    """Suggest a mapping from the columns' names and from what is in them."""
    found: dict[str, str] = {}
    for part in PARTS[kind]:
        free = [c for c in columns if c["name"] not in found.values()]
        names = {
            _plain(column["name"]): column["name"]
            for column in reversed(free)
            if _fits(part, column)
        }
        exact = (names[word] for word in part.usual if word in names)
        among = (
            name
            for word in part.usual
            for plain, name in names.items()
            if f"_{word}_" in f"_{plain}_"
        )
        best = next(exact, "") or next(among, "")
        if best:
            found[part.name] = best
    if {"quantity", "price"} <= set(found):
        found.pop("amount", None)
    commas = sum(
        column["comma"]
        for column in columns
        if column["name"]
        in {found.get(p.name) for p in PARTS[kind] if p.holds == Holds.NUMBER}
    )
    return {
        "columns": found,
        "decimal": "comma" if commas > 0 else "point",
        "choices": {"either-date": _either(columns, found)},
    }


def _either(columns: Sequence[Keys[str, Any]], found: Keys[str, str]) -> str:
    """Read dates of two readings as those beside them that have only one."""
    used = [column["dates"] for column in columns if column["name"] in found.values()]
    days = sum(dates.get("dmy", 0) for dates in used)
    months = sum(dates.get("mdy", 0) for dates in used)
    if days == months:
        return ""
    return "day-first" if days > months else "month-first"
