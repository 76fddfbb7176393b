"""Weigh the turns of phrase of letters, and tell how well the weights do on another hand.

``python -m benchmarks.leaning FILE…`` takes files of lines ``sells | what | letter`` or
``friendly | what | letter``, each file by one hand (those of the repository stand in
``tests/engine/outreach/letters``). For each it prints one JSON line: of the letters that
sell and of the friendly ones, how many the rules refuse, how many are refused when weights
found on the other files only are added, and how many are asked about at least. ``--write``
then writes the weights found on all files; ``unseen.txt`` is not for that, but to judge by.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array

from engine.outreach import FirmWords, read
from engine.outreach.folding import fold
from engine.outreach.leaning import BAR, CONSTANT, WEIGHTS, lean, sentences, turns_of

PENALTY: Final = 1.0  # of the squared weights, against learning one letter by heart
LEAST_LETTERS: Final = 2
LEAST_WEIGHT: Final = 0.02
RULES_ONLY: Final = FirmWords(off=("turns",))


@dataclass(frozen=True)
class Letter:
    """A letter, and whether it sells."""

    sells: bool
    text: str

    @property
    def turns(self) -> frozenset[str]:
        return turns_of(sentences(fold(self.text).text))


def letters_of(path: Path) -> list[Letter]:
    """Read the letters of one hand."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        label, _, text = (part.strip() for part in line.split("|", 2))
        found.append(Letter(label == "sells", text))
    return found


def weigh(letters: Sequence[Letter]) -> dict[str, float]:
    """Return the weights of a logistic regression with a penalty on their squares."""
    said = [each.turns for each in letters]
    seen = Counter(turn for turns in said for turn in turns)
    known = sorted(turn for turn, letters in seen.items() if letters >= LEAST_LETTERS)
    place = {turn: column for column, turn in enumerate(known)}
    cells = [(r, place[t]) for r, turns in enumerate(said) for t in turns if t in place]
    rows, columns = zip(*cells, strict=True)
    ones = csr_array(
        (np.ones(len(cells)), (rows, columns)), shape=(len(said), len(known))
    )
    sign = np.array([1.0 if each.sells else -1.0 for each in letters])

    def loss(each: Any) -> tuple[float, Any]:  # noqa: ANN401  # arrays of floats
        margin = sign * (ones @ each[:-1] + each[-1])
        slope = -sign / (1 + np.exp(margin))
        penalty = PENALTY / 2 * float(each[:-1] @ each[:-1])
        gradient = np.append(ones.T @ slope + PENALTY * each[:-1], slope.sum())
        return float(np.logaddexp(0, -margin).sum()) + penalty, gradient

    best = minimize(loss, np.zeros(len(known) + 1), jac=True, method="L-BFGS-B").x
    weights = dict(zip(known, best[:-1].tolist(), strict=True))
    return {CONSTANT: float(best[-1])} | weights


def judged(
    letters: Sequence[Letter], weights: dict[str, float]
) -> dict[str, list[int]]:
    """Count what is refused by rules, refused with weights, and asked about at least.

    Of each the letters that sell, and the friendly ones.
    """
    found = {name: [0, 0] for name in ("letters", "rules", "refused", "challenged")}
    for each in letters:
        kind = 0 if each.sells else 1
        by_rules = read(each.text, RULES_ONLY)
        leans = lean(fold(each.text).text, weights).odds > BAR
        found["letters"][kind] += 1
        found["rules"][kind] += by_rules.sells
        found["refused"][kind] += by_rules.sells or (leans and bool(by_rules.findings))
        found["challenged"][kind] += bool(by_rules.findings) or leans
    return found


def write(weights: dict[str, float]) -> None:
    """Write the weights that say something, the strongest first."""
    kept = [
        (odds, turn)
        for turn, odds in weights.items()
        if turn == CONSTANT or abs(odds) >= LEAST_WEIGHT
    ]
    kept.sort(key=lambda one: (-abs(one[0]), one[1]))
    lines = "".join(f"{odds:.2f}\t{turn}\n" for odds, turn in kept)
    WEIGHTS.write_text(lines, encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    paths = [Path(each) for each in arguments if not each.startswith("-")]
    hands = {path: letters_of(path) for path in paths}
    for path in paths:
        others = [one for other in paths if other != path for one in hands[other]]
        line = {"file": path.name} | judged(hands[path], weigh(others))
        sys.stdout.write(f"{json.dumps(line)}\n")
    if "--write" in arguments:
        write(weigh([one for letters in hands.values() for one in letters]))


if __name__ == "__main__":
    main(sys.argv[1:])
