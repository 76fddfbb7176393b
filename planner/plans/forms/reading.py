"""Read a draft form that is still being typed, without saving anything."""

from dataclasses import dataclass, field

from django.http import QueryDict

from planner.plans.content import FORMAT, PlanContent, Problems, content_problems
from planner.plans.forms.draft import (
    PLACE,
    assumption_content,
    posted_form,
    tactic_content,
)
from planner.plans.forms.rows import RowForm, TacticForm, plan_head
from planner.plans.models import Plan


@dataclass(frozen=True)
class Reading:
    """What an unsaved form amounts to, and what was left out of it and why."""

    content: PlanContent
    left_out: list[str] = field(default_factory=list)


def _drop(
    content: PlanContent, problems: Problems
) -> tuple[PlanContent, list[tuple[str, str]]]:
    """Return the document without the rows that problems name, and their names."""
    wrong: dict[tuple[str, int], str] = {}
    for place, words in problems.items():
        if match := PLACE.fullmatch(place):
            wrong.setdefault((match[1], int(match[2])), words[0])
    tactics = [
        row for n, row in enumerate(content["tactics"]) if ("tactics", n) not in wrong
    ]
    assumptions = [
        row
        for n, row in enumerate(content["assumptions"])
        if ("assumptions", n) not in wrong
    ]
    dropped = []
    for (kind, n), why in wrong.items():
        name = (
            content["tactics"][n]["name"]
            if kind == "tactics"
            else content["assumptions"][n]["statement"]
        )
        dropped.append((name, why))
    return {**content, "tactics": tactics, "assumptions": assumptions}, dropped


def _row_name(row: RowForm) -> str:
    kind = "Tactic" if isinstance(row, TacticForm) else "Assumption"
    name = row[row.telling[0]].value()
    return str(name) if name else f"{kind} {row.number}"


def read_content(post: QueryDict, *, plan: Plan) -> Reading:
    """Read a form that is still being typed, without saving anything.

    Rows that are not complete yet don't count and are named in ``left_out``; where
    the head is not readable, the saved plan's stands in.
    """
    form = posted_form(post, weeks=plan.weeks)
    found = form.counting
    left_out = [
        f"{_row_name(row)} does not count yet: look at {row.lacks}."
        for group in found.values()
        for row in group
        if not row.is_valid()
    ]
    form.head.is_valid()
    head = {**plan_head(plan), **form.head.cleaned_data}
    content: PlanContent = {
        "format": FORMAT,
        "title": head["title"],
        "objective": head["objective"],
        "department": plan.department,
        "starts_on": head["starts_on"].isoformat(),
        "weeks": head["weeks"],
        "tactics": [
            tactic_content(r.cleaned_data) for r in found["tactics"] if r.is_valid()
        ],
        "assumptions": [
            assumption_content(r.cleaned_data)
            for r in found["assumptions"]
            if r.is_valid()
        ],
    }
    known = form.known
    for _ in range(3):  # without its tactic an assumption moves nothing either
        problems = content_problems(content, known=known)
        if "starts_on" in problems:
            content["starts_on"] = plan.starts_on.isoformat()
        content, dropped = _drop(content, problems)
        left_out += [f"{name} does not count yet: {why}" for name, why in dropped]
    return Reading(content=content, left_out=left_out)
