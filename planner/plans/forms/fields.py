"""Single fields of a draft: a value as a form shows it, and text back to a value."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from planner.plans.content import PlanContent, amount_text, money_text
from planner.plans.forms.rows import AssumptionForm, HeadForm, TacticForm
from planner.plans.merging import Place, flat, place_of

Shown = str | list[str]
FORMS: Mapping[str, type[forms.Form]] = {
    "plan": HeadForm,
    "tactics": TacticForm,
    "assumptions": AssumptionForm,
}
MONEY = ("budget", "margin")
AMOUNTS = ("low", "likely", "high", "if_false")
WHOLE = ("weeks", "starts", "ends")
# What a document may name is ruled by the document, not by the field.
NAMING = ("promises", "segment", "driver")
NOT_TYPED = ("code", "department", "status")  # tests say what came of them


def is_typed(place: Place) -> bool:
    """Tell whether a person fills in this place."""
    fields = FORMS[place.kind].base_fields
    return place.field in fields and place.field not in NOT_TYPED


def shown_value(place: Place, value: Any) -> Shown:  # noqa: ANN401  # of a document
    """Return what the form shows for a value, in the reader's own writing."""
    if place.field == "promises":
        return sorted(value)
    if place.field == "driver":
        return "".join(f"{kind}:{target}" for kind, target in value.items())
    if place.field == "probability":
        return _written(place, Decimal(value) * 100)
    if place.field in (*MONEY, *AMOUNTS):
        return _written(place, Decimal(value))
    return str(value)


def _written(place: Place, value: Decimal) -> str:
    field = FORMS[place.kind].base_fields[place.field]
    return str(field.widget.format_value(field.prepare_value(value)) or "")


def shown_values(content: PlanContent) -> dict[str, Shown]:
    """Return what the form of this draft shows, by place."""
    found: dict[str, Shown] = {}
    for text, value in flat(content).items():
        place = place_of(text)
        if place is not None and is_typed(place):
            found[text] = shown_value(place, value)
    return found


def read_value(place: Place, typed: Shown) -> Any:  # noqa: ANN401  # of a document
    """Return what was typed as the document has it, or raise ValidationError."""
    if place.field == "promises":
        return _several(typed)
    if not isinstance(typed, str):
        raise forms.ValidationError("Give a text.")
    if place.field in NAMING:
        return _named(place.field, typed)
    value = FORMS[place.kind].base_fields[place.field].clean(typed)
    return _as_content(place.field, value)


def _several(typed: object) -> list[str]:
    if not isinstance(typed, list) or not all(isinstance(each, str) for each in typed):
        raise forms.ValidationError("Give a list of promises.")
    return sorted(set(typed))


def _named(field: str, typed: str) -> Any:  # noqa: ANN401
    if field != "driver":
        return typed
    kind, _, target = typed.partition(":")
    if not target:
        raise forms.ValidationError("Choose what it moves.")
    return {kind: target}


def _as_content(field: str, value: Any) -> Any:  # noqa: ANN401
    if field in MONEY:
        return money_text(value)
    if field in AMOUNTS:
        return amount_text(value)
    if field == "probability":
        return amount_text(value / 100)
    if isinstance(value, date):
        return value.isoformat()
    return value


def blank_tactic(name: str, *, code: str, weeks: int) -> dict[str, Any]:
    """Return a tactic of which only the name is known yet."""
    numbers = {**dict.fromkeys(MONEY, "0.00"), "low": "0", "likely": "0", "high": "0"}
    return {
        "code": code,
        "name": name,
        "promises": [],
        "audience": "new",
        "segment": "",
        "channel": "",
        **numbers,
        "starts": 1,
        "ends": weeks,
    }


def blank_assumption(
    statement: str, *, code: str, driver: Mapping[str, str]
) -> dict[str, Any]:
    """Return an assumption of which only this is known; it changes nothing yet."""
    return {
        "code": code,
        "statement": statement,
        "driver": dict(driver),
        "probability": "0.5",
        "if_false": "1",
        "status": "untested",
        "note": "",
    }


def wrong_words(error: forms.ValidationError) -> Sequence[str]:
    return [str(words) for words in error.messages]
