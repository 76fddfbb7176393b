"""A whole draft as one form: its head, its tactics and its assumptions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.queries import company
from planner.plans.content import (
    FORMAT,
    AssumptionContent,
    Known,
    PlanContent,
    TacticContent,
    amount_text,
    code_of,
    free_code,
    money_text,
    with_strategy,
)
from planner.plans.forms.rows import (
    AssumptionForm,
    HeadForm,
    RowForm,
    TacticForm,
)
from planner.plans.forms.typed import Row, rearranged, renumbered, rows
from planner.plans.queries import Choices, choices

PLACE = re.compile(r"(tactics|assumptions)\[(\d+)\]\.(\w+)")
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def _coded(found: Sequence[Row], *, source: str, default: str) -> list[str]:
    """Return a code for each row: its own, or one made of its name."""
    codes: list[str] = []
    for row in found:
        given = row.get("code", [""])[0]
        if not CODE.fullmatch(given) or len(given) > 50:
            name = row.get(source, [""])[0] if source else ""
            given = code_of(name, default=default)
        codes.append(free_code(given, codes))
    return codes


def _with_codes(post: QueryDict) -> QueryDict:
    found = {prefix: rows(post, prefix) for prefix in ("tactics", "assumptions")}
    made = {
        "tactics": _coded(found["tactics"], source="name", default="tactic"),
        "assumptions": _coded(found["assumptions"], source="", default="a1"),
    }
    for prefix, group in found.items():
        for row, code in zip(group, made[prefix], strict=True):
            named = row.get("name", row.get("statement", [""]))[0]
            if named.strip():
                row["code"] = [code]
    return renumbered(post, **found)


def _driver_options(
    tactics: Sequence[tuple[str, str]], offered: Choices
) -> list[tuple[str, Any]]:
    """Group what an assumption may move."""
    groups = (
        ("Demand of a tactic", "demand", tactics),
        ("Capacity of a capability", "capacity", offered.capabilities),
        (
            "Reliability of a promise",
            "reliability",
            [(p.code, p.statement) for p in offered.promises if p.state != "retired"],
        ),
    )
    return [
        (title, [(f"{kind}:{code}", name) for code, name in options])
        for title, kind, options in groups
        if options
    ]


class DraftForms:
    """The head and the rows of one draft, blank, filled or as typed."""

    def __init__(
        self,
        *,
        head: HeadForm,
        tactics: list[TacticForm],
        assumptions: list[AssumptionForm],
        spare: tuple[TacticForm, AssumptionForm],
        known: Known,
    ) -> None:
        self.known = known
        self.head = head
        self.tactics = tactics
        self.assumptions = assumptions
        self.spare_tactic, self.spare_assumption = spare

    @property
    def counting(self) -> dict[str, list[RowForm]]:
        """The rows that are part of the plan, in the order of its document."""
        return {
            "tactics": [row for row in self.tactics if not row.is_blank],
            "assumptions": [row for row in self.assumptions if not row.is_blank],
        }

    def is_valid(self) -> bool:
        forms_ = [self.head, *self.counting["tactics"], *self.counting["assumptions"]]
        checked = [form.is_valid() for form in forms_]  # every one shows its errors
        return all(checked)

    def content(self, department: str) -> PlanContent:
        """Return the document; only after ``is_valid``."""
        head = self.head.cleaned_data
        found = self.counting
        return {
            "format": FORMAT,
            "title": head["title"],
            "objective": head["objective"],
            "department": department,
            "starts_on": head["starts_on"].isoformat(),
            "weeks": head["weeks"],
            "tactics": [tactic_content(row.cleaned_data) for row in found["tactics"]],
            "assumptions": [
                assumption_content(row.cleaned_data) for row in found["assumptions"]
            ],
        }

    def show(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Put what the service found wrong beside its field."""
        found = self.counting
        for place, words in problems.items():
            match = PLACE.fullmatch(place)
            form: forms.Form = self.head
            name: str | None = place
            if match:
                form = found[match[1]][int(match[2])]
                name = match[3]
            for word in words:
                form.add_error(name if name in form.fields else None, word)


def tactic_content(row: Mapping[str, Any]) -> TacticContent:
    content: TacticContent = {
        "code": row["code"],
        "name": row["name"],
        "promises": sorted(row["promises"]),
        "audience": row["audience"],
        "segment": row["segment"],
        "channel": row["channel"],
        "budget": money_text(row["budget"]),
        "margin": money_text(row["margin"]),
        "low": amount_text(row["low"]),
        "likely": amount_text(row["likely"]),
        "high": amount_text(row["high"]),
        "starts": row["starts"],
        "ends": row["ends"],
    }
    return with_strategy(content, row["strategy"])


