"""The sentence over the columns: which is worth most among those that can be kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.pages import Phrase
from core.templatetags.shares import about_money, percent
from planner.scenarios.pages.heads import verdict_of
from planner.scenarios.pages.rows import leading, money, name_of
from planner.scenarios.playing import difference, estimate

Document = Mapping[str, Any]


def conclusion(found: Sequence[Document], facts: Document) -> tuple[Phrase, ...]:
    """Say in a sentence which column is worth most among those that are keepable."""
    keepable = [n for n, each in enumerate(found) if verdict_of(each)[0] == "keepable"]
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
    broken = verdict_of(found[top])[0] not in {"keepable", ""}
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
