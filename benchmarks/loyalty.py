"""Loyalty beside lifetimes, lifelines and duckdb, on customers that are made up.

    python -m benchmarks.loyalty

Needs ``requirements-bench.txt``. Customers are simulated as the BG/NBD says, to the day.
"""

import resource
import subprocess
import sys
import warnings
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness import Section, Timing, in_turn, table, timing_table
from engine.loyalty.dropout import BG_NBD
from engine.loyalty.fitting import Fit, fit_model, total_log_likelihood
from engine.loyalty.histories import Histories, Shopping, histories_of, kinds_of
from engine.loyalty.histories import shopping_of as merged
from engine.loyalty.retention import Curves, kaplan_meier
from engine.loyalty.rfm import Rfm, rfm_of

PEERS = ("lifetimes", "lifelines", "duckdb")
ROOT = Path(__file__).resolve().parent.parent
CUSTOMERS, WEEKS, JOINING, FIRST_DAY = 1_000_000, 52, 12.0, 10_000
TRUTH = {"r": 0.6, "alpha": 6.0, "a": 0.9, "b": 2.0}
COHORTS, ROWS, LONGEST = 200, 1_000_000, 365
PURCHASES, BUYERS, SPAN = 10_000_000, 1_000_000, 1_500
CONFIDENCE = 0.95
MOST_MEGABYTES = 2_000
TIMES_LIFETIMES, TIMES_LIFELINES, TIMES_DUCKDB = 30.0, 150.0, 2.0
MEASURE_MEMORY = "memory"

Array = NDArray[np.float64]


def simulated(customers: int) -> Shopping:
    """Return purchases of customers who buy and leave as the BG/NBD says."""
    source = np.random.default_rng(1)
    joined = source.uniform(0, JOINING, customers)
    rate = source.gamma(TRUTH["r"], 1 / TRUTH["alpha"], customers)
    leaving = source.beta(TRUTH["a"], TRUTH["b"], customers)
    there, now = np.arange(customers), joined.copy()
    people, times = [there], [joined]
    while len(there):
        now[there] += source.exponential(1 / np.maximum(rate[there], 1e-12))
        there = there[now[there] < WEEKS]
        people.append(there)
        times.append(now[there])
        there = there[source.random(len(there)) >= leaving[there]]
    day = np.floor(np.concatenate(times) * 7).astype(np.int64) + FIRST_DAY
    return merged(np.concatenate(people), day, np.ones(len(day)))


def customers() -> Histories:
    """Return x, t_x and T of a million customers, a row for each."""
    return histories_of(simulated(CUSTOMERS), FIRST_DAY + WEEKS * 7)


def fitted(each: Histories) -> Fit:
    """Compress and fit, as the product does."""
    return fit_model(BG_NBD, kinds_of(each))


def fit_part() -> tuple[str, bool]:
    """Fit the BG/NBD beside lifetimes, both from a row for each customer."""
    lifetimes = import_module("lifetimes")
    each = customers()
    found: dict[str, Any] = {}

    def ours() -> None:
        found["ours"] = fitted(each)

    def theirs() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer = lifetimes.BetaGeoFitter()
            peer.fit(each.repeats, each.recency / 7.0, each.age / 7.0)
        found["theirs"] = np.array([peer.params_[name] for name in TRUTH])

    timings = in_turn({"lifetimes": theirs, "ours": ours}, 3)
    fit: Fit = found["ours"]
    kinds = kinds_of(each)
    there = float(BG_NBD.log_likelihood(found["theirs"], kinds)[0] @ kinds.count)
    worse = (there - fit.log_likelihood) / abs(there)
    apart = float(np.abs(found["theirs"] / fit.parameters - 1.0).max())
    same = abs(total_log_likelihood(fit, kinds) / fit.log_likelihood - 1.0)
    ratio = times(timings, "lifetimes")
    megabytes = memory()
    checks = [
        (
            "log-likelihood: lifetimes' optimum above ours, relative",
            f"{worse:.1e}",
            "≤ 1e-6",
        ),
        ("parameters apart, relative", f"{apart:.1e}", "shown"),
        ("recomputed on all kinds, relative", f"{same:.1e}", "≤ 1e-12"),
        ("memory of a fresh process, MB", f"{megabytes:.0f}", f"≤ {MOST_MEGABYTES}"),
        ("times as fast", f"{ratio:.0f}", f"≥ {TIMES_LIFETIMES:.0f}"),
    ]
    passed = abs(worse) <= 1e-6 and same <= 1e-12 and megabytes <= MOST_MEGABYTES
    text = (
        f"{CUSTOMERS:,} customers of {WEEKS} weeks, {len(kinds.count):,} kinds of them; "
        "compression is timed with the fit, making the customers is not. Ours also says "
        "how uncertain the parameters are."
    )
    return part("BG/NBD", text, timings, "lifetimes", checks), (
        passed and ratio >= TIMES_LIFETIMES
    )


