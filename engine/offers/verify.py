"""Search by families of levers on few draws; verify and refine in all draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine import case as parts
from engine.draws import REPLICATES
from engine.offers.levers import LONGEST_WINDOW, STEPS, Lever, Pulled
from engine.offers.restriction import affordable, most_telling, strengths
from engine.offers.search import FINE, Candidate, Found, Search, last_true, skeleton_of
from engine.offers.trial import Bench

# A search tries on as many draws as keep one trial near this many numbers.
NUMBERS_PER_TRIAL = 60_000
FEWEST_USED = 256
MOST_USED = 1_024
# Refining plays on all draws, unless one trial would then work on more than this.
MOST_NUMBERS_IN_FULL = 1_500_000
# Trials are counted, not timed: the same case gives the same offers on any machine.
TRIALS = {
    "window": 40,
    "target": 40,
    "fund": 100,
    "shift": 250,
    "narrow": 250,
    "throttle": 200,
    "promises kept": 2_200,
    "any": 1_500,
}
TRIALS_WITHOUT = 200
# So many distinct offers are looked for.
ENOUGH = 3
# All searches of one case together work on about this many numbers.
MOST_NUMBERS = 300_000_000
# … and refining on about this many: after that, what is found is taken as it stands.
MOST_NUMBERS_REFINING = 120_000_000
# Draws of the search are fewer: what is this close to the threshold is verified in full.
BENEFIT_OF_DOUBT = 0.01
ROUNDS = 4
RUNNERS = 3
SOFT = ("window", "target")
# Another change, or a weaker promise, has to save more than this share of the cost.
WORTH_CHANGING = 0.005


@dataclass(frozen=True, slots=True)
class Verified:
    """A candidate that stood in all draws, and what none of its family can undercut."""

    candidate: Candidate
    bound: float


def families_of(levers: list[Lever]) -> dict[str, set[Lever]]:
    """Return by name the levers that are searched together.

    Where a tactic can be narrowed, throttling it is the same for more money: it is searched
    by itself only.
    """
    narrowed = {lever.of for lever in levers if lever.kind == "narrow"}
    useful = {
        lever
        for lever in levers
        if lever.kind != "throttle" or lever.of not in narrowed
    }
    kinds = {
        kind: {lever for lever in levers if lever.kind == kind}
        for kind in ("narrow", "throttle", "shift", "fund", "window", "target")
    }
    return {
        "any": useful,
        "promises kept": {lever for lever in useful if lever.kind not in SOFT},
        **kinds,
    }


class Desk:
    """The search for one case: a quick bench to find, a full one to verify."""

    def __init__(self, case: parts.Case, seed: int, draws: int) -> None:
        self.case, self.seed, self.draws = case, seed, draws
        self.needed = float(case.policy.keepable)
        numbers = self.numbers_per_draw()
        self.quick = self.search_on(
            largest(numbers, NUMBERS_PER_TRIAL, min(MOST_USED, draws))
        )
        self.full = self.search_on(largest(numbers, MOST_NUMBERS_IN_FULL, draws))
        per_trial = self.full.bench.cost_of_trial()
        self.full.most_tries = MOST_NUMBERS_REFINING // per_trial
        if self.quick.bench.used < draws:
            self.quick.needed = max(0.0, self.needed - BENEFIT_OF_DOUBT)
        self.strength = strengths(self.quick)
        self.levers = most_telling(self.strength)
        self.cut_short = False
        self.families = families_of(self.levers)
        self.found: dict[str, Found] = {}
        self.known: dict[object, Candidate | None] = {}

    def numbers_per_draw(self) -> float:
        """Return on how many numbers a trial works for each draw."""
        probe = self.search_on(REPLICATES, draws=REPLICATES * 8).bench
        return probe.cost_of_trial() / probe.used

    def search_on(self, used: int, draws: int | None = None) -> Search:
        """Return a search on some of the draws."""
        bench = Bench(
            self.case,
            seed=self.seed,
            draws=draws or self.draws,
            used=used,
            longest=LONGEST_WINDOW,
        )
        return Search(bench, self.needed)

    def verified(self) -> list[Verified]:
        """Search every family of levers, and verify what was found.

        Where they agree on too few, the search goes on without a lever that they pull.
        """
        result = [entry for name in TRIALS for entry in self.family(name)]
        pulled = {lever for entry in result for lever in entry.candidate.pulled.levers}
        for lever in sorted(pulled):
            if len({entry.candidate.pulled.levers for entry in result}) >= ENOUGH:
                break
            name = f"without {lever.kind} {lever.of}"
            self.families[name] = self.families["any"] - {lever}
            result += self.family(name)
        return result

    def family(self, name: str) -> Iterator[Verified]:
        """Search one family; yield what stands in all draws, the cheapest first.

        What fails in full is excluded and the search goes on: it remembers its trials.
        """
        fits = MOST_NUMBERS / self.quick.bench.cost_of_trial() / sum(TRIALS.values())
        work = int(TRIALS.get(name, TRIALS_WITHOUT) * min(1.0, fits))
        levers = affordable(self.families[name], self.strength, work)
        self.cut_short = self.cut_short or levers != self.families[name]
        stood: list[Candidate] = []
        for _ in range(ROUNDS):
            self.found[name] = self.quick.explore(levers, work)
            runners = sorted(self.quick.within(levers), key=lambda c: c.cost)
            for candidate in runners[:RUNNERS]:
                checked = self.verify(candidate)
                if checked is None:
                    self.quick.refute(candidate)
                else:
                    stood.append(checked)
            if stood or not runners:
                break
        stood.sort(key=lambda candidate: candidate.cost)
        for candidate in stood:
            bound = min(self.found[name].bound, stood[0].cost)
            yield Verified(candidate, bound)

    def verify(self, candidate: Candidate) -> Candidate | None:
        """Return a candidate as cheap as it can be and stand in all draws."""
        skeleton = skeleton_of(candidate.pulled)
        if skeleton not in self.known:
            self.known[skeleton] = self.refined(candidate)
        return self.known[skeleton]

    def refined(self, candidate: Candidate) -> Candidate | None:
        """Search the multiples anew in all draws; change no more than is worth it."""
        found = self.sized(candidate.pulled)
        if found is None:
            return None
        most = found.cost + WORTH_CHANGING * abs(found.cost)
        return self.gentled(self.plainer(found, most), most)

    def sized(self, pulled: Pulled) -> Candidate | None:
        """Return the same levers with the cheapest multiples near those given."""
        found = self.full.exact(pulled) or self.smaller(pulled)
        if found is None:
            return None
        for tactic in found.pulled.multiples:
            found = self.full.cheaper(found, tactic)
        return self.full.polish(found, FINE)

    def plainer(self, best: Candidate, most: float) -> Candidate:
        """Leave out, one after the other, the changes that save next to nothing."""
        for lever in sorted(best.pulled.levers):
            rest = best.pulled.without(lever)
            tried = self.sized(rest) if rest.levers else None
            if tried is not None and tried.cost <= most:
                best = tried
        return best

    def smaller(self, pulled: Pulled) -> Candidate | None:
        """Return a pull with all its multiples as little smaller as it takes."""
        sizes = pulled.multiples

        def scaled(share: int) -> Candidate | None:
            smaller = {i: m * share // STEPS for i, m in sizes.items()}
            return self.full.exact(pulled.with_multiples(smaller))

        start = next((s for s in (0, 1, 10) if sizes and scaled(s) is not None), None)
        if start is None:
            return None
        return scaled(last_true(start, STEPS, lambda share: scaled(share) is not None))

    def gentled(self, candidate: Candidate, most: float) -> Candidate:
        """Take back what softening is not needed, a little of each promise in turn."""
        best, better = candidate, self.gentler(candidate, most)
        while better is not best:
            best, better = better, self.gentler(better, most)
        return best

    def gentler(self, best: Candidate, most: float) -> Candidate:
        """Return a candidate with each softening one step back, where that stands."""
        for order in best.pulled.of("target"):
            best = self.with_less(best, most, {order: 1}, {})
        for order in best.pulled.of("window"):
            best = self.with_less(best, most, {}, {order: 1})
        return best

    def with_less(
        self,
        best: Candidate,
        most: float,
        points: Mapping[int, int],
        periods: Mapping[int, int],
    ) -> Candidate:
        """Return a candidate with less softening, if that stands and costs no more."""
        pulled = best.pulled
        targets = {p: by - points.get(p, 0) for p, by in pulled.targets.items()}
        windows = {p: by - periods.get(p, 0) for p, by in pulled.windows.items()}
        if not all((*targets.values(), *windows.values())):
            return best
        tried = self.full.exact(replace(pulled, targets=targets, windows=windows))
        return tried if tried is not None and tried.cost <= most else best


def largest(numbers: float, most: int, draws: int) -> int:
    """Return how many draws to use so that a trial works on at most so many numbers."""
    used = min(FEWEST_USED, draws)
    while used < draws and used * 2 * numbers <= most:
        used *= 2
    return used
