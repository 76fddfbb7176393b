"""Tell which names, addresses and numbers are likely one person's.

Keys make what is written differently equal; ``resemble`` compares two names by their
words, so that "J. Smith" may be "John Smith" and never "Jane Smithson".
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_TITLES: Final = (
    "mr mrs ms miss dr prof professor sir herr frau dipl ing mag jr sr phd mba"
)

_FORMS: Final = (
    "gmbh ag kg ohg ug se inc llc llp ltd limited plc corp corporation co company "
    "sa sas sarl srl spa bv nv ab as oy aps the and und"
)
TITLES: Final = frozenset(_TITLES.split())
FORMS: Final = frozenset(_FORMS.split())
DIGITS: Final = 8  # the last of a number: country and trunk codes differ in writing
_WORD: Final = re.compile(r"[^\W_]+")
_SPECIAL: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae"})


def words_of(text: str) -> list[str]:
    """Return the words in small letters without accents.

    >>> words_of("Müller-Lüdenscheidt, Dr.")
    ['muller', 'ludenscheidt', 'dr']
    """
    small = text.casefold().translate(_SPECIAL)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", small)
        if not unicodedata.combining(letter)
    )
    return _WORD.findall(plain)


def _in_order(name: str) -> list[str]:
    """Return a name's words, given names first: "Smith, John" is "John Smith"."""
    last, comma, first = name.partition(",")
    turned = f"{first} {last}" if comma and first.strip() else name
    found = words_of(turned)
    return [word for word in found if word not in TITLES] or found


def name_key(name: str) -> str:
    """Return the same text for names of the same words in any order.

    >>> name_key("Smith, Dr. John") == name_key("john SMITH")
    True
    """
    return " ".join(sorted(_in_order(name)))[:160]


def short_key(name: str) -> str:
    """Return the first letter and the last word, "" for a single word.

    >>> short_key("John A. Smith")
    'j smith'
    """
    found = _in_order(name)
    return f"{found[0][0]} {found[-1]}"[:160] if len(found) > 1 else ""


def organisation_key(name: str) -> str:
    """Return a firm's words without what only says its legal form.

    >>> organisation_key("The Oak & Co. GmbH")
    'oak'
    """
    found = words_of(name)
    return " ".join([word for word in found if word not in FORMS] or found)[:120]


def email_key(address: str) -> str:
    """Return an address in small letters, without a tag after a plus sign.

    >>> email_key("Ada+news@Example.org")
    'ada@example.org'
    """
    box, _, host = address.strip().casefold().rpartition("@")
    return f"{box.partition('+')[0]}@{host}" if box and host else ""


def phone_key(number: str) -> str:
    """Return the last digits of a number, "" where there are too few to tell.

    >>> phone_key("+49 (0)30 901820") == phone_key("030/901820")
    True
    """
    digits = "".join(
        letter for letter in number.replace("(0)", "") if letter in "0123456789"
    )
    local = digits.lstrip("0")
    return local[-DIGITS:] if len(local) >= 6 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Why two names are likely one person's: the strongest sign, and in words."""

    strength: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is compared of a person."""

    name: str
    organisation: str = ""
    email: str = ""
    phone: str = ""


def resemble(one: Card, other: Card) -> Likeness | None:
    """Return why two cards are likely one person's, or None where they are not.

    The same address, then the same number, then the same words of the name; a name
    that only fits the other ("J. Smith", "John Smith") where both are of one firm, or
    one of them of none that is known. Different known firms tell two people of one
    name apart.
    """
    address = email_key(one.email)
    if address and address == email_key(other.email):
        return Likeness(strength=1.0, words="the same e-mail address")
    number = phone_key(one.phone)
    if number and number == phone_key(other.phone):
        return Likeness(strength=0.9, words="the same telephone number")
    return _by_name(one, other)


def _by_name(one: Card, other: Card) -> Likeness | None:
    firms = {organisation_key(one.organisation), organisation_key(other.organisation)}
    known = firms - {""}
    if len(known) > 1:
        return None
    at_one = len(firms) == 1 and bool(known)
    if name_key(one.name) == name_key(other.name):
        if at_one:
            return Likeness(strength=0.8, words="the same name at the same firm")
        return Likeness(strength=0.6, words="the same name")
    if short_key(one.name) and _fits(_in_order(one.name), _in_order(other.name)):
        if at_one:
            return Likeness(strength=0.5, words="names that fit, at the same firm")
        return Likeness(strength=0.3, words="names that fit each other")
    return None


def _fits(one: list[str], other: list[str]) -> bool:
    """Tell whether the shorter name is the longer with words left out or shortened."""
    if one[-1:] != other[-1:]:
        return False
    few, many = sorted((one[:-1], other[:-1]), key=len)
    rest = list(many)
    for word in few:
        found = next(
            (
                w
                for w in rest
                if w == word or (w[0] == word[0] and 1 in map(len, (w, word)))
            ),
            None,
        )
        if found is None:
            return False
        rest.remove(found)
    return bool(few)
