"""A ``Case`` back to its document: ``parse_case(case_document(case)) == case``."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from engine import case as parts
from engine.parse import CASE_FORMAT, RENAMED

WRITTEN = {attribute: key for key, attribute in RENAMED.items()}


def case_document(case: parts.Case) -> dict[str, Any]:
    """Write a case as plain dictionaries, lists and numbers, ready for JSON."""
    return {
        "format": CASE_FORMAT,
        **{
            WRITTEN.get(entry.name, entry.name): plain_value(getattr(case, entry.name))
            for entry in fields(case)
            if getattr(case, entry.name) is not None
        },
    }


def plain_value(value: object) -> object:
    """Write one value; absent optional values are left out of their object."""
    if isinstance(value, parts.Driver):
        return {value.kind: value.target}
    if is_dataclass(value):
        return {
            WRITTEN.get(entry.name, entry.name): plain_value(content)
            for entry in fields(value)
            if (content := getattr(value, entry.name)) is not None
        }
    if isinstance(value, tuple):
        return [plain_value(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
