"""Tell two documents of a plan apart, in words a colleague understands."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.plans.content import PlanContent

Changes = dict[str, list[Any]]

HEADER = {
    "title": "title",
    "objective": "objective",
    "starts_on": "first day",
    "weeks": "weeks",
}
LABELS = {"if_false": "factor if false", "starts": "first week", "ends": "last week"}
DRIVER_WORDS = {
    "demand": "demand of",
    "capacity": "capacity of",
    "reliability": "reliability of",
}


def _plain(value: Any) -> Any:  # noqa: ANN401  # any value of a document
    if isinstance(value, Mapping):
        return ", ".join(f"{DRIVER_WORDS[kind]} {name}" for kind, name in value.items())
    if isinstance(value, list):
        return ", ".join(value)
    return value


def _rows(
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    kind: str,
    title: str,
) -> Changes:
    old = {row["code"]: row for row in before}
    new = {row["code"]: row for row in after}
    changes: Changes = {}
    for code in [*old, *(code for code in new if code not in old)]:
        name = f"{kind} {code}"
        if code not in new:
            changes[name] = [old[code][title], None]
        elif code not in old:
            changes[name] = [None, new[code][title]]
        else:
            changes |= {
                f"{name}: {LABELS.get(key, key)}": [
                    _plain(old[code][key]),
                    _plain(new[code][key]),
                ]
                for key in new[code]
                if old[code][key] != new[code][key]
            }
    return changes


def content_difference(before: PlanContent, after: PlanContent) -> Changes:
    """Return ``{what: [before, after]}``, rows named by their code."""
    changes: Changes = {
        label: [before[key], after[key]]  # type: ignore[literal-required]
        for key, label in HEADER.items()
        if before[key] != after[key]  # type: ignore[literal-required]
    }
    changes |= _rows(before["tactics"], after["tactics"], "tactic", "name")
    changes |= _rows(
        before["assumptions"], after["assumptions"], "assumption", "statement"
    )
    return changes
