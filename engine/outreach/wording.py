"""Find the words that give away a message that sells: ``docs/involvement.md`` explains it.

A message sells when it holds a strong word, or weak words of two families. A word that is
denied ("nothing to buy") does not count; in a sentence about the past ("when I paid 500
euros") or about others ("petrol is two euros") a strong noun counts as weak and a weak one
not at all, because people tell stories about buying too, and so with what they quote from
the paper. Where words do not decide, turns of phrase are weighed and count as a weak word
(``engine.outreach.leaning``). This is a list, a few rules and a table of weights, not
understanding: ``docs/involvement.md`` says how often it is mistaken.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from engine.outreach.families import FAMILIES, TURNS, Family
from engine.outreach.folding import Folded, fold
from engine.outreach.leaning import BAR, lean
from engine.outreach.patterns import any_of, words

STRONG: Final = 2
WEAK: Final = 1
OWN: Final = "own"
OWN_QUESTION: Final = (
    "This stands on your own list of words that sell. Say it otherwise."
)
# Families whose words are things people also tell about; a command is never a story.
TOLD: Final = frozenset({"price", "discount", "offer", "link"})

SENTENCE_END: Final = re.compile(r"[.!?](?=\s)|\n")
CLAUSE: Final = re.compile(r"[,;:()]|\b(?:but|and|yet|however|because|so)\b")
DENIED: Final = any_of(
    (
        words(
            r"not",
            r"no",
            r"never",
            r"nothing",
            r"without(?: any| an?)?",
            r"neither",
            r"nor",
            r"\w{2,8}n't",
        ),
    )
)
# "Not only", "no better price" and "do not forget to order" deny nothing.
NOT_DENIED: Final = any_of(
    (
        words(
            r"not only",
            r"not just",
            r"why not",
            r"why don't(?: you| we)?",
            r"no better",
            r"no lower",
            r"(?:not|never|n't|won't|don't|can't) (?:forget|miss|wait|hesitate|delay|find|beat|get|been)",
        ),
        r"n't (?:forget|miss|wait|hesitate|delay|find|beat|get|been)\b",
    )
)
PAST: Final = any_of(
    (
        words(
            r"years? ago",
            r"months? ago",
            r"weeks? ago",
            r"last (?:year|month|week|winter|summer|spring|autumn|night)",
            r"yesterday",
            r"back then",
            r"used to",
            r"in (?:19|20)\d\d",
            r"(?:bought|paid|raised|spent|donated|borrowed|found (?:a|an|the|my|his|her))",
            r"(?:when|that|i|we|he|she|they|who|you|and|it|children|son|daughter) (?:once |then |even )?(?:bought|paid|sold|cost|found|lost|won|raised|gave|spent|was|were|had|saved|ordered|got|earned|borrowed|donated)",
        ),
    )
)
# A price, a sale or an offer of somebody else: told, unless the sentence is of us as well.
OTHERS: Final = any_of(
    (
        words(
            r"the (?:\w{2,12} )?(?:papers?|newspapers?|times|news|radio|museum|opera|cinema|theatre|zoo|auction|church|bazaar|bank|ferry|train|bus|airport|island|inn|guest house|hotel|house opposite|house next door|neighbou?rs?|estate agent)",
            r"(?:petrol|diesel|admission|bus fare|opera|cinema|at auction|in the paper)",
            r"(?:they|people|economists) (?:say|tell me|write)",
            r"my (?:\w{2,12} )?(?:brother|sister|mother|father|son|daughter|wife|husband|neighbou?r|uncle|aunt|grandfather|grandmother|friend|cousin|niece|nephew|landlord|dentist)",
            r"(?:a|an|some) (?:\w{2,12} )?(?:neighbou?r|stranger|collector|lady|man|woman|friend of mine)",
            r"at \w{2,20}'s",
            r"on the way to \w{2,20}",
        ),
    )
)
OURS: Final = any_of(
    (
        words(
            r"ours?",
            r"from us",
            r"(?:we|i) (?:now |also |still |only )?(?:have|offer|do|sell|charge|can|could|will|deliver|stock|give)",
            r"we(?:'re| are|'ll|'ve)",
            r"you (?:can|could|get|save|pay)",
            r"for you",
            r"your (?:next|first|own|order|copy)",
        ),
    )
)
# What stands in quotation marks after its source is somebody's words, not an offer.
QUOTED: Final = re.compile(
    r"(?<!\w)(?:papers?|newspapers?|times|sentence|book|poem|writes|wrote|sign|poster|reads|"
    r'headline|proverb|motto|quote)[^\n"]{0,60}"([^\n"]{1,400})"'
)
PRESENT: Final = any_of(
    (
        words(
            r"now",
            r"today",
            r"still",
            r"until",
            r"for you",
            r"this (?:week|month)",
            r"you can",
            r"our (?:new |low )?(?:prices?|rates?|offers?)",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that sell, from letter ``begins`` up to ``ends`` of the text as it was given."""

    family: str
    words: str
    begins: int
    ends: int
    weight: int
    question: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What was found in a message, in its order, and whether it sells."""

    findings: tuple[Finding, ...]
    sells: bool


@dataclass(frozen=True, slots=True)
class FirmWords:
    """What a firm adds: phrases that sell in its trade; and what it lets pass.

    ``off`` holds codes of families, and phrases that are no longer meant.
    """

    phrases: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


def read(text: str, firm: FirmWords = FirmWords()) -> Wording:
    """Return the words of a message that sell; linear in its length.

    >>> [found.words for found in read("Hi! Order yours now, only $5").findings]
    ['Order yours', '$5']
    >>> read("There is nothing to buy here. How is the boat?").sells
    False
    """
    folded = fold(text)
    sentences = Sentences(folded.text)
    off = {fold(phrase).text.strip() for phrase in firm.off}
    found: list[Finding] = []
    for family, weight, begins, ends in merged(hits(folded.text, firm, off)):
        if folded.text[begins:ends] in off:
            continue
        counted = sentences.weight(family, weight, begins)
        if counted:
            place = folded.place(begins, ends)
            found.append(
                Finding(
                    family=family.code,
                    words=text[place[0] : place[1]],
                    begins=place[0],
                    ends=place[1],
                    weight=counted,
                    question=family.question,
                )
            )
    if sells(found) or TURNS.code in firm.off:
        return Wording(tuple(found), sells(found))
    leaning = turned(text, folded)
    if leaning is None:
        return Wording(tuple(found), sells=False)
    apart = [each for each in found if not overlap(each, leaning)]
    shown = sorted([*apart, leaning], key=begin)
    return Wording(tuple(shown), sells([*found, leaning]))


def turned(text: str, folded: Folded) -> Finding | None:
    """Return the sentence that most makes a message read like one that sells, if it does."""
    leaning = lean(folded.text)
    if leaning.odds <= BAR:
        return None
    begins, ends = folded.place(leaning.begins, leaning.ends)
    said = text[begins:ends]
    return Finding(TURNS.code, said, begins, ends, WEAK, TURNS.question)


def begin(found: Finding) -> int:
    return found.begins


def overlap(one: Finding, other: Finding) -> bool:
    """Say whether two findings share a letter."""
    return one.begins < other.ends and other.begins < one.ends


def sells(found: Sequence[Finding]) -> bool:
    """Say whether these findings make a message one that sells."""
    strong = any(each.weight == STRONG for each in found)
    return strong or len({each.family for each in found}) > 1


Hit = tuple[Family, int, int, int]


def hits(text: str, firm: FirmWords, off: set[str]) -> Iterator[Hit]:
    """Yield what fits in a folded text: family, weight, begin and end."""
    for family in chain(own_family(firm.phrases), FAMILIES):
        if family.code in off:
            continue
        for weight, pattern in ((STRONG, family.strong), (WEAK, family.weak)):
            if pattern is None:
                continue
            for match in pattern.finditer(text):
                group = match.lastindex or 0
                yield family, weight, match.start(group), match.end(group)


def own_family(phrases: Iterable[str]) -> Iterator[Family]:
    """Make a family of the firm's own phrases, if it has any."""
    plain = [re.escape(fold(each).text.strip()).replace(r"\ ", " ") for each in phrases]
    known = sorted((each for each in plain if each), key=len, reverse=True)
    if known:
        pattern = any_of((words(*known),))
        yield Family(OWN, "Your own list", OWN_QUESTION, pattern)


