"""One figure in every column: what it is, what differs, and where it is best."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from core.pages import Tone
from core.templatetags.shares import about_money, percent
from planner.scenarios.playing import BEYOND, Estimate, difference, estimate

Document = Mapping[str, Any]
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
# What a reader would see differ: the last digit that is shown.
SHARE_SEEN, LOAD_SEEN, MONEY_SEEN = 0.001, 0.005, 0.5


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How a figure is shown, and whether more of it is better (1), less (−1) or neither."""

    show: Callable[[float], str]
    show_difference: Callable[[float], str]
    seen: float
    better: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A column's figure; ``change`` is what it differs by from the company as it is."""

    text: str
    number: float | None = None
    error: float | None = None
    change: str = ""
    tone: Tone = ""
    sign: str = ""
    best: bool = False

    @property
    def differs(self) -> bool:
        return bool(self.change)


@dataclass(frozen=True, kw_only=True)
class Row:
    key: str
    group: str
    label: str
    hint: str
    cells: tuple[Cell, ...]
    winner: str
    url: str = ""

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells)


def _signed(words: str, value: float) -> str:
    return words if value < 0 else f"+{words}"


def _points(value: float) -> str:
    shown = number_format(abs(value) * 100, decimal_pos=1)
    return f"{'+' if value > 0 else MINUS}{shown}{NO_BREAK}points"


def _load(share: float) -> str:
    return "nothing can be done" if share >= BEYOND else percent(share)


SHARE = Measure(
    show=lambda v: percent(v, 1), show_difference=_points, seen=SHARE_SEEN, better=1
)
LOAD = Measure(show=_load, show_difference=_points, seen=LOAD_SEEN, better=-1)


def money(currency: str, better: int) -> Measure:
    return Measure(
        show=lambda v: about_money(v, currency),
        show_difference=lambda v: _signed(about_money(v, currency), v),
        seen=MONEY_SEEN,
        better=better,
    )


def row(
    columns: Sequence[Document],
    key: str,
    measure: Measure,
    *,
    group: str,
    label: str,
    hint: str = "",
    url: str = "",
) -> Row:
    """Return a figure in every column, marked where it differs from the first."""
    each = [column["each"].get(key) for column in columns]
    best = leading(each, measure)
    return Row(
        key=key,
        group=group,
        label=label,
        hint=hint,
        url=url,
        cells=tuple(
            _cell(one, each[0], measure, best=best == [number])
            for number, one in enumerate(each)
        ),
        winner=_winner(each, best),
    )


def _cell(
    own: Sequence[float] | None,
    first: Sequence[float] | None,
    measure: Measure,
    *,
    best: bool,
) -> Cell:
    if own is None:
        gone = "not promised" if first is not None else ""
        return Cell(text="–", change=gone)
    found = estimate(own)
    change, tone, sign = "", "", ""
    if first is None:
        change = "new"
    elif tells(differs := difference(first, own), measure.seen):
        change = measure.show_difference(differs.value)
        sign, tone = _direction(differs.value, measure.better)
    return Cell(
        text=measure.show(found.value),
        number=found.value,
        error=found.error,
        change=change,
        tone=tone,  # type: ignore[arg-type]
        sign=sign,
        best=best,
    )


def _direction(value: float, better: int) -> tuple[str, str]:
    if not better:
        return "", ""
    good = value * better > 0
    return ("better", "kept") if good else ("worse", "not-kept")


def tells(found: Estimate, seen: float) -> bool:
    """Tell whether a difference would be seen, and is hardly chance."""
    return abs(found.value) >= seen and found.is_clear


def leading(each: Sequence[Sequence[float] | None], measure: Measure) -> list[int]:
    """Return the columns that none is clearly better than: one is the best, all a tie."""
    known = [(number, one) for number, one in enumerate(each) if one is not None]
    if not measure.better or not known:
        return []
    _, top = max(known, key=lambda pair: measure.better * estimate(pair[1]).value)
    return [
        number for number, one in known if not tells(difference(one, top), measure.seen)
    ]


def _winner(each: Sequence[Sequence[float] | None], best: Sequence[int]) -> str:
    """Name the best columns in words: colour alone tells nobody."""
    known = sum(one is not None for one in each)
    if not best or known < 2:
        return ""
    if len(best) == known:
        return "the same"
    return ", ".join(name_of(number) for number in best)


def name_of(number: int) -> str:
    """Name a column as its head does: A, B, C and D after the company as it is."""
    return "As it is" if number == 0 else "ABCD"[number - 1]
