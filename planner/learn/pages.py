"""What was learnt, in words: honest about how little a few predictions tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format, number_format

from core.charts import Level, Outcome, OutcomeMark, Outcomes, Reliability
from core.charts import outcomes as draw_outcomes
from core.charts import reliability as draw_reliability
from core.pages import Figure, Phrase, Tone
from engine.calibration import Bias, Brier, Share
from planner.learn.queries import Group, Learnt, Prediction
from planner.scores.pages import words

Phrases = tuple[Phrase, ...]
JUDGED: dict[str, str] = {
    "too-optimistic": "too optimistic",
    "too-pessimistic": "too pessimistic",
    "too-sure": "too sure of themselves",
}


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """The predictions of one promise or author, and what is to be said of them."""

    name: str
    url: str
    count: str
    hits: str
    inside: str
    gap: str
    brier: str
    said: str
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class PredictionRow:
    """A prediction beside its outcome, if it has met one."""

    title: str
    url: str
    promise: str
    promise_url: str
    author: str
    weeks: str
    target: str
    chance: str
    range: str
    mark: OutcomeMark | None
    kept: str
    badge: str
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the Brier score: its name, its figure and what it means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class LearnPage:
    phrases: Phrases
    figures: tuple[Figure, ...]
    diagram: Reliability
    parts: tuple[Part, ...]
    promises: tuple[GroupRow, ...]
    authors: tuple[GroupRow, ...]
    axis: Outcomes
    rows: tuple[PredictionRow, ...]
    separate: str


def learn_page(found: Learnt, shown: Sequence[Prediction]) -> LearnPage:
    """Write the page; at least one prediction must have met an outcome.

    ``shown`` are those of this page of the log.
    """
    overall = found.overall
    axis, rows = _log(shown)
    return LearnPage(
        phrases=_verdict(overall),
        figures=_figures(found),
        diagram=_diagram(overall),
        parts=_parts(overall.brier) if overall.brier else (),
        promises=tuple(
            _group(group, reverse("promises:detail", args=[group.key]))
            for group in found.promises
        ),
        authors=tuple(_group(group, "") for group in found.authors),
        axis=axis,
        rows=rows,
        separate=words.counted(overall.separate, "separate prediction"),
    )


# --- The sentence ---------------------------------------------------------------


def _verdict(group: Group) -> Phrases:
    """Say what happened, then whether it is more than chance, or too little to tell."""
    reached = "was reached" if group.hits.count == 1 else "were reached"
    of = words.counted(group.count, "prediction")
    return (
        Phrase("Of "),
        Phrase(f"{of} that met an outcome", "#log"),
        Phrase(f", {words.counted(group.hits.count, 'target')} {reached}; "),
        Phrase(f"{expected(group)} were to be expected", "#diagram"),
        Phrase(". "),
        *_conclusion(group),
    )


def _conclusion(group: Group) -> Phrases:
    many = words.counted(group.separate, "separate prediction")
    if judged := group.bias.judgement:
        return (
            Phrase("The scores have been "),
            Phrase(JUDGED[judged], "#test", "not-kept"),
            Phrase(f": {chance_words(group.bias)}, and there were {many}."),
        )
    if not group.is_telling:
        return (
            Phrase(f"{many[0].upper()}{many[1:]}: "),
            Phrase("too few to tell", "#test", "at-risk"),
            Phrase(" whether the scores deserve trust."),
        )
    return (
        Phrase("The scores have "),
        Phrase("kept their own promises", "#test", "kept"),
        Phrase(": nothing is off by more than chance explains."),
    )


def expected(group: Group) -> str:
    """Say how many targets should have been reached, to a tenth."""
    return number_format(round(group.expected, 1), decimal_pos=1)


def chance_words(bias: Bias) -> str:
    """Say how seldom right scores would meet such outcomes, by the test that says so.

    >>> chance_words(Bias("too-optimistic", 0.004, 1.0, 0.2, 1.0, 0.5))
    'right ones would meet so few targets reached in 4 of 1,000 such series'
    """
    optimistic = {
        "so few targets reached": bias.so_few_hits,
        "so much kept below their ranges": bias.so_many_below,
    }
    pessimistic = {
        "so many targets reached": bias.so_many_hits,
        "so much kept above their ranges": bias.so_many_above,
    }
    narrow = {"so little kept inside their ranges": bias.so_few_inside}
    tests = {
        "too-optimistic": optimistic,
        "too-pessimistic": pessimistic,
    }.get(bias.judgement, optimistic | pessimistic | narrow)
    what, chance = min(tests.items(), key=lambda pair: pair[1])
    if chance < 0.0005:
        return f"right ones would meet {what} in fewer than 1 of 1,000 such series"
    return (
        f"right ones would meet {what} in {round(chance * 1000)} of 1,000 such series"
    )


# --- Figures ---------------------------------------------------------------------


def _figures(found: Learnt) -> tuple[Figure, ...]:
    group = found.overall
    running = group.count - group.over
    return (
        Figure(
            label="Predictions with an outcome",
            value=words.number(group.count),
            meaning=f"{words.number(group.over)} of plans that are over, "
            f"{words.number(running)} under way, {words.number(found.waiting)} waiting",
            url="#log",
        ),
        Figure(
            label="Targets reached",
            value=f"{words.number(group.hits.count)} of {words.number(group.count)}",
            meaning=f"{expected(group)} expected; {interval(group.hits)}",
            url="#diagram",
        ),
        Figure(
            label="Kept as forecast",
            value=f"{words.number(group.inside.count)} of {words.number(group.count)}",
            meaning=f"inside ranges meant for 8 of 10; {interval(group.inside)}",
            url="#log",
        ),
        Figure(
            label="Brier score",
            value=_score(group.brier.score) if group.brier else "–",
            meaning=_against(group.brier) if group.brier else "",
            url="#brier",
        ),
    )


def interval(share: Share) -> str:
    r"""Say between which shares the true one lies.

    >>> interval(Share(8, 10, 0.49, 0.943)).replace("\xa0", " ")
    'truly between 49 % and 94 %'
    """
    return f"truly between {words.share(share.low)} and {words.share(share.high)}"


def _score(value: float) -> str:
    return number_format(round(value, 3) + 0.0, decimal_pos=3)


def _against(brier: Brier) -> str:
    plain = _score(brier.uncertainty)
    return f"0 is perfect; always saying the average would score {plain}"


def _parts(brier: Brier) -> tuple[Part, ...]:
    return (
        Part(
            name="Reliability",
            value=_score(brier.reliability),
            meaning="how far forecasts are from what came true; 0 is best",
        ),
        Part(
            name="less resolution",
            value=_score(brier.resolution),
            meaning="how well they tell the kept from the broken; more is better",
        ),
        Part(
            name="plus uncertainty",
            value=_score(brier.uncertainty),
            meaning="what nobody can help: how mixed the outcomes are",
        ),
        Part(
            name="plus what binning hides",
            value=_score(brier.within),
            meaning="forecasts of one bin that are not the same",
        ),
        Part(
            name="Brier score",
            value=_score(brier.score),
            meaning="mean squared distance of the chance from what happened",
        ),
    )


def _diagram(group: Group) -> Reliability:
    outside = sum(not b.low <= b.observed <= b.high for b in group.bins)
    title = "What was called likely came true as often as said"
    if outside:
        title = "Not all that was called likely came true as often as said"
    if not group.is_telling:
        title = "What was called likely, and what came true"
    return draw_reliability(
        [
            Level(
                count=b.count,
                forecast=b.forecast,
                observed=b.observed,
                low=b.low,
                high=b.high,
            )
            for b in group.bins
        ],
        title=title,
        note="Each dot gathers forecasts of about the same chance. If they are right, it lies "
        "within its bar 9 times of 10; a long bar means few predictions.",
    )


# --- Groups and the log ------------------------------------------------------------


def _group(group: Group, url: str) -> GroupRow:
    said, tone = said_of(group)
    return GroupRow(
        name=group.name,
        url=url,
        count=words.number(group.count),
        hits=f"{words.number(group.hits.count)}, {expected(group)} expected",
        inside=f"{words.number(group.inside.count)} of {words.number(group.count)}",
        gap=_gap(group.gap),
        brier=_score(group.brier.score) if group.brier else "–",
        said=said,
        tone=tone,
    )


def _gap(gap: float) -> str:
    """Say by how much more was kept than forecast: "+3 points"."""
    points = abs(round(gap * 100))
    return f"{words.points(gap)} point{'' if points == 1 else 's'}"


def said_of(group: Group) -> tuple[str, Tone]:
    """Say in a word or two what a group's predictions show."""
    if judged := group.bias.judgement:
        return JUDGED[judged], "not-kept"
    if group.is_telling:
        return "as good as said", "kept"
    return "too few to tell", "neutral"


