"""The page of scenarios side by side, from what the worker found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.charts import ColumnGroup, Columns, ColumnShare, columns
from core.pages import Phrase
from planner.scenarios.pages.conclusion import conclusion
from planner.scenarios.pages.figures import all_rows
from planner.scenarios.pages.heads import Head, head_of
from planner.scenarios.pages.rows import Row, name_of

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Group:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class SidePage:
    phrases: tuple[Phrase, ...]
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    chart: Columns
    incomplete: Mapping[str, str]
    hidden: int
    currency: str

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(each for group in self.groups for each in group.rows)


def side_by_side(result: Document, *, only_differing: bool = False) -> SidePage:
    """Write the page; ``only_differing`` leaves out the rows that are all the same."""
    found, facts = result["columns"], result["facts"]
    rows = all_rows(result)
    shown = [each for each in rows if each.differs or not only_differing]
    names = list(dict.fromkeys(each.group for each in shown))
    return SidePage(
        phrases=conclusion(found, facts),
        heads=tuple(
            head_of(number, column, result) for number, column in enumerate(found)
        ),
        groups=tuple(
            Group(name=name, rows=tuple(r for r in shown if r.group == name))
            for name in names
        ),
        chart=_chart(rows, result),
        incomplete=facts["incomplete"],
        hidden=len(rows) - len(shown),
        currency=facts["currency"],
    )


def _chart(rows: Sequence[Row], result: Document) -> Columns:
    found = result["columns"]
    groups = []
    for each in rows:
        if each.key != "all" and not each.key.startswith("kept."):
            continue
        shares = tuple(
            ColumnShare(
                name=name_of(number),
                share=cell.number,
                said=cell.text,
                tone=_chance_tone(cell.number, found[number]["policy"]),
            )
            for number, cell in enumerate(each.cells)
        )
        target = found[0]["policy"]["keepable"]
        groups.append(
            ColumnGroup(label=each.label, shares=shares, target=target, url=each.url)
        )
    return columns(
        groups,
        title="How likely each promise reaches its target",
        note="One bar a column, in the order of the heads; the line is what the policy asks today.",
    )


def _chance_tone(share: float | None, policy: Document) -> str:
    if share is None:
        return "neutral"
    if share >= policy["keepable"]:
        return "kept"
    return "at-risk" if share >= policy["at_risk"] else "not-kept"
