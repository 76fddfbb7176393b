"""How the engine says that a case cannot be scored."""

import json

SHOWN_CHARACTERS = 60


class InvalidCase(ValueError):
    """A case that cannot be scored: one line, the place first, then what is wrong."""

    def __init__(self, place: str, problem: str) -> None:
        self.place = place
        self.problem = problem
        super().__init__(f"{place}: {problem}" if place else problem)

    def under(self, prefix: str) -> "InvalidCase":
        """Return the same refusal, its place seen from one level further out."""
        return InvalidCase(joined(prefix, self.place), self.problem)


def joined(prefix: str, place: str) -> str:
    """Join two parts of a place: a key with a dot, an index without.

    >>> joined("plan.tactics[0]", "promises"), joined("promises", "[2]")
    ('plan.tactics[0].promises', 'promises[2]')
    """
    if not prefix or not place:
        return prefix or place
    return prefix + place if place.startswith("[") else f"{prefix}.{place}"


def quoted(name: str) -> str:
    r"""Show text from a case on one printable line, cut to a readable length.

    >>> print(quoted("next-week"), quoted("two" + chr(10) + "lines"))
    "next-week" "two\nlines"
    """
    shown = name if len(name) <= SHOWN_CHARACTERS else f"{name[:SHOWN_CHARACTERS]}…"
    return json.dumps(shown).replace("\\u2026", "…")
