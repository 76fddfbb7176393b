"""Every figure that scenarios are compared by, in the order of the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.templatetags.shares import percent
from planner.scenarios.pages.rows import LOAD, SHARE, Row, money, row

Document = Mapping[str, Any]
TOGETHER, CUSTOMERS, BY_PLANS, VALUE, OPERATIONS = (
    "Kept together",
    "Kept to existing customers",
    "Kept by the plans",
    "Money",
    "Operations",
)


def all_rows(result: Document) -> list[Row]:
    """Return every figure of a comparison, in the order of the page."""
    found = result["columns"]
    return [
        row(
            found,
            "all",
            SHARE,
            group=TOGETHER,
            label="All that plans promise is kept",
            hint="how many outcomes of a hundred",
        ),
        *_promise_rows(result, "kept", BY_PLANS, "reaches its target"),
        *_promise_rows(result, "rate", BY_PLANS, "share kept"),
        *_promise_rows(result, "existing", CUSTOMERS, "share kept"),
        *_money_rows(result),
        *_load_rows(result),
    ]


def _keys(found: Sequence[Document], prefix: str) -> list[str]:
    return sorted(
        {k for column in found for k in column["each"] if k.startswith(f"{prefix}.")}
    )


def _promise_rows(result: Document, prefix: str, group: str, what: str) -> list[Row]:
    found, known = result["columns"], result["facts"]["promises"]
    rows = []
    for key in _keys(found, prefix):
        code = key.partition(".")[2]
        fact = known.get(code, {"name": code, "pk": None})
        target = _target(found, code)
        hint = what if target is None else f"{what}; target {percent(target, 1)}"
        rows.append(
            row(
                found,
                key,
                SHARE,
                group=group,
                label=fact["name"],
                hint=hint,
                url=_promise_url(fact["pk"]),
            )
        )
    return rows


def _target(found: Sequence[Document], code: str) -> float | None:
    for column in found:
        for names in ("targets", "existing_targets"):
            if code in column[names]:
                target: float = column[names][code]
                return target
    return None


def _promise_url(pk: int | None) -> str:
    return reverse("promises:detail", args=[pk]) if pk else ""


def _money_rows(result: Document) -> list[Row]:
    found, currency = result["columns"], result["facts"]["currency"]
    told = [
        (
            "value",
            "Worth in all",
            "earned and set apart, less what broken promises cost, less spent",
            1,
        ),
        ("earned", "Profitability", "what kept occasions earn", 1),
        ("apart", "Differentiation", "what kept promises set apart, if valued", 1),
        ("broken", "Loyalty", "what broken promises cost, in customers who leave", 1),
        ("spent", "Spent", "budgets of plans, and initiatives", 0),
        ("at_risk", "Budget at risk", "spent on what may not be kept", -1),
    ]
    return [
        row(found, key, money(currency, better), group=VALUE, label=label, hint=hint)
        for key, label, hint, better in told
    ]


def _load_rows(result: Document) -> list[Row]:
    known = result["facts"]["capabilities"]
    rows = []
    for key in _keys(result["columns"], "peak"):
        code = key.partition(".")[2]
        fact = known.get(code, {"name": code, "pk": None})
        pk = fact["pk"]
        rows.append(
            row(
                result["columns"],
                key,
                LOAD,
                group=OPERATIONS,
                label=fact["name"],
                hint="load of its fullest week, as a share of its capacity",
                url=reverse("operations:capability", args=[pk]) if pk else "",
            )
        )
    return rows