def merged(found: Iterable[Hit]) -> list[Hit]:
    """Sort by place, and leave out what lies inside or overlaps a weightier or earlier one."""
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda each: (each[2], -each[1], -each[3])):
        if not kept or hit[2] >= kept[-1][3]:
            kept.append(hit)
        elif hit[1] > kept[-1][1]:
            kept[-1] = hit
    return kept


class Sentences:
    """Knows of each place of a folded text its sentence, and what it says about the words there."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [match.end() for match in SENTENCE_END.finditer(text)]
        self.begins = [0, *ends]
        self.ends = [*ends, len(text)]
        self.told: dict[int, bool] = {}
        quotes = [match.span(1) for match in QUOTED.finditer(text)]
        self.quotes_begin = [begins for begins, _ in quotes]
        self.quotes_end = [ends for _, ends in quotes]

    def weight(self, family: Family, weight: int, begins: int) -> int:
        """Return what a word counts at its place: as it is, less in a story, nothing denied."""
        number = bisect_right(self.begins, begins) - 1
        if self.is_denied(max(self.begins[number], begins - 60), begins):
            return 0
        told = family.code in TOLD and self.is_told(number)
        return weight - 1 if told or self.is_quoted(begins) else weight

    def is_denied(self, begins: int, ends: int) -> bool:
        """Say whether the clause before a word denies it, at most 60 letters back."""
        clause = CLAUSE.split(self.text[begins:ends])[-1]
        return bool(DENIED.search(clause)) and not NOT_DENIED.search(clause)

    def is_quoted(self, begins: int) -> bool:
        """Say whether a place lies in what somebody else wrote."""
        number = bisect_right(self.quotes_begin, begins) - 1
        return number >= 0 and begins < self.quotes_end[number]

    def is_told(self, number: int) -> bool:
        """Say whether a sentence tells of the past or of others; each is looked at once."""
        if number not in self.told:
            sentence = self.text[self.begins[number] : self.ends[number]]
            past = PAST.search(sentence) and not PRESENT.search(sentence)
            others = OTHERS.search(sentence) and not OURS.search(sentence)
            self.told[number] = bool(past or others)
        return self.told[number]
