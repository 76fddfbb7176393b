"""Counter-offers: their price beside exhaustive search, and what they take by plan size.

The peer tries every set of up to three changes, every shift, and every multiple on a grid
of 5 % on plans of two tactics; it shares the engine's trials, not the search.
"""

import time

import engine
from benchmarks.cases import make_case
from benchmarks.harness import Section, table
from engine.offers import counter_offers
from tests.engine.test_offers import DRAWS, exhaustive, random_case

CASES = 16
MOST_DEARER = 0.02
SIZES = (2, 5, 10, 20, 50)


def dearer(seed: int, *, soft: bool) -> float | None:
    """Return by what share of its cost ours is dearer; None where there is no offer."""
    case = engine.parse_case(random_case(seed, weeks=5))
    if engine.score(case, draws=DRAWS, searches=False).verdict == "keepable":
        return None
    best = exhaustive(case, 1, soft=soft)
    offers = counter_offers(case, seed=1, draws=DRAWS).offers
    ours = min((o.cost for o in offers if soft or not o.weakens), default=None)
    if ours is None:
        return None if best == float("inf") else float("inf")
    return (ours - best) / max(1.0, abs(best)) if best < float("inf") else 0.0


def sizes() -> list[tuple[str, ...]]:
    """Return what a full score takes without and with counter-offers, by tactics."""
    rows: list[tuple[str, ...]] = []
    for tactics in SIZES:
        document = make_case(
            tactics=tactics, promises=max(2, tactics // 2), capabilities=4, periods=26
        )
        for entry in document["capabilities"]:
            entry["committed"] = entry["capacity"]["likely"] * 0.2
        case = engine.parse_case(document)
        began = time.process_time()
        engine.score(case, searches=False)
        between = time.process_time()
        score = engine.score(case)
        ended = time.process_time()
        search = score.counter_offer_search
        rows.append(
            (
                str(tactics),
                f"{between - began:.1f}",
                f"{ended - between:.1f}",
                str(len(score.counter_offers)),
                "" if search is None else f"{search.trials:,}",
            )
        )
    return rows


def section() -> Section:
    """Compare prices with exhaustive search, and time scores with offers."""
    shares = [
        share
        for seed in range(CASES)
        for soft in (True, False)
        if (share := dearer(seed, soft=soft)) is not None
    ]
    worst = max(shares)
    body = (
        f"Of {len(shares)} searches (weaker promises allowed, and not) on random plans of "
        f"two tactics and two initiatives the cheapest offer was at most {worst:.2%} dearer "
        f"than exhaustive search on a 5 % grid, and cheaper in "
        f"{sum(share < -1e-6 for share in shares)} (its multiples are finer).\n\n"
        "Processor seconds of a full score of 4,096 draws over 26 weeks:\n\n"
        + table(
            ("tactics", "without offers", "with offers", "offers", "trials"), sizes()
        )
    )
    return Section("Counter-offers", body, passed=worst <= MOST_DEARER)
