"""What the demo company's customers said, why some left, and what they are called.

Drawn from the seed of the crowd. Most are polite: four in ten call themselves satisfied
after a promise was broken to them, and seven in ten never complain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from planner.demo.crowd import Gathered

Whole = NDArray[np.int64]

ANSWERS, RECOMMENDS = 0.2, 0.06
HAPPY: Final = (0.02, 0.04, 0.12, 0.42, 0.40)
CROSS: Final = (0.12, 0.20, 0.28, 0.27, 0.13)
COMPLAINS, ASKS, PRAISES, CALLED = 0.3, 0.1, 0.015, 0.04
KNOWN_OVER, KNOWN = 0.5, 0.07

FIRST: Final = [
    "Ada",
    "Anton",
    "Anna",
    "Bela",
    "Britta",
    "Carla",
    "Casper",
    "Dana",
    "Dirk",
    "Edda",
    "Elias",
    "Emil",
    "Esra",
    "Eva",
    "Felix",
    "Finja",
    "Fritz",
    "Greta",
    "Gustav",
    "Hanna",
    "Hugo",
    "Ida",
    "Igor",
    "Ines",
    "Jan",
    "Jette",
    "Jonas",
    "Jule",
    "Karl",
    "Klara",
    "Lars",
    "Lea",
    "Leo",
    "Lina",
    "Luca",
    "Maja",
    "Malte",
    "Mara",
    "Mats",
    "Mia",
    "Milan",
    "Nele",
    "Nils",
    "Nora",
    "Olaf",
    "Oskar",
    "Paula",
    "Pia",
    "Ramon",
    "Rosa",
    "Ruth",
    "Selma",
    "Simon",
    "Sina",
    "Sven",
    "Thea",
    "Timo",
    "Tom",
    "Vera",
    "Wilma",
    "Yara",
    "Yusuf",
]
LAST: Final = [
    "Abel",
    "Adler",
    "Albers",
    "Arndt",
    "Bauer",
    "Behn",
    "Berg",
    "Bock",
    "Brand",
    "Busch",
    "Claus",
    "Dahl",
    "Decker",
    "Ebel",
    "Ernst",
    "Falk",
    "Fink",
    "Frank",
    "Fuchs",
    "Gerdes",
    "Graf",
    "Haas",
    "Hahn",
    "Hansen",
    "Heim",
    "Hinz",
    "Horn",
    "Jansen",
    "Kaiser",
    "Keil",
    "Kern",
    "Kluge",
    "Koch",
    "Kranz",
    "Kruse",
    "Kuhn",
    "Lang",
    "Lenz",
    "Lorenz",
    "Marx",
    "Mehl",
    "Moser",
    "Nagel",
    "Neum",
    "Oehler",
    "Otto",
    "Pohl",
    "Raabe",
    "Rauch",
    "Reim",
    "Roth",
    "Sander",
    "Seidel",
    "Sommer",
    "Stein",
    "Thoms",
    "Ullmann",
    "Vogt",
    "Weiss",
    "Wendt",
    "Winkler",
    "Zander",
]
RIVALS: Final = ("Möbelhof", "Nordform", "a shop round the corner", "second hand", "")
REASONS: Final = (
    "Moved away.",
    "Found it cheaper.",
    "They came on the wrong day, and nobody called.",
    "Nothing in the catalogue for us any more.",
    "Waited too long for an answer.",
)
OVER: Final = (
    "You said it would be that week, and it was not.",
    "We stayed at home for nothing.",
    "Nobody told us that it would be late.",
)
NOTES: Final = {
    "question": (
        "When does it arrive?",
        "Is there a matching shelf?",
        "How do I return it?",
    ),
    "complaint": ("It came late.", "A box is missing.", "Nobody called back."),
    "praise": ("Thanked the crew.", "Likes the new bed."),
    "contact": ("Told of the new catalogue.", "Asked how the wardrobe stands."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Answers; all arrays are (n,). ``kind`` is 0 for CSAT and 1 for NPS."""

    customer: Whole
    day: Whole
    kind: Whole
    score: Whole


