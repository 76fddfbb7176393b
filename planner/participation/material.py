"""Which changes of a plan make an answer old.

A better title, another wording of the objective or a name do not; what is promised,
to whom, when, for how much and on what belief does.
"""

from collections.abc import Mapping
from typing import Any, cast

from planner.plans.content import PlanContent
from planner.plans.differences import Names, content_difference

WORDING = {
    "": {"format", "title", "objective", "department"},
    "tactics": {"name", "channel", "strategy"},
    "assumptions": {"note"},
}


def _without(row: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def material(content: PlanContent) -> dict[str, Any]:
    """Return the plan without its wording, in an order that does not matter."""
    found = _without(content, WORDING[""])
    for part in ("tactics", "assumptions"):
        rows = [_without(row, WORDING[part]) for row in found[part]]
        found[part] = sorted(rows, key=lambda row: str(row["code"]))
    for row in found["tactics"]:
        row["promises"] = sorted(row["promises"])
    return found


def is_same(seen: PlanContent, now: PlanContent) -> bool:
    """Tell whether who agreed to the one has agreed to the other."""
    return material(seen) == material(now)


def told(
    seen: PlanContent, now: PlanContent, *, most: int = 6, names: Names | None = None
) -> list[str]:
    """Say what has changed since, a line each: "weeks: 8 → 12"."""
    lines = [
        f"{what}: {_shown(before)} → {_shown(after)}"
        for what, (before, after) in content_difference(
            reworded(seen, now), now, names=names
        ).items()
    ]
    more = len(lines) - most
    return lines if more <= 0 else [*lines[:most], f"and {more} more"]


def reworded(seen: PlanContent, now: PlanContent) -> PlanContent:
    """Return what was seen in the words of now: only what matters differs then."""
    found: dict[str, Any] = {**seen, **_only(now, WORDING[""])}
    for part in ("tactics", "assumptions"):
        words = {row["code"]: _only(row, WORDING[part]) for row in _rows(now, part)}
        found[part] = [
            {**row, **words.get(row["code"], {})} for row in _rows(seen, part)
        ]
    return cast("PlanContent", found)


def _rows(content: PlanContent, part: str) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", content[part])  # type: ignore[literal-required]


def _only(row: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def _shown(value: Any) -> str:  # noqa: ANN401  # any value of a document
    return "nothing" if value in (None, "") else str(value)[:120]
