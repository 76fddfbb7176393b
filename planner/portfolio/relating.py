"""What hangs together, by code: what follows from it, and what cannot be true at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.plans.models import Plan
from planner.plans.models.states import RUNNING
from planner.portfolio.models import Candidate, Exclusion, MustHave, Prerequisite

Needs = Mapping[str, Collection[str]]


@dataclass(frozen=True, kw_only=True)
class Relations:
    """All relations by code.

    ``made`` are the plans that the company has approved; ``settled`` is whatever need
    not be chosen any more because it has been: they too, what is funded, and promises
    that are made.
    """

    needs: dict[str, list[str]]
    alternatives: tuple[tuple[str, ...], ...]
    musts: tuple[str, ...]
    made: frozenset[str]
    settled: frozenset[str]
    names: dict[str, str]

    @property
    def mentioned(self) -> set[str]:
        """Return every code that a relation names."""
        groups = [*self.alternatives, self.musts, *self.needs.values(), self.needs]
        return {code for group in groups for code in group}

    def with_needs(self, more: Needs, called: Mapping[str, str]) -> "Relations":
        """Return the same with further prerequisites, of whatever they are called."""
        both = {
            code: [*self.needs.get(code, ()), *more.get(code, ())]
            for code in [
                *self.needs,
                *(code for code in more if code not in self.needs),
            ]
        }
        distinct = {code: list(dict.fromkeys(found)) for code, found in both.items()}
        return replace(self, needs=distinct, names={**called, **self.names})

    def contradiction(self) -> str:
        """Say what cannot be true at once, in a sentence; empty if all can be."""
        held = {*self.musts, *self.made}
        together = closure(held, self.needs)
        for group in self.alternatives:
            inside = [code for code in group if code in together]
            if len(inside) > 1:
                said = "; ".join(self._why_in(code, held) for code in inside[:2])
                return (
                    f"Of {self._listed(group)} at most one may be chosen, but {said}."
                )
        for code in self.needs:
            own = closure([code], self.needs)
            for group in self.alternatives:
                if len(inside := [entry for entry in group if entry in own]) > 1:
                    return (
                        f"{self._name(code)} could never be chosen: it takes "
                        f"{self._listed(inside)}, of which at most one may be."
                    )
        return ""

    def _why_in(self, code: str, held: Collection[str]) -> str:
        if code in self.made:
            return f"{self._name(code)} is approved already"
        if code in self.musts:
            return f"{self._name(code)} must be in the set"
        leaning = next(c for c in sorted(held) if code in closure([c], self.needs))
        return f"{self._name(code)} is required by {self._name(leaning)}"

    def _name(self, code: str) -> str:
        return f"“{self.names.get(code, code)}”"

    def _listed(self, codes: Sequence[str]) -> str:
        names = [self._name(code) for code in codes]
        return f"{', '.join(names[:-1])} and {names[-1]}"


def closure(codes: Iterable[str], needs: Needs) -> set[str]:
    """Return these and all that they require, by whatever detour."""
    found, waiting = set(), list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(needs.get(code, ()))
    return found


def relations() -> Relations:
    """Read all relations: a fixed number of queries."""
    needs: dict[str, list[str]] = {}
    for row in Prerequisite.objects.named().order_by("pk"):
        needs.setdefault(row.candidate.code, []).append(row.requires.code)
    groups = Exclusion.objects.prefetch_related("members").order_by("pk")
    known = {row.pk: row for row in Candidate.objects.named()}
    approved = Plan.objects.filter(state__in=RUNNING).values_list("pk", flat=True)
    handed_in = set(Candidate.objects.without_drafts().values_list("pk", flat=True))
    return Relations(
        needs=needs,
        alternatives=tuple(
            tuple(known[member.pk].code for member in group.listed) for group in groups
        ),
        musts=tuple(
            known[row.candidate_id].code for row in MustHave.objects.order_by("pk")
        ),
        made=frozenset(f"plan-{pk}" for pk in approved),
        settled=frozenset(row.code for row in known.values() if row.is_settled),
        names={row.code: _named(row, handed_in) for row in known.values()},
    )


def _named(candidate: Candidate, handed_in: Collection[int]) -> str:
    """Name a candidate to everybody: of a draft only whose it is."""
    if candidate.pk in handed_in or candidate.plan is None:
        return str(candidate)
    department = candidate.plan.get_department_display().lower()
    return f"a draft of {department}" if department else "a draft"
