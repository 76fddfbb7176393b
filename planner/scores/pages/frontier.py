"""What could be promised, as its page says it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format

from core.charts import FrontierChart, Mark, Standard, frontier_chart
from core.pages import Phrase, Tone
from core.templatetags.shares import percent
from engine import frontier
from planner.scores.pages.tables import Numbers
from planner.scores.pages.words import NO_BREAK, counted, fine_share, number
from promises.models import Promise

HOURS, MINUTES = 24.0, 1440.0
HOURS_BELOW, MINUTES_BELOW = 3.0, 2 / HOURS
NEARLY_ALL = 0.99
ROOM = 1.25
MONTHS_SHOWN = 13

REASONS = {
    "nothing-promised": "Nothing has been promised in the last three years, so there is "
    "nothing to learn from yet.",
    "nothing-finished": "Nothing that was promised has been done yet, so nobody can say how "
    "long it takes.",
    "too-few": "Fewer than 20 occasions are finished: too few to recommend a standard. The "
    "curve shows what they say so far.",
    "never-certain": "A target of 100 % cannot be promised from experience: whatever was "
    "seen, one more occasion may take longer. Choose a target below it.",
    "not-reached": "No standard reaches the target: too many are never done, or not surely "
    "enough in a coming month.",
}
WARNINGS = {
    "stale": "Nothing has been promised for three months: this is how it was then.",
    "mostly-open": "More than half of what was promised in the last three months is still "
    "open: the long end of the curve rests on few.",
    "drift-assumed": "The record is short, so how far months differ is assumed from "
    "experience with other ledgers.",
}


def duration(days: float) -> str:
    r"""Say a duration, rounded up to what people promise in.

    >>> duration(24.29), duration(2.0), duration(1 / 24 / 2)
    ('24.3\xa0days', '48\xa0hours', '30\xa0minutes')
    """
    if days < MINUTES_BELOW:
        value, unit, digits = days * MINUTES, "minute", 0
    elif days < HOURS_BELOW:
        value, unit, digits = days * HOURS, "hour", 0
    else:
        value, unit, digits = days, "day", 1
    up = math.ceil(round(value * 10**digits, 6)) / 10**digits
    digits = 0 if float(up).is_integer() else digits
    said = number_format(up, decimal_pos=digits, force_grouping=True)
    return f"{said}{NO_BREAK}{unit}{'' if up == 1 else 's'}"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a standard that was asked for would mean."""

    standard: str
    phrases: tuple[Phrase, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class FrontierPage:
    """All of a promise's frontier, in words, a chart and tables."""

    phrases: tuple[Phrase, ...]
    notes: tuple[str, ...]
    chart: FrontierChart | None
    segments: Numbers | None
    segments_said: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    """How standards recommended like this were kept."""

    said: str
    months: Numbers | None
    earlier: Numbers | None = None


def frontier_page(
    promise: Promise, found: frontier.Frontier, asked: frontier.Asked | None
) -> FrontierPage:
    """Put a frontier into words."""
    return FrontierPage(
        phrases=_verdict(promise, found),
        notes=tuple(_notes(found)),
        chart=_chart(found, asked) if len(found.rows) > 1 else None,
        segments=_segments(found),
        segments_said=_segments_said(found),
        basis=_basis(found),
    )


def _verdict(promise: Promise, found: frontier.Frontier) -> tuple[Phrase, ...]:
    standards, target = found.recommended, percent(found.target)
    if standards.average is None:
        return (Phrase(REASONS[standards.no_average]),)
    said = [
        Phrase(f"To keep {target} on average, promise "),
        Phrase(duration(standards.average), tone="accent"),
    ]
    if standards.cautious is None:
        said.append(
            Phrase(
                f". No standard reaches {target} in the coming month with "
                f"{percent(found.confidence)} confidence."
            )
        )
    elif duration(standards.cautious) == duration(standards.average):
        said.append(
            Phrase(
                f": that reaches it in the coming month with "
                f"{percent(found.confidence)} confidence, too."
            )
        )
    else:
        said += [
            Phrase(
                f"; to be {percent(found.confidence)} sure of it in the coming month, "
            ),
            Phrase(duration(standards.cautious), tone="kept"),
            Phrase("."),
        ]
    if promise.standard:
        said.append(Phrase(f" Today's standard is “{promise.standard}”."))
    return tuple(said)


def _notes(found: frontier.Frontier) -> list[str]:
    notes = [WARNINGS[code] for code in found.warnings if code in WARNINGS]
    if found.reason == "too-few" and found.recommended.no_average != "too-few":
        notes.append(REASONS["too-few"])
    return notes


def _basis(found: frontier.Frontier) -> str:
    if found.outlook is None:
        return ""
    half = found.outlook.drift.half_life
    recent = "all months count alike"
    if math.isfinite(half):
        recent = f"what is {half:g} days older counts half"
    month = counted(found.outlook.occasions, "occasion")
    return (
        f"From {counted(found.finished, 'finished occasion')} and "
        f"{number(found.censored)} that are still open and count for as long as they have "
        f"been; {recent}, because past months were forecast best so. A coming month "
        f"brings about {month}."
    )


def _unit_of(end: float) -> tuple[str, float]:
    if end <= MINUTES_BELOW:
        return "minutes", MINUTES
    return ("hours", HOURS) if end <= HOURS_BELOW else ("days", 1.0)


def _chart(found: frontier.Frontier, asked: frontier.Asked | None) -> FrontierChart:
    recommended = found.recommended
    marks = [
        (recommended.average, "average", "on average"),
        (recommended.cautious, "cautious", f"{percent(found.confidence)} sure"),
        (asked.days if asked else None, "asked", "what you ask about"),
    ]
    rows = _worth_drawing(found.rows, [days for days, _, _ in marks if days])
    unit, times = _unit_of(rows[-1].days)
    range_share = percent(2 * found.confidence - 1)
    return frontier_chart(
        [
            Standard(
                within=round(row.days * times, 4),
                kept=row.kept,
                low=row.low,
                high=row.high,
            )
            for row in rows
        ],
        marks=[
            Mark(within=days * times, kind=kind, label=f"{words}: {duration(days)}")
            for days, kind, words in marks
            if days is not None
        ],
        target=found.target,
        unit=unit,
        title="How much would be kept at every standard",
        band_label=f"where {range_share} of coming months will be",
    )


def _worth_drawing(
    rows: Sequence[frontier.Row], marked: Sequence[float]
) -> Sequence[frontier.Row]:
    """Leave the long tail out, in which hardly anything more is kept."""
    nearly = next(r.days for r in rows if r.kept >= NEARLY_ALL * rows[-1].kept)
    end = max(nearly, *(ROOM * days for days in marked if days <= rows[-1].days), 0.0)
    drawn = [row for row in rows if row.days <= end]
    return drawn if len(drawn) > 1 else rows


def answer(
    promise: Promise, found: frontier.Frontier, asked: frontier.Asked, standard: str
) -> Answer:
    """Say what a standard would mean against the target."""
    gap = round((asked.kept - found.target) * 100, 1)
    if asked.chance >= found.confidence:
        tone: Tone = "kept"
        verdict = (
            f"It reaches {percent(found.target)} with the confidence of the policy: this "
            "can be promised."
        )
    elif gap >= 0:
        tone = "at-risk"
        verdict = (
            f"It reaches {percent(found.target)} on average, but not surely enough in a "
            "single month."
        )
    else:
        tone = "not-kept"
        short = number_format(-gap, decimal_pos=1)
        verdict = f"That is {short} points short of {percent(found.target)}."
    share = percent(2 * found.confidence - 1)
    beyond = " Nothing has been followed for so long." if asked.beyond else ""
    return Answer(
        standard=standard,
        phrases=(
            Phrase(f"{standard.capitalize()}, "),
            Phrase(fine_share(asked.kept), tone=tone),
            Phrase(" would be kept on average."),
        ),
        text=f"In {share} of coming months it will be between {fine_share(asked.low)} and "
        f"{fine_share(asked.high)}; the chance that the next one reaches "
        f"{percent(found.target)} is {percent(asked.chance)}. {verdict}{beyond}",
    )


def _segments_said(found: frontier.Frontier) -> str:
    if not found.segments:
        return "The ledger names no segments to compare."
    compared = [one for one in found.segments if one.verdict != "too-few"]
    differ = [one for one in compared if one.verdict == "differs"]
    few = len(found.segments) - len(compared)
    rest = ""
    if few:
        rest = f" Of {counted(few, 'segment')} too few occasions are finished to tell."
    if not compared:
        return f"No two segments have enough finished occasions to be compared.{rest}"
    if not differ:
        return (
            "The record supports one standard for all segments: what differs between "
            f"them is no more than chance and drift explain.{rest}"
        )
    verb = "differs" if len(differ) == 1 else "differ"
    said = counted(len(differ), "segment").capitalize()
    return (
        f"{said} of {len(compared)} compared {verb} by more than chance and drift explain. "
        f"Their own standards are drawn towards the promise's where they are small.{rest}"
    )


SEGMENT_VERDICTS = {
    "differs": "differs",
    "no-difference": "as all",
    "too-few": "too few to tell",
}


def _segments(found: frontier.Frontier) -> Numbers | None:
    if not found.segments:
        return None
    return Numbers(
        caption="Standards by segment",
        head=(
            "Segment",
            "Finished",
            "Still open",
            "Compared",
            "On average",
            "Cautious",
        ),
        words=(3,),
        rows=tuple(
            (
                one.name or "no segment",
                number(one.finished),
                number(one.occasions - one.finished),
                SEGMENT_VERDICTS[one.verdict],
                *_of_segment(one, found),
            )
            for one in found.segments
        ),
    )


def _of_segment(one: frontier.Segment, found: frontier.Frontier) -> tuple[str, str]:
    if one.verdict == "too-few":
        return "–", "–"
    own = one.recommended or found.recommended
    return _or_none(own.average), _or_none(own.cautious)


def _or_none(days: float | None) -> str:
    return "none" if days is None else duration(days)


def check_page(check: frontier.Check) -> CheckPage:
    """Put the check of past recommendations into words."""
    average, target = check.average_kept, percent(check.target)
    if average is None:
        return CheckPage(
            said="The record is too short to say how such standards were kept: it takes a "
            "month that is over, with 20 finished occasions before it.",
            months=None,
        )
    said = (
        "Had we promised the average standard at the beginning of each month, it would "
        f"have been kept {fine_share(average)} of the time, for a target of {target}."
    )
    if check.cautious_months:
        said += (
            f" The cautious one reached {target} in {check.cautious_reached} of "
            f"{counted(check.cautious_months, 'month')}; it is meant to in "
            f"{percent(check.confidence)} of them."
        )
    rows = [_month(month, check.target) for month in reversed(check.months)]
    return CheckPage(
        said=said,
        months=_months(rows[:MONTHS_SHOWN], "The latest months"),
        earlier=_months(rows[MONTHS_SHOWN:], "Earlier months"),
    )


def _months(rows: Sequence[tuple[str, ...]], caption: str) -> Numbers | None:
    if not rows:
        return None
    return Numbers(
        caption=f"{caption}, from what was known at the beginning of each",
        head=(
            "Month",
            "Occasions",
            "Average standard",
            "Kept",
            "Cautious standard",
            "Kept so",
            "Target",
        ),
        words=(6,),
        rows=tuple(rows),
    )


def _month(month: frontier.MonthCheck, target: float) -> tuple[str, ...]:
    kept = month.cautious_kept
    reached = "–" if kept is None else "reached" if kept >= target else "missed"
    return (
        date_format(date.fromisoformat(f"{month.month}-01"), "M Y"),
        number(month.occasions),
        _or_none(month.average),
        _share_or_open(month.average, month.average_kept),
        _or_none(month.cautious),
        _share_or_open(month.cautious, kept),
        reached,
    )


def _share_or_open(days: float | None, share: float | None) -> str:
    if days is None:
        return "–"
    return "not known yet" if share is None else fine_share(share)