def assumption_content(row: Mapping[str, Any]) -> AssumptionContent:
    kind, _, target = row["driver"].partition(":")
    return {
        "code": row["code"],
        "statement": row["statement"],
        "driver": {kind: target},
        "probability": amount_text(row["probability"] / 100),
        "if_false": amount_text(row["if_false"]),
        "status": row["status"] or "untested",
        "note": row["note"],
    }


# --- Making the form ------------------------------------------------------------


@dataclass(frozen=True)
class _Maker:
    """Makes rows that share what a draft may name."""

    offered: Choices
    currency: str
    weeks: int
    tactics: Sequence[tuple[str, str]]

    def tactic(self, number: object, **options: Any) -> TacticForm:  # noqa: ANN401
        return TacticForm(
            **options,
            prefix=f"tactics-{number}",
            choices=self.offered,
            currency=self.currency,
            weeks=self.weeks,
        )

    def assumption(self, number: object, **options: Any) -> AssumptionForm:  # noqa: ANN401
        return AssumptionForm(
            **options,
            prefix=f"assumptions-{number}",
            drivers=_driver_options(self.tactics, self.offered),
        )

    def form(
        self,
        head: HeadForm,
        tactics: Sequence[Mapping[str, Any]],
        assumptions: Sequence[Mapping[str, Any]],
    ) -> DraftForms:
        """Make the whole; each row is given as the options of its form."""
        return DraftForms(
            head=head,
            tactics=[self.tactic(n, **row) for n, row in enumerate(tactics)],
            assumptions=[
                self.assumption(n, **row) for n, row in enumerate(assumptions)
            ],
            spare=(self.tactic("__prefix__"), self.assumption("__prefix__")),
            known=self.offered.known,
        )


def _tactic_initial(row: TacticContent) -> dict[str, Any]:
    numbers = {
        name: Decimal(row[name])
        for name in ("budget", "margin", "low", "likely", "high")
    }
    return {**row, **numbers}


def _assumption_initial(row: AssumptionContent) -> dict[str, Any]:
    ((kind, target),) = row["driver"].items()
    return {
        **row,
        "driver": f"{kind}:{target}",
        "probability": Decimal(row["probability"]) * 100,
        "if_false": Decimal(row["if_false"]),
    }


def filled_form(content: PlanContent) -> DraftForms:
    """Return the form of a saved draft, with an empty tactic where it has none."""
    maker = _Maker(
        offered=choices(),
        currency=company().currency,
        weeks=content["weeks"],
        tactics=[(row["code"], row["name"]) for row in content["tactics"]],
    )
    head = {**content, "starts_on": date.fromisoformat(content["starts_on"])}
    return maker.form(
        HeadForm(initial=head),
        [{"initial": _tactic_initial(row)} for row in content["tactics"]] or [{}],
        [{"initial": _assumption_initial(row)} for row in content["assumptions"]],
    )


def _posted_maker(post: QueryDict, weeks: int) -> _Maker:
    named = [
        (row["code"][0], row["name"][0])
        for row in rows(post, "tactics")
        if row.get("code", [""])[0] and row.get("name", [""])[0]
    ]
    return _Maker(
        offered=choices(), currency=company().currency, weeks=weeks, tactics=named
    )


def posted_form(post: QueryDict, *, weeks: int) -> DraftForms:
    """Return the form as it was sent, ready to be checked."""
    coded = _with_codes(post)
    return _posted_maker(coded, weeks).form(
        HeadForm(coded),
        [{"data": coded} for _ in rows(coded, "tactics")],
        [{"data": coded} for _ in rows(coded, "assumptions")],
    )


def typed_form(post: QueryDict, *, weeks: int) -> DraftForms:
    """Return the form as it was typed, with the row added or taken out; unchecked."""
    coded = _with_codes(rearranged(post))

    def typed(row: Row) -> dict[str, Any]:
        several = {"promises": row.get("promises", [])}
        return {"initial": {name: row[name][0] for name in row} | several}

    head = {name: coded.get(name, "") for name in HeadForm.base_fields}
    return _posted_maker(coded, weeks).form(
        HeadForm(initial=head),
        [typed(row) for row in rows(coded, "tactics")],
        [typed(row) for row in rows(coded, "assumptions")],
    )
