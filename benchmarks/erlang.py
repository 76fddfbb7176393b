"""Erlang C: arrays beside one call at a time, as pyworkforce does it (row c).

The peer is pyworkforce 0.5. It brings OR-tools along, so ``make bench`` does not install
it: where it is not there, its published loop over the servers stands in, and the report says so.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from benchmarks.harness import Section, in_turn, table
from engine.erlang import probability_of_waiting

ITEMS, CHECKED = 200_000, 400
PEER_ITEMS = 2_000
LEAST_RATIO = 50.0
LARGEST_DIFFERENCE = 1e-12
OURS = "ours"


def exact(servers: int, load: Fraction) -> Fraction:
    """Return Erlang C by its recursion, without rounding."""
    loss = Fraction(1)
    for count in range(1, servers + 1):
        loss = load * loss / (count + load * loss)
    return servers * loss / (servers - load * (1 - loss))


def published_loop(positions: int, intensity: float) -> float:
    """Return Erlang C as pyworkforce 0.5 publishes it: inverse B, server by server."""
    inverse_b = 1.0
    for position in range(1, positions + 1):
        inverse_b = 1.0 + inverse_b * position / intensity
    loss = 1.0 / inverse_b
    return positions * loss / (positions - intensity * (1.0 - loss))


def peer() -> tuple[str, Callable[[int, float], float]]:
    """Return the peer's name, and one call of it for servers and offered load."""
    try:
        from pyworkforce.queuing import ErlangC  # type: ignore[import-not-found]
    except ImportError:
        return "pyworkforce's published loop (it is not installed)", published_loop

    def one(servers: int, load: float) -> float:
        queue = ErlangC(transactions=load, asa=1 / 3, aht=1, interval=1, shrinkage=0)
        return float(queue.waiting_probability(servers, scale_positions=False))

    return "pyworkforce", one


def questions(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Make servers and offered loads, up to 200 servers at 30 to 99 % load."""
    random = np.random.default_rng(1)
    servers = random.integers(1, 201, number)
    return servers, np.round(servers * random.uniform(0.3, 0.99, number), 6)


def differences() -> float:
    """Return how far ours is from exact fractions."""
    servers, loads = questions(ITEMS)
    found = probability_of_waiting(servers, loads)[:CHECKED]
    servers, loads = servers[:CHECKED], loads[:CHECKED]
    told = [
        float(exact(int(count), Fraction(load)))
        for count, load in zip(servers.tolist(), loads.tolist(), strict=True)
    ]
    return float(np.abs(found - np.array(told)).max())


def section() -> Section:
    """Measure, check and describe."""
    name, one = peer()
    servers, loads = questions(ITEMS)
    few = list(
        zip(servers[:PEER_ITEMS].tolist(), loads[:PEER_ITEMS].tolist(), strict=True)
    )

    def loop() -> list[float]:
        return [one(count, load) for count, load in few]

    timings = in_turn(
        {OURS: lambda: probability_of_waiting(servers, loads), name: loop}
    )
    rates = {
        OURS: ITEMS / timings[OURS].median,
        name: PEER_ITEMS / timings[name].median,
    }
    difference = differences()
    with_peer = float(
        np.abs(
            probability_of_waiting(servers[:PEER_ITEMS], loads[:PEER_ITEMS]) - loop()
        ).max()
    )
    ratio = rates[OURS] / rates[name]
    rows = [(who, f"{rate / 1e3:,.0f}") for who, rate in rates.items()]
    checks = [
        (
            f"against exact fractions, {CHECKED} questions",
            f"{difference:.1e}",
            f"≤ {LARGEST_DIFFERENCE:.0e}",
        ),
        ("against the peer", f"{with_peer:.1e}", "–"),
        ("times the peer", f"{ratio:.0f}", f"≥ {LEAST_RATIO:.0f}"),
    ]
    body = (
        f"The probability of waiting for {ITEMS:,} pairs of servers (1 to 200) and offered "
        f"load (30 to 99 % of them); the peer answers {PEER_ITEMS:,} of them one by one.\n\n"
        f"{table(('', 'thousand a second'), rows)}\n\n"
        f"{table(('check', 'found', 'aim'), checks)}"
    )
    return Section("Erlang C", body, passed=difference <= LARGEST_DIFFERENCE)
