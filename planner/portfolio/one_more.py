"""Approve this one more: what falls, for every candidate that was left out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine import portfolio
from planner.portfolio.relating import closure
from planner.portfolio.together import DRAWS, Together, falls, is_waiting, play
from planner.scores.models import Policy

Document = dict[str, Any]


@dataclass
class More:
    """A set, and all that could be approved on top of it, one at a time.

    Each is played through with the set in the same draws. When the ``seconds`` are over
    the rest is ``left``: what is worth most is tried first.
    """

    case: portfolio.PortfolioCase
    facts: Document
    chosen: Sequence[str]
    as_of: date
    seconds: float
    say: Callable[[int, str], None]
    left: int = 0

    def each_left_out(self) -> list[Document]:
        """Return, for every plan and promise that was left out, what falls."""
        out = sorted(
            (
                entry
                for entry in self.case.candidates
                if entry.id not in self.chosen and is_waiting(entry.id, self.facts)
            ),
            key=lambda entry: -entry.worth,
        )
        ends = time.monotonic() + self.seconds
        base = self._play(self.chosen) if out else None
        found = []
        for done, entry in enumerate(out):
            if time.monotonic() > ends:
                self.left = len(out) - done
                break
            counted = f"{done + 1} of {len(out)}"
            self.say(75 + 13 * done // len(out), f"Approving one more: {counted}")
            if row := self._one(entry.id, base):
                found.append(row)
        return found

    def _play(self, names: Sequence[str]) -> Together | None:
        weeks = self.case.horizon.periods
        return play(names, self.facts, as_of=self.as_of, weeks=weeks, draws=DRAWS)

    def _one(self, name: str, base: Together | None) -> Document | None:
        """Play the set through with one more, and with whatever that requires."""
        needs = {entry.id: entry.requires for entry in self.case.candidates}
        taken = [each for each in sorted(closure([name], needs)) if each != name]
        along = [each for each in taken if each not in self.chosen]
        more = self._play((*self.chosen, *along, name))
        if more is None:
            return None
        policy = Policy.objects.current()
        before = base.rates(policy) if base else more.before()
        return {
            "candidate": name,
            "along": along,
            "keep_probability": more.probability,
            "falls": falls(before, more.rates(policy)),
        }
