"""A column's head: what is supposed in it, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from core.pages import Tone
from core.templatetags.shares import percent
from planner.scenarios.pages.rows import name_of
from planner.scenarios.playing import estimate
from planner.scores.models import TONES

Document = Mapping[str, Any]
WORDS = {
    "keepable": "Keepable",
    "at-risk": "At risk",
    "not-keepable": "Not keepable",
}
SURE = 0.0005  # an error below this is not worth a word


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


def head_of(number: int, column: Document, result: Document) -> Head:
    pk = column["scenario"]
    verdict, tone = verdict_of(column)
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


def verdict_of(column: Document) -> tuple[str, Tone]:
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