@dataclass(frozen=True, slots=True)
class Spoke:
    """Contacts; ``kind`` is a place in ``NOTES``, ``minute`` counts from midnight."""

    customer: Whole
    day: Whole
    minute: Whole
    kind: Whole
    note: Whole


@dataclass(frozen=True, slots=True)
class Left:
    """Who is known to have left, when, and what they said."""

    customer: Whole
    day: Whole
    rival: Whole
    why: list[str]
    promise: list[str]


def names(many: int, draw: np.random.Generator) -> list[str]:
    """Return invented names."""
    first, last = (draw.integers(0, len(pool), many) for pool in (FIRST, LAST))
    return [f"{FIRST[a]} {LAST[b]}" for a, b in zip(first, last, strict=True)]


def answers(crowd: Gathered, last_day: int, draw: np.random.Generator) -> Said:
    """Let some answer, some days after an order, as it went."""
    parts = []
    for kind, share in ((0, ANSWERS), (1, RECOMMENDS)):
        asked = np.flatnonzero(draw.random(len(crowd.day)) < share)
        day = crowd.day[asked] + draw.integers(13, 25, len(asked))
        asked, day = asked[day <= last_day], day[day <= last_day]
        cross = crowd.kept[asked] == 0
        happy = draw.choice(5, len(asked), p=HAPPY)
        score = np.where(cross, draw.choice(5, len(asked), p=CROSS), happy)
        if kind:
            score = np.minimum(score * 2 + draw.integers(0, 4, len(asked)), 10)
        else:
            score = score + 1
        parts.append((crowd.customer[asked], day, np.full(len(asked), kind), score))
    return Said(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def contacts(crowd: Gathered, last_day: int, draw: np.random.Generator) -> Spoke:
    """Let some ask, complain, praise or be called after an order."""
    kinds = list(NOTES)
    many = len(crowd.day)
    broken = crowd.kept == 0
    shares = {
        "question": np.full(many, ASKS),
        "complaint": np.where(broken, COMPLAINS, 0.004),
        "praise": np.where(broken, 0.0, PRAISES),
        "contact": np.full(many, CALLED),
    }
    parts: list[Any] = []
    for number, kind in enumerate(kinds):
        found = np.flatnonzero(draw.random(many) < shares[kind])
        # A complaint follows the promised day; who is called, is called later.
        first, last = {"complaint": (12, 18), "contact": (60, 200)}.get(kind, (1, 20))
        day = crowd.day[found] + draw.integers(first, last, len(found))
        found, day = found[day <= last_day], day[day <= last_day]
        parts.append(
            (
                crowd.customer[found],
                day,
                draw.integers(8 * 60, 18 * 60, len(found)),
                np.full(len(found), number),
                draw.integers(0, len(NOTES[kind]), len(found)),
            )
        )
    return Spoke(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def defections(crowd: Gathered, last_day: int, draw: np.random.Generator) -> Left:
    """Let some of those who left be known to have left."""
    gone = np.flatnonzero(crowd.gone_on >= 0)
    over = np.array([key in crowd.over for key in gone.tolist()])
    known = draw.random(len(gone)) < np.where(over, KNOWN_OVER, KNOWN)
    day = crowd.gone_on[gone] + draw.integers(27, 90, len(gone))
    keep = known & (day <= last_day)
    customer, day = gone[keep], day[keep]
    promise = [crowd.over.get(key, "") for key in customer.tolist()]
    return Left(
        customer,
        day,
        draw.integers(0, len(RIVALS), len(customer)),
        [_why(code, draw) for code in promise],
        promise,
    )


def _why(promise: str, draw: np.random.Generator) -> str:
    pool: Sequence[str] = OVER if promise else REASONS
    return pool[int(draw.integers(0, len(pool)))]
