"""Put what hangs together into the case, and name what cannot be chosen for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from planner.portfolio.relating import Relations

Document = dict[str, Any]


@dataclass
class Tied:
    """The candidates that can be chosen at all, and what stands between them."""

    entries: dict[str, Document]
    found: Relations
    exclusions: list[list[str]] = field(default_factory=list)
    held_out: dict[str, Document] = field(default_factory=dict)

    def leave_out(self, code: str, why: str, other: str) -> None:
        del self.entries[code]
        self.held_out[code] = {"why": why, "other": other}

    def is_made(self, code: str) -> bool:
        return code in self.found.made

    @property
    def absent_musts(self) -> list[str]:
        """Name what must be in, and neither competes nor has been chosen already."""
        here = self.entries.keys() | self.found.settled
        return [code for code in self.found.musts if code not in here]


def tie(entries: Iterable[Document], found: Relations) -> Tied:
    """Return the candidates with ``requires`` and ``must`` as the relations have them.

    What requires something that cannot be chosen is left out, and so is what excludes
    something that has been chosen for good. What is approved already stays.
    """
    tied = Tied({entry["id"]: entry for entry in entries}, found)
    _exclude(tied)
    while _leave_one_out(tied):
        pass
    for code, entry in tied.entries.items():
        needed = [n for n in found.needs.get(code, ()) if n in tied.entries]
        if needed:
            entry["requires"] = needed
        if code in found.musts:
            entry["must"] = True
    groups = ([c for c in group if c in tied.entries] for group in tied.exclusions)
    tied.exclusions = [group for group in groups if len(group) > 1]
    return tied


def _exclude(tied: Tied) -> None:
    """Keep the alternatives among which there is still something to choose."""
    for group in tied.found.alternatives:
        chosen = [code for code in group if code in tied.found.settled]
        if not chosen:
            tied.exclusions.append(list(group))
            continue
        for code in group:
            if code in tied.entries and code not in tied.found.settled:
                tied.leave_out(code, "excludes", chosen[0])


def _leave_one_out(tied: Tied) -> bool:
    """Leave out somebody whose prerequisite cannot be met; tell whether there was one."""
    here = tied.entries.keys() | tied.found.settled
    for code in list(tied.entries):
        if tied.is_made(code):
            continue
        for need in tied.found.needs.get(code, ()):
            if need not in here:
                tied.leave_out(code, "requires", need)
                return True
    return False
