"""How much a letter reads like one that sells, by its turns of phrase.

The families of ``engine.outreach.families`` find what stands in so many words. Who sells by
allusion ("I have put six aside with your name on them") uses none of these, and yet writes
otherwise than a friend. Each word and each pair of neighbouring words has a weight, found
by logistic regression on letters of several hands (``python -m benchmarks.leaning``); the
sum over a few sentences, with the constant, are the log odds that they sell.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

WEIGHTS: Final = Path(__file__).with_name("leaning.tsv")
CONSTANT: Final = ""
# Log odds from which a letter is challenged; docs/involvement.md says what that costs.
BAR: Final = 1.5
# Letters of the regression have one to five sentences: longer ones are read in windows.
WINDOW: Final = 4
ENDS: Final = re.compile(r"[.!?](?=\s)|\n")
TOKEN: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!%$£€]")
NUMBER: Final = "#"
BEGIN: Final = "<"
END: Final = ">"


@dataclass(frozen=True, slots=True)
class Leaning:
    """The log odds of a few sentences, and where the one that adds most to them stands."""

    odds: float
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a folded text: its place, and its distinct words and pairs of words."""

    begins: int
    ends: int
    turns: frozenset[str]


def lean(text: str, weights: Mapping[str, float] | None = None) -> Leaning:
    """Return how much the most suspicious few sentences of a folded text lean to selling.

    >>> lean("how is your knee? we walked by the lake and thought of you.").odds < 0
    True
    """
    known = weights_known() if weights is None else weights
    said = list(sentences(text))
    best = Leaning(known.get(CONSTANT, 0.0), 0, 0)
    for first in range(max(1, len(said) - WINDOW + 1)):
        window = said[first : first + WINDOW]
        odds = known.get(CONSTANT, 0.0) + weight(turns_of(window), known)
        if window and (odds > best.odds or best.ends == 0):
            most = max(window, key=lambda each: weight(each.turns, known))
            best = Leaning(odds, most.begins, most.ends)
    return best


def turns_of(said: Iterable[Sentence]) -> frozenset[str]:
    """Return the distinct words and pairs of some sentences."""
    return frozenset().union(*(each.turns for each in said))


def weight(turns: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the sum of their weights; what was never seen weighs nothing."""
    return sum(weights.get(each, 0.0) for each in turns)


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a folded text that hold a word, without the space around.

    >>> [sorted(each.turns) for each in sentences("take two. ")]
    [['< take', 'take', 'take two', 'two', 'two >']]
    """
    begins = 0
    for ends in (*(match.end() for match in ENDS.finditer(text)), len(text)):
        part = text[begins:ends]
        words = [NUMBER if one.isdigit() else one for one in TOKEN.findall(part)]
        if words:
            before = len(part) - len(part.lstrip())
            after = len(part) - len(part.rstrip())
            turns = frozenset((*words, *pairs([BEGIN, *words, END])))
            yield Sentence(begins + before, ends - after, turns)
        begins = ends


def pairs(words: list[str]) -> Iterator[str]:
    """Yield each two neighbouring words."""
    return (f"{one} {other}" for one, other in pairwise(words))


@lru_cache(maxsize=1)
def weights_known() -> dict[str, float]:
    """Return the weight of each turn of phrase, and the constant under ``CONSTANT``."""
    lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    found = (line.split("\t") for line in lines)
    return {turn: float(odds) for odds, turn in found}