def memory() -> float:
    """Return the megabytes that a process needs at most to make and fit the customers."""
    command = [sys.executable, "-m", "benchmarks.loyalty", MEASURE_MEMORY]
    done = subprocess.run(  # noqa: S603  # itself
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def curves_part() -> tuple[str, bool]:
    """Draw retention curves of all cohorts beside lifelines, with bands."""
    lifelines = import_module("lifelines")
    source = np.random.default_rng(2)
    cohort = source.integers(0, COHORTS, ROWS)
    took = source.geometric(0.002 + 0.00005 * cohort)
    ended = source.integers(30, LONGEST, ROWS)
    time, happened = np.minimum(took, ended), took <= ended
    found: dict[str, Any] = {}

    def ours() -> None:
        found["ours"] = kaplan_meier(time, happened, cohort, COHORTS, CONFIDENCE)

    def theirs() -> None:
        order = np.argsort(cohort, kind="stable")
        ends = np.cumsum(np.bincount(cohort, minlength=COHORTS))[:-1]
        fits = []
        for rows in np.split(order, ends):
            one = lifelines.KaplanMeierFitter(alpha=1.0 - CONFIDENCE)
            fits.append(one.fit(time[rows], happened[rows]))
        found["theirs"] = fits

    timings = in_turn({"lifelines": theirs, "ours": ours})
    worst = max(
        curve_error(found["ours"], index, peer)
        for index, peer in enumerate(found["theirs"])
    )
    ratio = times(timings, "lifelines")
    checks = [
        ("largest difference of shares and bands", f"{worst:.1e}", "≤ 1e-9"),
        ("times as fast", f"{ratio:.0f}", f"≥ {TIMES_LIFELINES:.0f}"),
    ]
    text = (
        f"{ROWS:,} rows in {COHORTS} cohorts, up to {LONGEST} days, with bands. Where a "
        "share is 1 or 0, lifelines gives no band; ours is not compared there."
    )
    return part("Kaplan–Meier", text, timings, "lifelines", checks), (
        worst <= 1e-9 and ratio >= TIMES_LIFELINES
    )


def curve_error(ours: Curves, index: int, peer: Any) -> float:  # noqa: ANN401
    """Return the largest difference of one cohort's curve and band from lifelines'."""
    at = peer.survival_function_.index.to_numpy().astype(int)
    share = peer.survival_function_.to_numpy()[:, 0]
    low, high = peer.confidence_interval_.to_numpy().T
    inner = (share > 0.0) & (share < 1.0) & (ours.followed[index, at] > 0)
    pairs = (
        (ours.share[index, at], share),
        (ours.low[index, at][inner], low[inner]),
        (ours.high[index, at][inner], high[inner]),
    )
    return float(max(np.abs(mine - theirs).max() for mine, theirs in pairs))


def rfm_part() -> tuple[str, bool]:
    """Add up and score purchases beside duckdb, from its own table in memory."""
    database = import_module("duckdb").connect()
    database.execute("SET threads = 2")
    database.execute("SET enable_progress_bar = false")
    source = np.random.default_rng(3)
    # Everybody buys once at least: duckdb does not score those who never did.
    more = source.integers(0, BUYERS, PURCHASES - BUYERS)
    customer = source.permutation(np.append(np.arange(BUYERS), more))
    day = source.integers(0, SPAN, PURCHASES)
    amount = source.gamma(2.0, 20.0, PURCHASES)
    columns = {"customer": customer, "day": day, "amount": amount}
    database.register("arrays", columns)
    database.execute("CREATE TABLE purchases AS SELECT * FROM arrays")
    database.unregister("arrays")
    found: dict[str, Any] = {}

    def ours() -> None:
        found["ours"] = rfm_of(customer, day, amount, BUYERS)

    def theirs() -> None:
        found["theirs"] = database.execute(SCORED).fetchnumpy()

    timings = in_turn({"duckdb": theirs, "ours": ours})
    different, money = rfm_error(found["ours"], found["theirs"])
    ratio = times(timings, "duckdb")
    checks = [
        ("customers with another last day, number or score", f"{different}", "0"),
        ("largest difference of sums, relative", f"{money:.1e}", "≤ 1e-9"),
        ("times as fast", f"{ratio:.1f}", f"≥ {TIMES_DUCKDB:.0f}"),
    ]
    text = (
        f"{PURCHASES:,} purchases of {BUYERS:,} customers on dense ids: last day, number "
        "and sum, each scored in fifths. duckdb has two threads and its table in memory, "
        "ours one thread."
    )
    return part("RFM", text, timings, "duckdb", checks), (
        different == 0 and money <= 1e-9 and ratio >= TIMES_DUCKDB
    )


FIFTH = (
    "least(5, (2 * (rank() OVER (ORDER BY {0}) - 1) + count(*) OVER (PARTITION BY {0}))"
    " * 5 // (2 * count(*) OVER ()) + 1) AS {0}_score"
)
SCORED = (
    "SELECT customer, last, number, total, "  # noqa: S608  # constants alone
    + ", ".join(FIFTH.format(name) for name in ("last", "number", "total"))
    + " FROM (SELECT customer, max(day) AS last, count(*) AS number, "
    "sum(amount) AS total FROM purchases GROUP BY customer)"
)


def rfm_error(ours: Rfm, theirs: Mapping[str, Any]) -> tuple[int, float]:
    """Return how many customers differ, and the largest relative difference of sums."""
    at = theirs["customer"]
    pairs = (
        (ours.last, "last"),
        (ours.purchases, "number"),
        (ours.recency_score, "last_score"),
        (ours.frequency_score, "number_score"),
        (ours.monetary_score, "total_score"),
    )
    different = np.zeros(len(at), dtype=bool)
    for mine, name in pairs:
        different |= mine[at] != theirs[name]
    money = np.abs(ours.amount[at] / theirs["total"] - 1.0).max()
    missing = int(np.count_nonzero(ours.purchases)) - len(at)
    return int(different.sum()) + abs(missing), float(money)


def times(timings: Mapping[str, Timing], peer: str) -> float:
    """Return how many times as fast as the peer ours is, by medians."""
    return timings[peer].median / timings["ours"].median


def part(
    title: str,
    text: str,
    timings: Mapping[str, Timing],
    peer: str,
    checks: list[tuple[str, str, str]],
) -> str:
    """Write one comparison."""
    return (
        f"### {title}\n\n{text}\n\n{timing_table(timings, peer)}\n\n"
        f"{table(('check', 'found', 'aim'), checks)}"
    )


def section() -> Section:
    """Compare, or say what is missing."""
    title = "Loyalty"
    missing = [name for name in PEERS if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        body = (
            f"Not measured: {names} is missing. `pip install -r requirements-bench.txt`, "
            "then `python -m benchmarks.loyalty`."
        )
        return Section(title, body, passed=True)
    found = [fit_part(), curves_part(), rfm_part()]
    peers = ", ".join(f"{name} {version(name)}" for name in PEERS)
    body = "\n\n".join([f"Beside {peers}.", *(text for text, _ in found)])
    return Section(title, body, passed=all(passed for _, passed in found))


if __name__ == "__main__":
    if MEASURE_MEMORY in sys.argv:
        fitted(customers())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{peak}\n")
    else:
        shown = section()
        sys.stdout.write(f"{shown.body}\n")
        sys.exit(not shown.passed)
