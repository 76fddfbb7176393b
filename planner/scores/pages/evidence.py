"""Read the evidence of a score: names for codes, and the figures behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse

from core.pages import Tone
from planner.scores.pages import words
from planner.scores.pages.holding import mean_of, waiting_shares

TONES: Mapping[str, Tone] = {
    "keepable": "kept",
    "at-risk": "at-risk",
    "not-keepable": "not-kept",
}
AUDIENCES = {
    "new": "new customers",
    "existing": "existing customers",
    "lapsed": "lapsed customers",
}


def address(name: str, *keys: object) -> str:
    """Return where a thing's own page is; nothing if it has none."""
    if None in keys:
        return ""
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Evidence:
    """A document of format ``score-evidence/1``, as questions a page asks of it."""

    document: Mapping[str, Any]

    @property
    def result(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["result"]
        return found

    @property
    def case(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["case"]
        return found

    @property
    def currency(self) -> str:
        return str(self.document["currency"])

    @property
    def tone(self) -> Tone:
        return TONES[self.result["verdict"]]

    @property
    def keepable(self) -> float:
        return float(self.case.get("policy", {}).get("keepable", 0.9))

    @property
    def at_risk(self) -> float:
        return float(self.case.get("policy", {}).get("at_risk", 0.6))

    @property
    def everyone_waits(self) -> bool:
        return bool(self.case.get("policy", {}).get("who_waits") == "everyone")

    @property
    def periods(self) -> int:
        return int(self.case["horizon"]["periods"])

    @property
    def scored_at(self) -> datetime | None:
        """Return when it was scored; an inquiry is answered and not kept."""
        text = self.document.get("scored_at")
        return datetime.fromisoformat(text) if text else None

    # --- Names ---------------------------------------------------------------

    def statement(self, promise: str) -> str:
        named = self.document["promises"].get(promise)
        return words.quoted(named["statement"]) if named else promise

    def promise_url(self, promise: str) -> str:
        return address("promises:detail", self._id("promises", promise))

    def capability(self, code: str) -> str:
        named = self.document["capabilities"].get(code)
        return str(named["name"]) if named else code

    def capability_url(self, code: str) -> str:
        return address("operations:capability", self._id("capabilities", code))

    def unit(self, capability: str) -> str:
        return str(self.capabilities[capability].get("unit", "unit"))

    def tactic(self, code: str) -> str:
        return str(self.tactics[code]["name"]) if code in self.tactics else code

    def assumption(self, code: str) -> str:
        named = self.assumptions.get(code)
        return words.quoted(named["statement"]) if named else code

    def initiative(self, code: str) -> str:
        named = self.document.get("initiatives", {}).get(code)
        return words.quoted(named["name"]) if named else code

    def _id(self, kind: str, code: str) -> object:
        return self.document[kind].get(code, {}).get("id")

    # --- Rows by their codes -------------------------------------------------

    @cached_property
    def capabilities(self) -> dict[str, Mapping[str, Any]]:
        return {row["id"]: row for row in self.case["capabilities"]}

    @cached_property
    def promises(self) -> dict[str, Mapping[str, Any]]:
        return {row["id"]: row for row in self.case["promises"]}

    @cached_property
    def scored(self) -> dict[str, Mapping[str, Any]]:
        return {row["id"]: row for row in self.result["promises"]}

    @cached_property
    def drafted(self) -> dict[str, Mapping[str, Any]]:
        """Return the tactics as the case has them, with numbers."""
        return {row["id"]: row for row in self.case["plan"]["tactics"]}

    @cached_property
    def tactics(self) -> dict[str, Mapping[str, Any]]:
        """Return the tactics as the director wrote them, with names."""
        return {row["code"]: row for row in self.document["content"]["tactics"]}

    @cached_property
    def assumptions(self) -> dict[str, Mapping[str, Any]]:
        return {row["code"]: row for row in self.document["content"]["assumptions"]}

    @cached_property
    def waiting_shares(self) -> dict[str, list[float]] | None:
        """Return what waits of other plans' load; nothing where it was not kept."""
        undecided = self.document.get("undecided")
        return None if undecided is None else waiting_shares(self.case, undecided)

    # --- Figures -------------------------------------------------------------

    def occasions_a_week(self, tactic: str) -> float:
        """Return the mean of the estimate over its weeks: (low + 4 × likely + high) ÷ 6."""
        weeks = self.weeks_of(tactic)
        return self._expected(tactic) / len(weeks) if weeks else 0.0

    def weeks_of(self, tactic: str) -> range:
        row = self.drafted[tactic]
        return range(row["starts"], row["ends"] + 1)

    def occasions(self, promise: str) -> float:
        """Return how often the plan expects to make a promise, as estimated."""
        return sum(
            self._expected(code)
            for code, tactic in self.drafted.items()
            if promise in tactic["promises"]
        )

    def _expected(self, tactic: str) -> float:
        estimate = self.drafted[tactic]["occasions"]
        return sum(mean_of(estimate, week) for week in self.weeks_of(tactic))

    def audience(self, promise: str) -> str:
        """Name who hears a promise: one audience, or customers at large."""
        heard = {
            tactic["audience"]
            for tactic in self.drafted.values()
            if promise in tactic["promises"]
        }
        return AUDIENCES[heard.pop()] if len(heard) == 1 else "customers"

    @property
    def weakest(self) -> Mapping[str, Any]:
        """Return the promise that is least likely to reach its target."""
        found: Mapping[str, Any] = min(
            self.result["promises"], key=lambda row: row["keep_probability"]["value"]
        )
        return found

    def is_staffed(self, capability: str) -> bool:
        return "staffed" in self.capabilities[capability]
