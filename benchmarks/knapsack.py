"""Solve OR-Library's multi-dimensional knapsacks the way a portfolio is solved.

    python -m benchmarks.knapsack FILE… --best CSV --seconds 60

prints one JSON line for each problem. A file holds the number of problems; then for each
the number of items n and of constraints m and the best value known (0: none), n values,
m rows of n weights and m limits (J. E. Beasley, OR-Library: mknap1, mknapcb1 to 9).
"""

import csv
import json
import math
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from engine import InvalidCase, portfolio
from engine.case import Horizon
from engine.portfolio.quiet import quiet_solver

REFUSED = 2
MOST_PROBLEMS, MOST_ITEMS, MOST_CONSTRAINTS = 10_000, 20_000, 1_000


class Malformed(ValueError):
    """A file or an option that cannot be used: one line."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Values (n,), weights (m, n) and limits (m,), exactly as written."""

    values: tuple[Fraction, ...]
    weights: tuple[tuple[Fraction, ...], ...]
    limits: tuple[Fraction, ...]

    def case(self) -> portfolio.PortfolioCase:
        """Write the problem as a portfolio: items are plans, constraints capabilities."""
        return portfolio.PortfolioCase(
            horizon=Horizon(date(2026, 1, 5), "week", 1),
            capabilities=tuple(
                portfolio.Capability(f"constraint {k}", float(limit))
                for k, limit in enumerate(self.limits)
            ),
            candidates=tuple(
                portfolio.Candidate(
                    str(i),
                    value=portfolio.Value(profitability=float(value)),
                    loads=tuple(
                        portfolio.Load(f"constraint {k}", float(row[i]))
                        for k, row in enumerate(self.weights)
                        if row[i]
                    ),
                )
                for i, value in enumerate(self.values)
            ),
        )

    def feasible(self, chosen: Sequence[int]) -> bool:
        """Tell exactly whether the chosen items hold every limit."""
        return all(
            sum(row[i] for i in chosen) <= limit
            for row, limit in zip(self.weights, self.limits, strict=True)
        )


class Numbers:
    """The numbers of a file, one after the other."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            words = path.read_text(encoding="ascii").split()
        except OSError as error:
            raise Malformed(
                f"{path}: {(error.strerror or 'unreadable').lower()}"
            ) from None
        except UnicodeDecodeError:
            raise Malformed(f"{path}: not a text of numbers") from None
        self.words, self.next = words, 0

    def number(self, what: str) -> Fraction:
        """Return the next number, at least 0 and at most 10¹²."""
        if self.next >= len(self.words):
            raise Malformed(f"{self.name}: ends before {what}")
        word = self.words[self.next]
        self.next += 1
        try:
            value = float(word)
        except ValueError:
            raise Malformed(
                f"{self.name}: {what} is {word[:30]!r}, not a number"
            ) from None
        if not math.isfinite(value) or not 0.0 <= value <= 1e12:
            raise Malformed(f"{self.name}: {what} must be between 0 and 1e12")
        return Fraction(word)

    def count(self, what: str, most: int) -> int:
        """Return the next number, a whole one from 1."""
        value = self.number(what)
        if value.denominator != 1 or not 1 <= value <= most:
            raise Malformed(
                f"{self.name}: {what} must be a whole number from 1 to {most:,}"
            )
        return int(value)


def read_problems(path: Path) -> list[Problem]:
    """Read all problems of a file; raises ``Malformed`` with the place."""
    numbers = Numbers(path)
    problems = []
    for index in range(numbers.count("the number of problems", MOST_PROBLEMS)):
        place = f"problem {index}:"
        items = numbers.count(f"{place} number of items", MOST_ITEMS)
        rows = numbers.count(f"{place} number of constraints", MOST_CONSTRAINTS)
        numbers.number(f"{place} best value")
        problems.append(
            Problem(
                tuple(numbers.number(f"{place} value {i}") for i in range(items)),
                tuple(
                    tuple(
                        numbers.number(f"{place} weight {i} of constraint {k}")
                        for i in range(items)
                    )
                    for k in range(rows)
                ),
                tuple(numbers.number(f"{place} limit {k}") for k in range(rows)),
            )
        )
    if numbers.next < len(numbers.words):
        raise Malformed(f"{path.name}: holds more than its {len(problems)} problems")
    return problems


def read_best(path: Path) -> dict[tuple[str, int], float]:
    """Read the best values known: a CSV of file, index, best."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {
                (row["file"], int(row["index"])): float(row["best"])
                for row in csv.DictReader(file)
            }
    except OSError as error:
        raise Malformed(f"{path}: {(error.strerror or 'unreadable').lower()}") from None
    except (KeyError, TypeError, ValueError):
        raise Malformed(f"{path}: must have the columns file, index and best") from None


def lines(
    paths: Sequence[Path],
    best: dict[tuple[str, int], float],
    seconds: float,
    seed: int,
) -> Iterator[dict[str, object]]:
    """Solve problem by problem, and say what was found."""
    files = [(path.name, read_problems(path)) for path in paths]
    for name, problems in files:
        for index, problem in enumerate(problems):
            began = time.perf_counter()
            with quiet_solver():
                solution = portfolio.solve(problem.case(), seconds=seconds, seed=seed)
            spent = time.perf_counter() - began
            chosen = [int(item) for item in solution.chosen]
            value = float(sum((problem.values[i] for i in chosen), Fraction(0)))
            line: dict[str, object] = {
                "file": name,
                "index": index,
                "value": value,
                "bound": solution.bound,
                "feasible": problem.feasible(chosen),
                "seconds": round(spent, 2),
                "status": solution.status,
            }
            known = best.get((name, index))
            if known:
                line |= {"best": known, "below_best": (known - value) / known}
            yield line


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON line for each problem; status 2 and one line for bad input."""
    parser = ArgumentParser(prog="benchmarks.knapsack", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--best", type=Path, metavar="CSV")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    try:
        best = read_best(asked.best) if asked.best else {}
        for line in lines(asked.files, best, asked.seconds, asked.seed):
            print(json.dumps(line, allow_nan=False), flush=True)  # noqa: T201
    except (Malformed, InvalidCase) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
