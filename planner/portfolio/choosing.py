"""Choose the set, play it through together, and repair it until it is kept."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from engine import portfolio
from planner.portfolio.amounts import hold_back
from planner.portfolio.contradicting import contradictions
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
MOST_ONE_MORE = 12
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
        self._look_at_one_more()
        self._look_beside()

    def _say_what_contradicts(self) -> None:
        """Where no set holds what must be in, name the limits that it breaks."""
        if self.solution is None or self.solution.status != "infeasible":
            return
        whole = portfolio.parse_portfolio(self.document_of_case)
        if self.first is not None and self.first.chosen and self.rounds:
            # It fits on paper: what is not kept together is what must be in.
            musts = [entry.id for entry in whole.candidates if entry.must]
            last = self.rounds[-1]["keep_probability"]
            found: list[Document] = [{"kind": "kept", "share": last, "musts": musts}]
        else:
            found = contradictions(whole, self.solution)
        self.beside["contradictions"] = found

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

    def _play(
        self, candidates: tuple[str, ...], draws: int | None = None
    ) -> Together | None:
        weeks = self.case.horizon.periods
        return play(candidates, self.facts, as_of=self.as_of, weeks=weeks, draws=draws)

    # --- approve this one more -------------------------------------------------

    def _look_at_one_more(self) -> None:
        """Play the set through with each plan that was left out, in the same draws."""
        solution = self.solution
        if solution is None:
            return
        out = [
            entry.id
            for entry in self.case.candidates
            if entry.id not in solution.chosen and is_waiting(entry.id, self.facts)
        ][:MOST_ONE_MORE]
        policy = Policy.objects.current()
        base = self._play(solution.chosen, DRAWS)
        for done, name in enumerate(out):
            self.say(
                75 + 20 * done // len(out), "Approving one more, to see what falls"
            )
            more = self._play((*solution.chosen, name), DRAWS)
            if more is not None:
                before = base.rates(policy) if base else self._without(more)
                self.one_more.append(
                    {
                        "candidate": name,
                        "keep_probability": more.probability,
                        "falls": falls(before, more.rates(policy)),
                    }
                )

    def _without(self, more: Together) -> dict[str, float]:
        return {row["promise"]: row["without"] for row in more.score["existing"]}

    # --- what stands beside the set ---------------------------------------------

    def _look_beside(self) -> None:
        """Ask what departments would do alone, and what initiatives are worth."""
        if self.first is None or self.solution is None or not self.first.chosen:
            return
        self.say(90, "Asking what each department would do alone")
        half = self.seconds / 2
        whole = portfolio.parse_portfolio(self.document_of_case)
        self.beside["silos"] = asdict(
            portfolio.silos(whole, self.first, seconds=half, seed=SEED)
        )
        self.say(95, "Working out what one more unit is worth")
        if self.solution.chosen:
            case = self._without_those_left_out(self.solution)
            gains = portfolio.initiative_gains(
                case, self.solution, seconds=half, seed=SEED
            )
            self.beside["gains"] = [asdict(row) for row in gains]
            rows = portfolio.contributions(case, self.solution)
            self.beside["contributions"] = [asdict(row) for row in rows]

    def _without_those_left_out(
        self, solution: portfolio.Solution
    ) -> portfolio.PortfolioCase:
        """Return the case that the set is the best of, without what is not in the case."""
        out = {name for group in self.apart for name in group} - set(solution.chosen)
        rest = tuple(entry for entry in self.case.candidates if entry.id not in out)
        spending = {entry.department for entry in rest} | {None}
        budgets = tuple(b for b in self.case.budgets if b.department in spending)
        return replace(self.case, candidates=rest, budgets=budgets)

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
