"""Choose the set, play it through together, and repair it until it is kept."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from engine import portfolio
from planner.portfolio.amounts import hold_back
from planner.portfolio.contradicting import contradictions
from planner.portfolio.one_more import More
from planner.portfolio.relating import closure
from planner.portfolio.together import (
    DRAWS,
    Together,
    bottleneck,
    culprits,
    falls,
    is_waiting,
    play,
)
from planner.scores.models import Policy

SEED = 1
# After so many rounds it is said that no set was found that is kept.
MOST_ROUNDS = 24
# A set that is not kept is looked for again with less of what ran short: so much of its
# capacity is held back each time, so often. What then still is not kept is left out.
HELD_BACK, MOST_TIMES = 0.05, 6
# So long every candidate that was left out is tried on top, at least.
LEAST_ONE_MORE = 30.0
LEAST_SECONDS = 1.0
Document = dict[str, Any]
Say = Callable[[int, str], None]


@dataclass
class Choice:
    """A choice on its way: the set found last, and what was left out so far."""

    document_of_case: Document
    facts: Document
    as_of: date
    seconds: float
    say: Say
    held_back: Counter[str] = field(default_factory=Counter)
    apart: list[list[str]] = field(default_factory=list)
    rounds: list[Document] = field(default_factory=list)
    ends: float = field(init=False)
    first: portfolio.Solution | None = None
    solution: portfolio.Solution | None = None
    together: Together | None = None
    one_more: list[Document] = field(default_factory=list)
    beside: Document = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.seconds

    def make(self) -> None:
        """Choose, play through and leave out, until the set is kept or nothing helps."""
        while True:
            self.solution = self._solve()
            self.first = self.first or self.solution
            self.say(70, "Playing the chosen plans through together")
            self.together = self._play(self.solution.chosen)
            if self.is_kept or self.together is None or self._is_over:
                break
            self._tighten(self.solution, self.together)
        self._say_what_contradicts()
        self._look_beside()

    def _say_what_contradicts(self) -> None:
        """Where no set holds what must be in, name the limits that it breaks."""
        if self.solution is None or self.solution.status in {"optimal", "feasible"}:
            return
        if self.rounds:
            self.beside["contradictions"] = [self._not_kept()]
        elif self.solution.status == "infeasible":
            whole = portfolio.parse_portfolio(self.document_of_case)
            self.beside["contradictions"] = contradictions(whole, self.solution)

    def _not_kept(self) -> Document:
        """Name what must be in and fits on paper, and how often it was kept at most."""
        musts = [entry.id for entry in self.case.candidates if entry.must]
        waiting = [name for name in musts if is_waiting(name, self.facts)]
        share = max(row["keep_probability"] for row in self.rounds)
        return {"kind": "kept", "share": share, "musts": waiting or musts}

    def _tighten(self, solution: portfolio.Solution, found: Together) -> None:
        """Hold back more of what ran short, or else leave one of the plans out."""
        narrow = bottleneck(found)
        round_: Document = {
            "chosen": list(solution.chosen),
            "keep_probability": found.probability,
            "value": solution.value.total,
            "bound": solution.bound,
        }
        if narrow is not None and self.held_back[narrow] < MOST_TIMES:
            self.held_back[narrow] += 1
            round_["held_back"] = narrow
        else:
            waiting = [n for n in solution.chosen if is_waiting(n, self.facts)]
            loads = {
                entry.id: {load.capability for load in entry.loads}
                for entry in self.case.candidates
            }
            round_["apart"] = culprits(found, waiting, loads)
            self.apart.append(round_["apart"])
        self.rounds.append(round_)

    @property
    def case(self) -> portfolio.PortfolioCase:
        """Return the case with what is held back so far."""
        shares = {code: HELD_BACK * times for code, times in self.held_back.items()}
        return portfolio.parse_portfolio(hold_back(self.document_of_case, shares))

    @property
    def is_kept(self) -> bool:
        return self.together is None or self.together.probability >= self._keepable

    @property
    def _keepable(self) -> float:
        share: float = self.facts["keepable"]
        return share

    @property
    def _is_over(self) -> bool:
        return len(self.rounds) >= MOST_ROUNDS

    def _solve(self) -> portfolio.Solution:
        left = max(LEAST_SECONDS, (self.ends - time.monotonic()) / 2)
        return portfolio.solve(
            self.case,
            seconds=left,
            seed=SEED,
            progress=self._progress,
            apart=self.apart,
        )

    def _progress(self, found: portfolio.Progress) -> None:
        words = "Looking for the set that is worth most"
        if self.rounds:
            words = "The set would not be kept: looking for the next best"
        self.say(5 + round(60 * found.share), words)

    def _beat(self, share: int, words: str) -> Callable[[portfolio.Progress], None]:
        """Say what is done, and go on saying so: who was called off hears of it."""
        self.say(share, words)
        return lambda _: self.say(share, words)

    def _play(
        self, candidates: tuple[str, ...], draws: int | None = None
    ) -> Together | None:
        weeks = self.case.horizon.periods
        return play(candidates, self.facts, as_of=self.as_of, weeks=weeks, draws=draws)

    # --- what stands beside the set ---------------------------------------------

    def _look_beside(self) -> None:
        """Ask what one more would do, departments alone, and what initiatives are worth."""
        if self.first is None or self.solution is None:
            return
        more = More(
            case=self.case,
            facts=self.facts,
            chosen=self.solution.chosen,
            as_of=self.as_of,
            seconds=max(LEAST_ONE_MORE, self.seconds),
            say=self.say,
        )
        self.one_more = more.each_left_out()
        self.beside["one_more_left"] = more.left
        if not self.first.chosen:
            return
        half = self.seconds / 2
        whole = portfolio.parse_portfolio(self.document_of_case)
        silos = asdict(
            portfolio.silos(
                whole,
                self.first,
                seconds=half,
                seed=SEED,
                progress=self._beat(88, "Asking what each department would do alone"),
            )
        )
        for row in silos["favourites"]:
            row |= self._favourite(row)
        if self.together is not None:
            silos["played"] = self._worth(self.together, self.solution.chosen)
        self.beside["silos"] = silos
        if self.solution.chosen:
            case = self._without_those_left_out(self.solution)
            gains = portfolio.initiative_gains(
                case,
                self.solution,
                seconds=half,
                seed=SEED,
                progress=self._beat(95, "Working out what one more unit is worth"),
            )
            self.beside["gains"] = [asdict(row) for row in gains]
            rows = portfolio.contributions(case, self.solution)
            self.beside["contributions"] = [asdict(row) for row in rows]

    def _worth(self, played: Together, names: Collection[str]) -> float:
        """Return what plans that wait come to when they are played, initiatives paid."""
        paid = sum(
            entry.cost
            for entry in self.case.candidates
            if entry.kind == "initiative" and entry.id in names
        )
        value: float = played.score["value"]["mean"]
        return value - paid

    def _favourite(self, row: Document) -> Document:
        """Play a department's favourite through, and say of what room it takes what."""
        assert self.first is not None  # noqa: S101 - asked before
        rooms = {
            use.id: sum(
                max(have + more - asked, 0.0)
                for have, more, asked, worth in zip(
                    use.capacity, use.added, use.committed, use.worth, strict=True
                )
                if worth > 0.0
            )
            for use in self.first.capabilities
        }
        takes = [{**take, "room": rooms[take["capability"]]} for take in row["takes"]]
        played = self._play((*row["chosen"], *row["needs"]), DRAWS)
        if played is None:
            return {"takes": takes}
        policy = Policy.objects.current()
        return {
            "takes": takes,
            "keep_probability": played.probability,
            "played": self._worth(played, (*row["chosen"], *row["needs"])),
            "falls": falls(played.before(), played.rates(policy)),
        }

    def _without_those_left_out(
        self, solution: portfolio.Solution
    ) -> portfolio.PortfolioCase:
        """Return the case that the set is the best of, without what is not in the case."""
        out = {name for group in self.apart for name in group} - set(solution.chosen)
        needs = {entry.id: entry.requires for entry in self.case.candidates}
        rest = tuple(
            entry
            for entry in self.case.candidates
            if not closure([entry.id], needs) & out
        )
        out = needs.keys() - {entry.id for entry in rest}
        spending = {entry.department for entry in rest} | {None}
        budgets = tuple(b for b in self.case.budgets if b.department in spending)
        groups = (
            tuple(name for name in group if name not in out)
            for group in self.case.exclusions
        )
        exclusions = tuple(group for group in groups if len(group) > 1)
        return replace(
            self.case, candidates=rest, budgets=budgets, exclusions=exclusions
        )

    def document(self) -> Document:
        assert self.solution is not None  # noqa: S101 - make() came first
        return {
            "solution": self.solution.document(),
            "together": self.together.document() if self.together else None,
            "is_kept": self.is_kept,
            "rounds": self.rounds,
            "held_back": {
                code: HELD_BACK * times for code, times in self.held_back.items()
            },
            "one_more": self.one_more,
            **self.beside,
        }
