"""Time things in turn, and write down what was found."""

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

import numpy as np

REPETITIONS = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one thing, over the repetitions."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the median."""
        return median(self.seconds)

    def shown(self) -> str:
        """Show median and range in milliseconds."""
        low, high = min(self.seconds), max(self.seconds)
        return f"{self.median * 1e3:,.1f} ({low * 1e3:,.1f} – {high * 1e3:,.1f})"


@dataclass(frozen=True, slots=True)
class Section:
    """What one benchmark found: a title, text and tables in Markdown, and a verdict."""

    title: str
    body: str
    passed: bool


def in_turn(
    tasks: Mapping[str, Callable[[], object]], repetitions: int = REPETITIONS
) -> dict[str, Timing]:
    """Run every task once to warm up, then all of them in turn, several times."""
    for task in tasks.values():
        task()
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(repetitions):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            seconds[name].append(time.perf_counter() - start)
    return {name: Timing(name, tuple(found)) for name, found in seconds.items()}


def timing_table(timings: Mapping[str, Timing], peer: str) -> str:
    """Write timings as a table, each with its ratio to the peer's median."""
    rows = [
        (name, timing.shown(), f"{timing.median / timings[peer].median:.2f}")
        for name, timing in timings.items()
    ]
    return table(("", "ms: median (range)", f"ratio to {peer}"), rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def surroundings() -> str:
    """Say what the figures were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy"))
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return (
        f"{day}, {os.cpu_count()} processors ({platform.machine()}), "
        f"Python {platform.python_version()}, {packages}."
    )


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the slope of log time on log size: 1 is linear, 0 is independent."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
