"""The counter-offers of a case: what was verified, scored in full, and chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from engine import case as parts
from engine.changes import Change, SoftenTarget, SoftenWindow, apply_changes
from engine.evaluate import evaluate
from engine.levels import Sample
from engine.model import compile_case
from engine.offers.blocks import blocks
from engine.offers.levers import (
    DEEPEST_TARGET,
    LONGEST_WINDOW,
    MOST_CHANGES,
    POINT,
    STEPS,
    Pulled,
    changes_of,
    spending,
)
from engine.offers.verify import Desk, Verified
from engine.result import Offer, OfferSearch, Probability, Spread
from engine.summary import probability, spread

MOST_OFFERS = 8
# Where all draws did not fit into the refining, an offer may have to shrink so often.
SHRINKS = 5


@dataclass(frozen=True, slots=True)
class CounterOffers:
    """The offers, cheapest first, and the search behind them."""

    offers: tuple[Offer, ...]
    search: OfferSearch


def counter_offers(case: parts.Case, *, seed: int, draws: int) -> CounterOffers:
    """Find the cheapest ways to make a plan keepable.

    ``docs/scoring.md`` has the method, its limits and its sources. Deterministic in
    case, seed and draws; trials are bounded, so a large plan gets a restricted search.
    """
    desk = Desk(case, seed, draws)
    before = scored(case, seed, draws)[1]
    offers = [offer_of(desk, entry, before) for entry in chosen(desk, desk.verified())]
    stand = sorted((o for o in offers if o is not None), key=lambda offer: offer.cost)
    return CounterOffers(tuple(stand), summary(desk, stand))


def scored(case: parts.Case, seed: int, draws: int) -> tuple[Probability, Spread]:
    """Score a case from the beginning: its keep probability and its value."""
    model = compile_case(case)
    outcome = evaluate(model, Sample(model, seed, draws).levels())
    return probability(outcome.kept), spread(outcome.value)


def chosen(desk: Desk, verified: Sequence[Verified]) -> list[Verified]:
    """Choose what to show: the best of each family, then the cheapest of the rest.

    No two pull the same levers, and none pulls a lever that it does as well without.
    """
    best: dict[object, Verified] = {}
    for entry in sorted(verified, key=cost_of):
        best.setdefault(entry.candidate.pulled.levers, entry)
    worth = [entry for entry in best.values() if not idle(entry, best.values())]
    firsts: list[Verified] = []
    for levers in desk.families.values():
        inside = [e for e in worth if e.candidate.pulled.levers <= levers]
        firsts += [entry for entry in inside[:1] if entry not in firsts]
    rest = [entry for entry in worth if entry not in firsts]
    return [*firsts, *rest][:MOST_OFFERS]


def cost_of(entry: Verified) -> float:
    """Return what an entry costs, to sort by."""
    return entry.candidate.cost


def idle(entry: Verified, others: Iterable[Verified]) -> bool:
    """Tell whether some of its levers alone do as well."""
    levers, cost = entry.candidate.pulled.levers, entry.candidate.cost
    return any(
        other.candidate.pulled.levers < levers and other.candidate.cost <= cost
        for other in others
    )


def offer_of(desk: Desk, entry: Verified, before: Spread) -> Offer | None:
    """Score an offer in full, from its changed case; None if it is not keepable."""
    bench, pulled = desk.full.bench, entry.candidate.pulled
    changes, changed, chance, value = played(desk, pulled)
    for _ in range(SHRINKS):
        if chance.value >= desk.needed:
            break
        less = {i: size * 99 // 100 for i, size in pulled.multiples.items()}
        pulled = pulled.with_multiples(less)
        changes, changed, chance, value = played(desk, pulled)
    if chance.value < desk.needed:
        return None
    lost, spent = before.mean - value.mean, spending(bench, pulled)
    softened = [
        c.promise for c in changes if isinstance(c, SoftenTarget | SoftenWindow)
    ]
    return Offer(
        changes=changes,
        keep_probability=chance,
        cost=lost + spent,
        lost_value=lost,
        spending=spent,
        value=value,
        budget=float(sum(tactic.budget for tactic in changed.plan.tactics)),
        weakens=tuple(dict.fromkeys(softened)),
        gap=gap_to(entry.bound, lost + spent),
    )


def played(
    desk: Desk, pulled: Pulled
) -> tuple[tuple[Change, ...], parts.Case, Probability, Spread]:
    """Return the changes of a pull, the case they make, and its score."""
    changes = changes_of(desk.full.bench, pulled)
    changed = apply_changes(desk.case, changes)
    return changes, changed, *scored(changed, desk.seed, desk.draws)


def gap_to(bound: float, cost: float) -> float | None:
    """Return how much cheaper than ``cost`` anything could be, if that is known."""
    return max(0.0, cost - bound) if isfinite(bound) else None


def summary(desk: Desk, offers: Sequence[Offer]) -> OfferSearch:
    """Say what stands behind the offers."""
    found = desk.found["any"]
    left_out = len(desk.strength) - len(desk.levers)
    proven = bool(offers) and isfinite(found.bound)
    bound = min(found.bound, offers[0].cost) if proven else None
    complete = found.complete and not left_out and not desk.cut_short
    honest = any(not offer.weakens for offer in offers)
    return OfferSearch(
        complete=complete,
        bound=bound,
        gap=None if bound is None else offers[0].cost - bound,
        draws=desk.quick.bench.used,
        trials=desk.quick.bench.tries + desk.full.bench.tries,
        levers=len(desk.levers),
        levers_left_out=left_out,
        limits={
            "changes": MOST_CHANGES,
            "window": LONGEST_WINDOW,
            "target": round(DEEPEST_TARGET * POINT, 9),
            "multiple": 1 / STEPS,
        },
        blocked=() if honest else blocks(desk.full, complete=complete),
    )