def _log(found: Sequence[Prediction]) -> tuple[Outcomes, tuple[PredictionRow, ...]]:
    met = [p for p in found if p.has_outcome]
    axis = draw_outcomes(
        [Outcome(low=p.low, high=p.high, observed=p.rate, target=p.target) for p in met]
    )
    marks = dict(zip(map(id, met), axis.marks, strict=True))
    return axis, tuple(_row(p, marks.get(id(p))) for p in found)


def _row(prediction: Prediction, mark: OutcomeMark | None) -> PredictionRow:
    badge, tone = _badge(prediction)
    low, high = words.fine_share(prediction.low), words.fine_share(prediction.high)
    return PredictionRow(
        title=prediction.title,
        url=reverse("decisions:replay", args=[prediction.decision]),
        promise=words.quoted(prediction.promise.statement),
        promise_url=reverse("promises:detail", args=[prediction.promise.pk]),
        author=prediction.author_name,
        weeks=_weeks(prediction),
        target=words.policy_share(prediction.target),
        chance=words.share(prediction.chance),
        range=f"{low} – {high}",
        mark=mark,
        kept=words.fine_share(prediction.rate) if prediction.has_outcome else "–",
        badge=badge,
        tone=tone,
    )


def _weeks(prediction: Prediction) -> str:
    start = date_format(prediction.starts)
    if prediction.is_over:
        return f"{prediction.weeks} weeks from {start}"
    return f"{prediction.weeks_over} of {prediction.weeks} weeks, from {start}"


def _badge(prediction: Prediction) -> tuple[str, Tone]:
    if not prediction.weeks_over:
        return "not due yet", "neutral"
    if not prediction.has_outcome:
        return "nothing fell due", "neutral"
    so_far = "" if prediction.is_over else " so far"
    if prediction.is_hit:
        return f"reached{so_far}", "kept"
    return f"missed{so_far}", "not-kept"


# --- The banner on the decide page ---------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Trust:
    """What is to be said of past scores of one promise."""

    promise: str
    text: str
    judged: str


def trust(group: Group) -> Trust:
    """Say how the scores of a promise have been; ``judged`` is empty within chance."""
    judged = JUDGED.get(group.bias.judgement, "")
    happened = (
        f"{words.number(group.hits.count)} of {words.number(group.count)} "
        f"target{'' if group.count == 1 else 's'} reached, {expected(group)} expected"
    )
    text = f"{happened}: {chance_words(group.bias)}." if judged else f"{happened}."
    return Trust(promise=words.quoted(group.name), text=text, judged=judged)
