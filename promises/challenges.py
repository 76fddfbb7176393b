"""Ask back where a text sells features: customers buy what they have of it.

The check is a list of words and five rules, the same for everybody, and explained in
``docs/challenges.md``. It never forbids: it shows the words and asks a question.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

LONGEST_PITCH: Final = 75  # words; about thirty seconds of unhurried speech
READ_AT_MOST: Final = 10_000  # letters of one text

COMPANY: Final = (
    *("we have", "we've", "we are", "we're", "we offer", "we provide", "we use"),
    *("we own", "we make", "we sell", "we deliver", "we guarantee", "our", "ours"),
    *("our company", "us"),
)
TECHNOLOGY: Final = (
    *("ai", "algorithm", "algorithms", "api", "app", "apps", "automated", "automation"),
    *("blockchain", "cloud", "dashboard", "database", "digital", "equipment"),
    *("functionality", "hardware", "infrastructure", "integrated", "interface"),
    *("machine", "machines", "module", "modules", "platform", "platforms", "portal"),
    *("process", "processes", "server", "servers", "software", "solution"),
    *("solutions", "system", "systems", "technology", "technologies", "tool", "tools"),
    *("turntable", "warehouse", "workflow"),
)
SUPERLATIVES: Final = (
    *("award-winning", "best", "best-in-class", "cheapest", "cutting-edge"),
    *("easiest", "excellent", "fastest", "finest", "first-class", "greatest"),
    *("high-quality", "highest", "innovative", "largest", "leading", "lowest"),
    *("market leader", "most advanced", "next-generation", "number one", "outstanding"),
    *("premium", "quickest", "revolutionary", "second to none", "state of the art"),
    *("state-of-the-art", "superior", "top", "ultimate", "unbeatable", "unique"),
    *("unmatched", "unparalleled", "unrivalled", "world-class"),
)
NUMBERS: Final = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "fifteen", "twenty", "thirty", "forty", "fifty"),
    *("hundred", "thousand", "million", "dozen"),
)
CUSTOMER_VERBS: Final = (
    *("answer", "ask", "buy", "call", "change", "choose", "come back", "enjoy"),
    *("feel", "find", "forget", "get", "gets", "help", "helps", "know", "lose", "pay"),
    *("plan", "receive", "relax", "rest", "return", "save", "say", "see", "sleep"),
    *("speak", "start", "stay", "stop", "talk", "wait", "wear"),
)
YOU: Final = ("you", "your", "yours", "yourself", "you're", "you'll", "you've")

NAMES: Final = {
    "statement": "The promise",
    "benefit": "The benefit",
    "pitch": "The pitch",
}


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """A question to a text, and the words of it that gave rise to it.

    There are none where the question is about a word that is missing.
    """

    place: str
    code: str
    words: tuple[str, ...]
    question: str

    @property
    def where(self) -> str:
        return NAMES[self.place]


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """What a company adds: its name, and words that sell features in its trade."""

    company: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    words = "|".join(re.escape(phrase) for phrase in longest_first)
    return re.compile(rf"(?<![\w'-])(?:{words})(?![\w'-])", re.IGNORECASE)


_LISTS: Final = {
    "company": _pattern(COMPANY),
    "technology": _pattern(TECHNOLOGY),
    "superlative": _pattern(SUPERLATIVES),
}
_NUMBER: Final = re.compile(
    rf"\d[\d.,]*\s?%?|{_pattern(NUMBERS).pattern}", re.IGNORECASE
)
_VERB: Final = _pattern(CUSTOMER_VERBS)
_YOU: Final = _pattern(YOU)
_WHAT_WE_ARE: Final = re.compile(
    r"\A(?:hello[,.!]? )?(?:i am|i'm|we are|we're) (?:an?|the)\b", re.IGNORECASE
)

QUESTIONS: Final = {
    "company": "This is about you. What does the customer have of it?",
    "technology": "This is what it is made of. What can the customer do with it "
    "that they cannot do today?",
    "superlative": "Everybody says so. What would the customer notice?",
    "number": "A figure is a feature until somebody gains by it. What does the "
    "customer do, get or save because of it?",
    "own": "Your own list has this as a word that sells features. What does the "
    "customer have of it?",
    "nobody": "Nobody is spoken to. Say “you”: who gets up in the morning and "
    "finds this changed?",
    "what-we-are": "That says what you are. “I help small business owners get more "
    "sleep” makes people ask how you do that: whom do you help, to what?",
    "too-long": "Thirty seconds are about 75 words. What would you say if the "
    "doors of the lift opened now?",
}


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """Return what fits, as it is written, each once."""
    hits = (match.group().strip() for match in pattern.finditer(text))
    return tuple({hit.casefold(): hit for hit in hits}.values())


def _by_lists(text: str, own: OwnWords) -> Iterable[tuple[str, tuple[str, ...]]]:
    for code, pattern in _LISTS.items():
        words = _found(pattern, text)
        if code == "company" and own.company:
            words += _found(_pattern([own.company]), text)
        yield code, words


def _by_address(text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Look for the customer: spoken to, or at least doing something."""
    if _YOU.search(text):
        return
    yield "nobody", ()
    if not _VERB.search(text):
        yield "number", _found(_NUMBER, text)


def _by_ear(text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Hear a pitch as the one hears it who asked "so what do you do?"."""
    if opening := _WHAT_WE_ARE.match(text):
        yield "what-we-are", (opening.group(),)
    elif not _YOU.search(text) and not _VERB.search(text):
        yield "nobody", ()
    count = len(text.split())
    if count > LONGEST_PITCH:
        yield "too-long", (f"{count} words",)


def _own(text: str, own: OwnWords) -> Iterable[tuple[str, tuple[str, ...], str]]:
    for phrase, question in own.questions.items():
        yield "own", _found(_pattern([phrase]), text), question or QUESTIONS["own"]


def _asked(
    place: str, text: str, own: OwnWords
) -> Iterable[tuple[str, tuple[str, ...], str]]:
    rest = _by_ear(text) if place == "pitch" else _by_address(text)
    for code, words in chain(_by_lists(text, own), rest):
        yield code, words, QUESTIONS[code]
    yield from _own(text, own)


def challenge(
    texts: Mapping[str, str], own: OwnWords | None = None
) -> Sequence[Challenge]:
    """Return the questions to a promise's statement, benefit and pitch.

    >>> found = challenge({"statement": "We have the fastest vans for your flat"})
    >>> [(each.code, each.words) for each in found]
    [('company', ('We have',)), ('superlative', ('fastest',))]
    >>> challenge({"statement": "You choose the week, and that is when it comes"})
    []
    """
    found: list[Challenge] = []
    for place in NAMES:
        text = " ".join(texts.get(place, "")[:READ_AT_MOST].replace("’", "'").split())
        if not text:
            continue
        found += [
            Challenge(place=place, code=code, words=words, question=question)
            for code, words, question in _asked(place, text, own or OwnWords())
            if words or code == "nobody"
        ]
    return found
