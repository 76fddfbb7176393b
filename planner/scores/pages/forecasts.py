"""A promise's outlook and backtest as a page: sentences, a chart and its table."""

from dataclasses import dataclass

import engine
from core.charts.forecasts import Expected, Forecasts, forecasts
from core.pages import Figure
from planner.scores.pages import words
from planner.scores.pages.tables import Numbers
from planner.scores.queries.forecasts import Outlook
from promises.models import Promise

NO_SEGMENT = "No segment"
# So near to 80 % chance alone brings a right forecast's share; fewer tell nothing.
LEAST_HELD, MOST_HELD, FEWEST = 0.72, 0.88, 20


@dataclass(frozen=True, kw_only=True)
class ForecastPage:
    """What the page of a promise's forecasts shows."""

    outlook: str
    segments: Numbers | None
    figures: tuple[Figure, ...]
    chart: Forecasts | None
    verdict: str


def forecast_page(promise: Promise, outlook: Outlook) -> ForecastPage:
    """Put an outlook into words."""
    tested = outlook.tested
    found = tested.figures if tested is not None else None
    return ForecastPage(
        outlook=outlook_sentence(outlook),
        segments=_segments(outlook),
        figures=() if found is None else _figures(found),
        chart=None if tested is None else _chart(promise, outlook, tested),
        verdict="" if found is None else _verdict(found),
    )


def outlook_sentence(outlook: Outlook) -> str:
    """Say what is to be expected in the coming weeks, from what record."""
    expected = outlook.expected
    weeks = words.counted(outlook.weeks_ahead, "week")
    return (
        f"In the coming {weeks}, {words.fine_share(expected.mean)} are to be expected, and "
        f"between {words.fine_share(expected.low)} and {words.fine_share(expected.high)} in "
        f"8 of 10 cases, of about {words.counted(expected.occasions, 'occasion')}. "
        f"So far {words.number(expected.kept)} of {words.number(expected.due)} were kept."
    )


def _segments(outlook: Outlook) -> Numbers | None:
    if not outlook.segments:
        return None
    return Numbers(
        caption=f"What to expect by segment in the coming {words.counted(outlook.weeks_ahead, 'week')}",
        head=("Segment", "Kept so far", "Of", "Expected", "8 of 10 between"),
        rows=tuple(
            (
                segment.name or NO_SEGMENT,
                words.number(segment.expected.kept),
                words.number(segment.expected.due),
                words.fine_share(segment.expected.mean),
                f"{words.fine_share(segment.expected.low)} – "
                f"{words.fine_share(segment.expected.high)}",
            )
            for segment in outlook.segments
        ),
    )


def _figures(found: engine.Figures) -> tuple[Figure, ...]:
    return (
        Figure(label="Forecasts", value=words.number(found.forecasts)),
        Figure(
            label="80 % ranges that held",
            value=words.share(found.coverage80),
            meaning="80 % would be right",
        ),
        Figure(
            label="Mean width of the ranges",
            value=f"{found.mean_width80 * 100:.1f}",
            meaning="percentage points, from end to end",
        ),
        Figure(
            label="Error of the forecasts",
            value=f"{found.crps:.4f}",
            meaning="mean CRPS; 0 is perfect",
        ),
        Figure(
            label="Error of a Beta-Binomial",
            value=f"{found.crps_beta_binomial:.4f}",
            meaning="which knows no drift",
        ),
        Figure(
            label="Error of climatology",
            value=f"{found.crps_climatology:.4f}",
            meaning="all earlier months, as they were",
        ),
    )


def _verdict(found: engine.Figures) -> str:
    """Say whether the forecasts deserve trust."""
    held = words.share(found.coverage80)
    less = (
        1.0 - found.crps / found.crps_beta_binomial if found.crps_beta_binomial else 0
    )
    versus = "Their error is the same as"
    if abs(less) >= 0.005:
        than = "smaller" if less > 0 else "larger"
        versus = f"Their error is {words.share(abs(less))} {than} than"
    near = LEAST_HELD <= found.coverage80 <= MOST_HELD
    trust = "close to the 80 % meant" if near else "not the 80 % meant"
    if found.forecasts < FEWEST:
        trust = "too few forecasts to judge by"
    return (
        f"The ranges of {held} of {words.counted(found.forecasts, 'forecast')} held what "
        f"happened: {trust}. {versus} that of a Beta-Binomial of the same record."
    )


def _chart(
    promise: Promise, outlook: Outlook, tested: engine.Tested
) -> Forecasts | None:
    if not tested.weeks:
        return None
    return forecasts(
        [
            Expected(
                monday=week.monday,
                low=week.low,
                high=week.high,
                kept=week.rate,
                occasions=week.due,
            )
            for week in tested.weeks
        ],
        title="What was forecast, and what happened",
        note=(
            "Every Monday, from the weeks that were over by then: the range for the "
            f"next {words.counted(outlook.weeks_ahead, 'week')}, and the share that was kept."
        ),
        target=None if promise.target is None else float(promise.target),
    )
