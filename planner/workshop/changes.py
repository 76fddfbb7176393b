"""What one browser changed, made to the document that it was made from.

A change is ``{"place": "tactics.spring.budget", "value": "20,000"}``,
``{"add": "tactics", "values": {"name": "Radio"}}`` or ``{"remove": "tactics.spring"}``;
values are as the form shows them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms

from planner.plans.content import (
    Known,
    PlanContent,
    code_of,
    content_problems,
    free_code,
)
from planner.plans.forms.fields import (
    blank_assumption,
    blank_tactic,
    is_typed,
    read_value,
    wrong_words,
)
from planner.plans.merging import OPTIONAL, Place, place_of

MOST_CHANGES = 200
_PROBLEM = re.compile(r"(tactics|assumptions)\[(\d+)\]\.(\w+)")

Change = Mapping[str, Any]


@dataclass
class Made:
    """A document with the changes that could be made to it, and why not the others."""

    content: PlanContent
    errors: dict[str, list[str]] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)  # changed, and not refused
    added: list[str] = field(default_factory=list)


def make(base: PlanContent, changes: Sequence[Change], *, known: Known) -> Made:
    """Make what can be made; what is not right is left out and named by its place."""
    wrong: dict[str, list[str]] = {}
    made = _made(base, changes, wrong)
    for _ in range(len(changes) + 1):
        problems = content_problems(made.content, known=known)
        found = _blamed(made, problems)
        if not found:
            break
        wrong |= found
        made = _made(base, changes, wrong)
    return made


def _made(
    base: PlanContent, changes: Sequence[Change], wrong: Mapping[str, list[str]]
) -> Made:
    made = Made(content=cast("PlanContent", _copied(base)), errors=dict(wrong))
    for change in changes:
        if "add" in change:
            _add(made, change)
        elif "remove" in change:
            _remove(made, str(change["remove"]))
        else:
            _set(made, str(change.get("place", "")), change.get("value"))
    return made


def _copied(base: PlanContent) -> dict[str, Any]:
    return {
        **base,
        "tactics": [dict(row) for row in base["tactics"]],
        "assumptions": [dict(row) for row in base["assumptions"]],
    }


def _refuse(made: Made, place: str, *words: str) -> None:
    made.errors.setdefault(place[:120], list(words))


def _row(made: Made, place: Place) -> dict[str, Any] | None:
    rows = cast("list[dict[str, Any]]", made.content[place.kind])  # type: ignore[literal-required]
    return next((row for row in rows if row["code"] == place.code), None)


def _set(made: Made, text: str, typed: Any) -> None:  # noqa: ANN401  # any JSON
    place = place_of(text)
    if place is None or not place.field or not is_typed(place):
        return _refuse(made, text, "There is no such field in a plan.")
    target = cast("dict[str, Any] | None", made.content)
    if place.kind != "plan":
        target = _row(made, place)
    if target is None:
        return _refuse(made, text, "It was taken out.")
    if text in made.errors:
        return None
    try:
        _put(target, place, read_value(place, typed))
    except forms.ValidationError as error:
        return _refuse(made, text, *wrong_words(error))
    made.places.add(text)
    return None


def _put(row: dict[str, Any], place: Place, value: Any) -> None:  # noqa: ANN401
    """Let a row say it; what is only there where it is filled in goes when emptied."""
    if value == "" and place.field in OPTIONAL:
        row.pop(place.field, None)
    else:
        row[place.field] = value


def _remove(made: Made, text: str) -> None:
    place = place_of(text)
    if place is None or place.field or not place.code:
        return _refuse(made, text, "There is no such row in a plan.")
    made.places.add(text)
    content = cast("dict[str, Any]", made.content)
    rows = content[place.kind]
    content[place.kind] = [row for row in rows if row["code"] != place.code]
    if place.kind == "tactics":  # what only moved it goes with it
        content["assumptions"] = [
            row
            for row in content["assumptions"]
            if row["driver"].get("demand") != place.code
        ]
    return None


def _add(made: Made, change: Change) -> None:
    kind, values = change["add"], change.get("values")
    if kind not in ("tactics", "assumptions") or not isinstance(values, Mapping):
        return _refuse(made, "add", "Add a tactic with its name, or an assumption.")
    title = "name" if kind == "tactics" else "statement"
    place = Place(kind, "", title)
    rows = made.content[kind]  # type: ignore[literal-required]
    at = f"add.{kind}"
    if at in made.errors:
        return None
    try:
        text = read_value(place, values.get(title, ""))
        row = _blank(made, kind, text, values)
        for name, value in values.items():
            at_field = Place(kind, row["code"], str(name))
            if is_typed(at_field):
                _put(row, at_field, read_value(at_field, value))
    except forms.ValidationError as error:
        return _refuse(made, at, *wrong_words(error))
    rows.append(row)
    made.added.append(f"{kind}.{row['code']}")
    return None


def _blank(
    made: Made, kind: str, title: str, values: Mapping[str, Any]
) -> dict[str, Any]:
    taken = {row["code"] for row in made.content[kind]}  # type: ignore[literal-required]
    if kind == "tactics":
        code = code_of(title, default="tactic")
        weeks = made.content["weeks"]
        return blank_tactic(title, code=free_code(code, taken), weeks=weeks)
    driver = read_value(Place(kind, "", "driver"), values.get("driver", ""))
    return blank_assumption(title, code=free_code("a1", taken), driver=driver)


def _blamed(made: Made, problems: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Say which changes are to blame for what is wrong with the document."""
    found: dict[str, list[str]] = {}
    for place, words in problems.items():
        for blamed in _to_blame(made, place):
            found.setdefault(blamed, []).extend(words)
    return found


def _to_blame(made: Made, problem: str) -> list[str]:
    match = _PROBLEM.fullmatch(problem)
    if not match:
        place = f"plan.{problem}"
        return [place] if place in made.places else [f"add.{problem}"]
    code = made.content[match[1]][int(match[2])]["code"]  # type: ignore[literal-required]
    row = f"{match[1]}.{code}"
    if row in made.added:
        return [f"add.{match[1]}"]
    if f"{row}.{match[3]}" in made.places:
        return [f"{row}.{match[3]}"]
    # Another field of the row, or the plan's length, made it wrong.
    others = [place for place in made.places if place.startswith(f"{row}.")]
    return sorted(others) or sorted(made.places & {"plan.weeks"})
