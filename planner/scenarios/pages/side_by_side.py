"""The page of scenarios side by side, from what the worker found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from core.charts import ColumnGroup, Columns, ColumnShare, columns
from core.pages import Phrase, Tone
from core.templatetags.shares import about_money, percent
from planner.scenarios.pages.rows import (
    LOAD,
    SHARE,
    Row,
    leading,
    money,
    name_of,
    row,
)
from planner.scenarios.playing import difference, estimate
from planner.scores.models import TONES

Document = Mapping[str, Any]
WORDS = {
    "keepable": "Keepable",
    "at-risk": "At risk",
    "not-keepable": "Not keepable",
}
SURE = 0.0005  # an error below this is not worth a word
TOGETHER, CUSTOMERS, BY_PLANS, VALUE, OPERATIONS = (
    "Kept together",
    "Kept to existing customers",
    "Kept by the plans",
    "Money",
    "Operations",
)


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column: its letter and name, what is supposed in it, and what comes of it."""

    letter: str
    name: str
    author: str
    url: str
    sentences: tuple[str, ...]
    without_effect: tuple[str, ...]
    verdict: str
    tone: Tone
    sentence: str

    @property
    def title(self) -> str:
        return f"{self.letter} · {self.name}" if self.letter else self.name


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
        phrases=_verdict(found, facts),
        heads=tuple(
            _head(number, column, result) for number, column in enumerate(found)
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


# --- Rows -------------------------------------------------------------------------


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


# --- Columns ----------------------------------------------------------------------


def _head(number: int, column: Document, result: Document) -> Head:
    pk = column["scenario"]
    verdict, tone = _verdict_of(column)
    return Head(
        letter=name_of(number) if number else "",
        name=column["name"],
        author=column["author"],
        url=reverse("scenarios:detail", args=[pk]) if pk else "",
        sentences=tuple(column["sentences"]),
        without_effect=tuple(column.get("without_effect", ())),
        verdict=WORDS.get(verdict, "Nothing promised"),
        tone=tone,
        sentence=_sentence(column, result),
    )


def _verdict_of(column: Document) -> tuple[str, Tone]:
    if "all" not in column["each"]:
        return "", "neutral"
    share, policy = estimate(column["each"]["all"]).value, column["policy"]
    verdict = "not-keepable"
    if share >= policy["keepable"]:
        verdict = "keepable"
    elif share >= policy["at_risk"]:
        verdict = "at-risk"
    return verdict, TONES[verdict]


def _sentence(column: Document, result: Document) -> str:
    """Say what becomes of a column: how sure, and what gives way first."""
    if "all" not in column["each"]:
        return "No plan promises anything: only existing customers are served."
    found = estimate(column["each"]["all"])
    asked = percent(column["policy"]["keepable"], 1)
    about = f" (± {percent(2 * found.error, 1)})" if found.error >= SURE else ""
    words = (
        f"All that its plans promise is kept in {percent(found.value, 1)} of "
        f"outcomes{about}; the policy asks for {asked}."
    )
    return words + _narrow(column, result)


def _narrow(column: Document, result: Document) -> str:
    """Name what the promise that is least likely kept runs short of."""
    kept = {
        code: estimate(column["each"][f"kept.{code}"]).value
        for code in column["bottlenecks"]
        if f"kept.{code}" in column["each"]
    }
    if not kept:
        return ""
    narrow = column["bottlenecks"][min(kept, key=lambda code: (kept[code], code))]
    if narrow["first_short_period"] is None:
        return ""
    name = result["facts"]["capabilities"].get(narrow["capability"], {}).get("name")
    week = date.fromisoformat(result["start"]) + timedelta(
        weeks=narrow["first_short_period"]
    )
    return (
        f" {name or narrow['capability']} gives way first, in the week of "
        f"{date_format(week, 'j F')}."
    )


def _verdict(found: Sequence[Document], facts: Document) -> tuple[Phrase, ...]:
    """Say in a sentence which column is worth most among those that are keepable."""
    keepable = [n for n, each in enumerate(found) if _verdict_of(each)[0] == "keepable"]
    if not keepable:
        return _none_keepable(found)
    values = [
        column["each"]["value"] if number in keepable else None
        for number, column in enumerate(found)
    ]
    best = leading(values, money(facts["currency"], 1))
    tempting = _tempting(best[0], found, facts)
    if len(best) > 1:
        names = _listed([name_of(number) for number in best])
        none = "neither" if len(best) == 2 else "none"
        words = f"{names} can be kept, and {none} of them is clearly worth more."
        return (Phrase(words), *tempting)
    worth = about_money(_mean(found[best[0]], "value"), facts["currency"])
    only = "can be kept" if len(keepable) > 1 else "is the only one that can be kept"
    most = " and is worth most" if len(keepable) > 1 else ""
    return (
        Phrase(_titled(best[0], found), "#columns"),
        Phrase(f" {only}{most}: worth "),
        Phrase(worth, "#money"),
        Phrase(", and all its plans promise is kept in "),
        Phrase(percent(_mean(found[best[0]], "all"), 1), "#kept-together", "kept"),
        Phrase(" of outcomes."),
        *tempting,
    )


def _mean(column: Document, key: str) -> float:
    return estimate(column["each"][key]).value


def _tempting(
    best: int, found: Sequence[Document], facts: Document
) -> tuple[Phrase, ...]:
    """Warn of a column that is worth more on paper, and cannot be kept."""
    top = max(range(len(found)), key=lambda n: _mean(found[n], "value"))
    gain = difference(found[best]["each"]["value"], found[top]["each"]["value"])
    broken = _verdict_of(found[top])[0] not in {"keepable", ""}
    if not broken or not gain.is_clear:
        return ()
    return (
        Phrase(" On paper "),
        Phrase(_titled(top, found), "#columns"),
        Phrase(" would be worth more, "),
        Phrase(about_money(_mean(found[top], "value"), facts["currency"]), "#money"),
        Phrase(", and is kept in "),
        Phrase(percent(_mean(found[top], "all"), 1), "#kept-together", "not-kept"),
        Phrase(" of outcomes only."),
    )


def _none_keepable(found: Sequence[Document]) -> tuple[Phrase, ...]:
    promising = [n for n, column in enumerate(found) if "all" in column["each"]]
    if not promising:
        return (Phrase("No column promises anything new."),)
    nearest = max(promising, key=lambda n: estimate(found[n]["each"]["all"]).value)
    share = percent(estimate(found[nearest]["each"]["all"]).value, 1)
    return (
        Phrase("None can be kept", tone="not-kept"),
        Phrase(" as the policy asks. Nearest comes "),
        Phrase(_titled(nearest, found), "#columns"),
        Phrase(": all its plans promise is kept in "),
        Phrase(share, "#kept-together", "not-kept"),
        Phrase(" of outcomes."),
    )


def _titled(number: int, found: Sequence[Document]) -> str:
    name = found[number]["name"]
    return "The company as it is" if number == 0 else f"{name_of(number)}, “{name}”,"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


# --- The chart --------------------------------------------------------------------


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
