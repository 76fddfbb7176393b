"""What to mind when reading a satisfied-defector share: from codes to sentences."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Numbers = Mapping[str, Any]


def percent(share: float) -> str:
    """Say a share with one decimal.

    >>> percent(0.0766)
    '7.7 %'
    """
    return f"{share * 100:.1f} %"


def _leak(numbers: Numbers) -> str:
    claim, seen = {
        "separated": _separated,
        "everyone-left": _everyone_left,
        "none-above": _none_above,
        "nearly-separated": _nearly,
    }[numbers["kind"]](numbers)
    backwards = (
        " Low scores seem to be the good ones: is the scale the other way round?"
        if numbers["reversed"]
        else ""
    )
    return (
        f"{claim}, so it was probably given after they left or made from it: {seen}. Do "
        f"not take the share for what customers felt before they left.{backwards}"
    )


def _separated(numbers: Numbers) -> tuple[str, str]:
    more, less = ("less", "more") if numbers["reversed"] else ("more", "less")
    ends, begins = numbers["leavers_end_at"], numbers["stayers_begin_at"]
    return (
        "The score separates those who left perfectly",
        f"{numbers['leavers_at_end']:,} of {numbers['leavers']:,} who left scored "
        f"{ends:g}, none {more}; of those who stayed none scored {less} than {begins:g}",
    )


def _everyone_left(numbers: Numbers) -> tuple[str, str]:
    return (
        "The score tells who left",
        f"of {numbers['customers']:,} customers who scored {numbers['score']:g}, "
        f"{numbers['left']:,} left",
    )


def _none_above(numbers: Numbers) -> tuple[str, str]:
    end = "less" if numbers["reversed"] else "more"
    return (
        "The score tells who stayed",
        f"none of {numbers['customers']:,} customers who scored {numbers['score']:g} or "
        f"{end} left, where about {numbers['expected']:,.0f} would at the rate of all",
    )


def _nearly(numbers: Numbers) -> tuple[str, str]:
    told = max(numbers["relation"], 1 - numbers["relation"])
    return (
        "The score separates those who left almost perfectly",
        f"of two customers, one who left and one who stayed, it tells {percent(told)} apart",
    )


def _wrong_way(numbers: Numbers) -> str:
    return (
        "The relation runs the wrong way: of the satisfied "
        f"{percent(numbers['satisfied_left'])} left, of the others "
        f"{percent(numbers['dissatisfied_left'])}. Check the direction of the scale and "
        "whether yes means left before anything is concluded; no advice is drawn from it."
    )


def _too_few(numbers: Numbers) -> str:
    return (
        f"Only {numbers['defectors']:,} who left had answered: at least "
        f"{numbers['needed']:,} are needed for a share to lean on."
    )


def _parts_nobody(numbers: Numbers) -> str:
    who = "Everybody counts" if numbers["satisfied"] else "Nobody counts"
    return (
        f"{who} as satisfied: scores run from {numbers['lowest']:g} to "
        f"{numbers['highest']:g}. Choose a threshold between them."
    )


SENTENCES: Final[Mapping[str, Callable[[Numbers], str]]] = {
    "score-leaks-outcome": _leak,
    "relation-runs-the-wrong-way": _wrong_way,
    "too-few-answers": _too_few,
    "nobody-left": lambda _: "Nobody who answered has left: there is no share to tell.",
    "nobody-stayed": lambda _: (
        "Nobody who stayed is here: whether the score goes with leaving cannot be seen."
    ),
    "threshold-parts-nobody": _parts_nobody,
    "few-answered": lambda numbers: (
        f"Only {numbers['answered']:,} of {numbers['defectors']:,} who left had answered: "
        "those who did not may have felt otherwise."
    ),
    "answers-after-leaving": lambda numbers: (
        f"{numbers['answers']:,} answers were given after the customer had left; they do "
        "not count."
    ),
    "leaving-unsaid": lambda numbers: (
        f"{numbers['rows']:,} rows do not say whether the customer left, where others say "
        "no: they are taken for customers who stayed."
    ),
    "threshold-assumed": lambda numbers: (
        f"Scores run to {numbers['highest']:g}, and satisfied is taken to begin at "
        f"{numbers['satisfied_from']:g}: say where it begins with --satisfied-from."
    ),
}


def sentence(code: str, numbers: Numbers) -> str:
    """Say one caution."""
    return SENTENCES[code](numbers)
