"""What does not go together, in sentences: who and what, when, by how much."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.pages import Tone
from core.templatetags.shares import percent
from planner.scheduling.facts import PlanFacts
from planner.scheduling.pages import words
from planner.scheduling.worked import Conflict, Worked


@dataclass(frozen=True, kw_only=True)
class ConflictLine:
    """A conflict; ``state`` says whether the schedule has resolved it."""

    text: str
    state: str
    tone: Tone
    kind: str
    tasks: tuple[int, ...]

    @property
    def stands(self) -> bool:
        return self.state == "stands"


@dataclass(frozen=True, kw_only=True)
class _Named:
    facts: PlanFacts
    worked: Worked

    def tasks(self, conflict: Conflict) -> str:
        by_pk = self.facts.by_pk
        return words.names([by_pk[pk].name for pk in conflict.tasks if pk in by_pk])

    def capability(self, conflict: Conflict) -> str:
        found = {row.pk: row.name for row in self.facts.capabilities}
        return found.get(conflict.capability or 0, "a capability")

    def units(self, conflict: Conflict) -> str:
        found = {row.pk: row.units for row in self.facts.capabilities}
        return found.get(conflict.capability or 0, "units")

    def person(self, conflict: Conflict) -> str:
        return dict(self.facts.people).get(conflict.person or 0, "Somebody")


def conflict_lines(facts: PlanFacts, worked: Worked) -> tuple[ConflictLine, ...]:
    """Say every conflict, those that stand first."""
    named = _Named(facts=facts, worked=worked)
    known = facts.by_pk
    there = [one for one in worked.conflicts if all(pk in known for pk in one.tasks)]
    found = sorted(there, key=lambda one: one.levelled)
    return tuple(
        ConflictLine(
            text=SAYING[conflict.kind](named, conflict),
            state="levelled" if conflict.levelled else "stands",
            tone="neutral" if conflict.levelled else "not-kept",
            kind=conflict.kind,
            tasks=conflict.tasks,
        )
        for conflict in found
    )


def _capability(named: _Named, conflict: Conflict) -> str:
    one = len(conflict.tasks) == 1
    return (
        f"{named.tasks(conflict)} {'asks' if one else 'together ask'} for "
        f"{words.number(conflict.needed)} {named.units(conflict)} of "
        f"{named.capability(conflict)} {words.between(conflict.first, conflict.last)}: "
        f"{words.number(conflict.short)} more than the {words.number(conflict.left)} left."
        f"{_levelled(conflict)}"
    )


def _levelled(conflict: Conflict) -> str:
    if not conflict.levelled:
        return ""
    if len(conflict.tasks) > 1:
        return " The schedule puts them one after the other."
    return " The schedule waits until enough is left."


def _person(named: _Named, conflict: Conflict) -> str:
    would = "would be on" if conflict.levelled else "is on"
    return (
        f"{named.person(conflict)} {would} {named.tasks(conflict)} at once on "
        f"{words.working_days(conflict.short)} "
        f"{words.between(conflict.first, conflict.last)}.{_levelled(conflict)}"
    )


def _deadline(named: _Named, conflict: Conflict) -> str:
    task = named.facts.by_pk[conflict.tasks[0]]
    chance = named.worked.by_pk[conflict.tasks[0]].in_time
    sure = "" if chance is None else f" It is in time in {percent(chance)} of cases."
    until = "" if task.deadline is None else f", {words.day(task.deadline)}"
    return (
        f"{named.tasks(conflict)} is expected to be finished on "
        f"{words.of_number(conflict.last - 1)}, {words.working_days(conflict.short)} "
        f"after its deadline{until}.{sure}"
    )


def _hopeless(named: _Named, conflict: Conflict) -> str:
    return (
        f"Next to nothing of {named.capability(conflict)} is left for "
        f"{named.tasks(conflict)} in the coming year: its dates leave that need out."
    )


def _stretched(named: _Named, conflict: Conflict) -> str:
    return (
        f"{named.tasks(conflict)} takes {words.working_days(conflict.needed)} instead of "
        f"{words.number(conflict.left)}, because not more of "
        f"{named.capability(conflict)} is left a day."
    )


def _moved(named: _Named, conflict: Conflict) -> str:
    return (
        f"{named.tasks(conflict)} cannot start on {words.of_number(conflict.first)}: "
        f"what it waits for lets it start {words.working_days(conflict.short)} later, "
        f"on {words.of_number(conflict.last)}."
    )


SAYING: Mapping[str, Callable[[_Named, Conflict], str]] = {
    "capability": _capability,
    "overdrawn": _capability,
    "person": _person,
    "deadline": _deadline,
    "hopeless": _hopeless,
    "stretched": _stretched,
    "moved": _moved,
}
