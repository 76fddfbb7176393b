"""Which column of a file says what, as a person or another system laid it down."""

from collections.abc import Mapping as Keys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from core.dates import FORMATS
from core.refusals import Invalid

BARE_DATES = {"end": "the end of that day", "start": "the start of that day"}

# What columns of each role are called, the best name first.
USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "promise_column": ("promise",),
    "reference_column": ("reference", "order_id", "order", "ticket", "number", "id"),
    "customer_column": ("customer_id", "customer", "client"),
    "segment_column": ("segment",),
    "promised_column": (
        "promised",
        "purchase",
        "purchased",
        "ordered",
        "placed",
        "created",
        "opened",
        "order_date",
    ),
    "due_column": ("due", "estimated", "deadline", "expected"),
    "done_column": (
        "done",
        "delivered_customer",
        "delivered",
        "completed",
        "closed",
        "resolved",
        "finished",
    ),
}
DATES = ("promised", "due", "done")


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """The columns of a file of outcomes, and how its dates are written.

    Either one promise for the whole file or a column of promise codes; a segment
    likewise, or none.
    """

    promise: str = ""
    promise_column: str = ""
    reference_column: str = ""
    customer_column: str = ""
    segment: str = ""
    segment_column: str = ""
    promised_column: str = ""
    promised_format: str = "iso"
    due_column: str = ""
    due_format: str = "iso"
    done_column: str = ""
    done_format: str = "iso"
    time_zone: str = "UTC"
    bare_date: str = "end"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def document(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def read(cls, document: Any) -> Self:  # noqa: ANN401  # JSON
        """Read a mapping from JSON; say what is not known."""
        if not isinstance(document, Keys):
            raise Invalid("The mapping is an object of column names.")
        known = {part.name for part in fields(cls)}
        errors = {
            key: ["There is no such key."] for key in document if key not in known
        }
        for key, value in document.items():
            if key in known and not isinstance(value, str):
                errors[key] = ["This is text."]
        if errors:
            raise Invalid("The mapping is not right.", errors=errors)
        return cls(**document)

    def check(self, columns: Sequence[str]) -> None:
        """Refuse a mapping that does not fit these columns."""
        errors = self._wrong_columns(columns) | self._wrong_choices()
        if errors:
            raise Invalid("The mapping is not right.", errors=errors)

    def _wrong_columns(self, columns: Sequence[str]) -> dict[str, list[str]]:
        errors: dict[str, list[str]] = {}
        needed = {"reference_column", *(f"{role}_column" for role in DATES)}
        for role in USUAL_NAMES:
            name = getattr(self, role)
            if name and name not in columns:
                errors[role] = [f'The file has no column "{name}".']
            elif not name and role in needed:
                errors[role] = ["Choose the column."]
        return errors

    def _wrong_choices(self) -> dict[str, list[str]]:
        errors = {}
        if bool(self.promise) == bool(self.promise_column):
            errors["promise"] = ["Choose one promise, or a column of promise codes."]
        if self.segment and self.segment_column:
            errors["segment"] = ["Choose one segment, or a column of segment codes."]
        for role in DATES:
            if getattr(self, f"{role}_format") not in FORMATS:
                errors[f"{role}_format"] = ["Choose how the dates are written."]
        if self.time_zone not in available_timezones():
            errors["time_zone"] = ["There is no such time zone: Europe/Berlin"]
        if self.bare_date not in BARE_DATES:
            errors["bare_date"] = ["Choose end or start."]
        return errors


def _says(name: str, word: str) -> bool:
    """Tell whether a column's name contains the word, whole."""
    plain = "_".join(name.lower().replace("-", " ").replace("_", " ").split())
    return f"_{word}_" in f"_{plain}_"


def guess(columns: Sequence[Keys[str, Any]]) -> dict[str, str]:
    """Suggest a mapping from the names of the columns and what is in them.

    A date format is left out where the dates can be read in two ways.
    """
    found: dict[str, str] = {}
    dated = [column for column in columns if column["formats"]]
    for role, usual in USUAL_NAMES.items():
        among = dated if role.removesuffix("_column") in DATES else columns
        names = [column["name"] for column in among]
        free = [name for name in names if name not in found.values()]
        best = next((n for word in usual for n in free if _says(n, word)), "")
        if best:
            found[role] = best
    for role in DATES:
        chosen = next(
            (c for c in dated if c["name"] == found.get(f"{role}_column")), None
        )
        if chosen and len(chosen["formats"]) == 1:
            found[f"{role}_format"] = chosen["formats"][0]
    return found
