"""How the cost of a score grows with draws, weeks and tactics (row a)."""

from collections.abc import Callable, Sequence

import engine
from benchmarks.cases import make_case
from benchmarks.harness import Section, exponent, in_turn, table

BASE = {"tactics": 20, "promises": 20, "capabilities": 10, "periods": 26}
DRAWS = 1_024
LARGEST_EXPONENT = 1.05
REPETITIONS = 3
GROWING: dict[str, Sequence[int]] = {
    "draws": (512, 2_048, 8_192, 32_768, 65_536),
    "weeks": (5, 20, 80, 250, 500),
    "tactics": (5, 20, 80, 250, 500),
}


def task(what: str, size: int) -> Callable[[], object]:
    """Return the score of a case of which one thing has a size."""
    changed = {"weeks": {"periods": size}, "tactics": {"tactics": size}}
    case = engine.parse_case(make_case(**{**BASE, **changed.get(what, {})}))
    draws = size if what == "draws" else DRAWS
    return lambda: engine.score(case, draws=draws, sensitivities=False)


def section() -> Section:
    """Measure and describe."""
    rows = []
    for what, sizes in GROWING.items():
        timings = in_turn({str(n): task(what, n) for n in sizes}, REPETITIONS)
        seconds = [min(timings[str(size)].seconds) for size in sizes]
        # Up to the smallest sizes, what does not grow at all weighs most.
        large = exponent(sizes[-3:], seconds[-3:])
        rows.append(
            (
                what,
                ", ".join(
                    f"{size:,}: {second * 1e3:,.0f}"
                    for size, second in zip(sizes, seconds, strict=True)
                ),
                f"{exponent(sizes, seconds):.2f}",
                f"{large:.2f}",
            )
        )
    head = ("grows", "size: ms, quickest of 3", "exponent", "of the three largest")
    body = (
        "20 tactics × 20 promises × 10 capabilities × 26 weeks × 1,024 draws, without "
        "sensitivities, of which one grows a hundredfold; with the tactics the load on each "
        f"capability, not the capabilities. Aim: ≤ {LARGEST_EXPONENT}.\n\n"
        f"{table(head, rows)}"
    )
    return Section("How the cost of a score grows", body, passed=True)
