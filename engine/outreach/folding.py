"""Text as a reader sees it, whatever letters it is spelled with.

Each letter is folded by itself (NFKD, marks dropped, look-alikes of other scripts read as
the Latin letter they imitate, small letters), invisible and control characters vanish and
white space becomes one space or one line end. Letters set apart ("b u y", "f.r.e.e.") close
up, and digits that stand for letters inside a word ("0rder", "n0w") are read as these, so that ``origin`` still says where every
folded letter stood. Linear in the length of the text.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

SPACE: Final = " "
LINE: Final = "\n"
# Unicode's confusables, as far as they imitate small Latin letters; compared after casefold.
LOOK_ALIKES: Final = {
    chr(point): letter
    for points, letter in (
        ((0x430, 0x251, 0x3B1), "a"),
        ((0x44C, 0x184), "b"),
        ((0x441, 0x1D04, 0x3F2), "c"),
        ((0x501, 0x257), "d"),
        ((0x435, 0x454, 0x3B5), "e"),
        ((0x261, 0x581), "g"),
        ((0x4BB, 0x570), "h"),
        ((0x456, 0x131, 0x3B9, 0x269), "i"),
        ((0x458,), "j"),
        ((0x43A, 0x3BA), "k"),
        ((0x4CF, 0x1C0), "l"),
        ((0x43C,), "m"),
        ((0x578, 0x3B7), "n"),
        ((0x43E, 0x3BF, 0x585, 0xF8), "o"),
        ((0x440, 0x3C1), "p"),
        ((0x51B,), "q"),
        ((0x433, 0x280), "r"),
        ((0x455,), "s"),
        ((0x442, 0x3C4), "t"),
        ((0x57D, 0x3C5), "u"),
        ((0x475, 0x3BD), "v"),
        ((0x51D, 0x3C9), "w"),
        ((0x445, 0x3C7), "x"),
        ((0x443, 0x3B3), "y"),
    )
    for point in points
}
# Capitals imitate other letters than their small ones do.
CAPITALS: Final = {
    **dict(zip("АВЕКМНОРСТУХІЅЈ", "abekmhopctyxisj", strict=True)),  # noqa: RUF001
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True)),  # noqa: RUF001
}
SIGNS: Final = {
    **dict.fromkeys("’‘ʼ`´", "'"),  # noqa: RUF001  # these are the ones to fold
    **dict.fromkeys("–—‐‑−", "-"),  # noqa: RUF001
    **dict.fromkeys("…", "."),
    **dict.fromkeys("“”„‟«»", '"'),
}


IMITATIONS: Final = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s"}
# Three letters or more, each alone, with the same kind of gap between them.
SET_APART: Final = re.compile(
    r"(?<![^\W_])[^\W\d_](?:(?: [^\W\d_]){2,40}|(?:\.[^\W\d_]){2,40}\.?|"
    r"(?:-[^\W\d_]){2,40})(?![^\W_])"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; letter ``i`` of it stood at ``origin[i]`` in the original."""

    text: str
    origin: tuple[int, ...]

    def place(self, begins: int, ends: int) -> tuple[int, int]:
        """Return where the folded letters ``begins`` to ``ends`` stood."""
        return self.origin[begins], self.origin[ends - 1] + 1


@lru_cache(maxsize=4_096)
def folded_letter(letter: str) -> str:
    r"""Return what one character reads as; nothing for what cannot be seen.

    >>> [folded_letter(letter) for letter in "Bü\u200by\t"]
    ['b', 'u', '', 'y', ' ']
    """
    known = SIGNS.get(letter) or CAPITALS.get(letter)
    if known:
        return known
    if letter in "\r\n\u2028\u2029":
        return LINE
    if letter.isspace():
        return SPACE
    plain = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(
        LOOK_ALIKES.get(part, part)
        for part in plain
        if unicodedata.category(part) not in {"Mn", "Me", "Cf", "Cc", "Cs", "Cn"}
    )


def fold(text: str) -> Folded:
    r"""Fold a text and remember where its letters stood.

    >>> fold("B\u00fay\u200b \n\n now").text
    'buy\nnow'
    """
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for part in folded_letter(letter):
            if part in {SPACE, LINE} and letters and letters[-1] in {SPACE, LINE}:
                if part == LINE:
                    letters[-1] = LINE
                continue
            letters.append(part)
            origin.append(place)
    kept = closed_up("".join(letters), origin)
    return Folded(
        "".join(disguised(letters, place) for place in kept),
        tuple(origin[place] for place in kept),
    )


def closed_up(text: str, origin: list[int]) -> list[int]:
    """Return the places that stay when single letters set apart close up to a word.

    Where the gap is wider than one character, as between words, the run ends.
    """
    dropped: set[int] = set()
    for match in SET_APART.finditer(text):
        gaps = range(match.start() + 1, match.end(), 2)
        dropped.update(gap for gap in gaps if is_narrow(gap, origin))
    return [place for place in range(len(text)) if place not in dropped]


def is_narrow(gap: int, origin: list[int]) -> bool:
    """Say whether one character alone stood between two letters, or behind the last."""
    return gap + 1 == len(origin) or origin[gap + 1] - origin[gap - 1] == 2


def disguised(letters: list[str], place: int) -> str:
    """Return a letter of a word for the digit that imitates it, and 0 for an o in a number."""
    letter = letters[place]
    before = letters[place - 1] if place else SPACE
    after = letters[place + 1] if place + 1 < len(letters) else SPACE
    if letter == "0" and after.isalpha() and not before.isdigit():
        return "o"
    if letter in IMITATIONS and before.isalpha() and after.isalpha():
        return IMITATIONS[letter]
    if letter == "o" and before.isdigit() and not after.isalpha():
        return "0"
    return letter
