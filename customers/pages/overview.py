"""The loyalty page: what a study found, sentence by sentence, never more than it knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.formats import date_format

from core.charts import (
    Curve,
    CurvePoint,
    Curves,
    Range,
    Ranges,
    Stack,
    Stacked,
    curves,
    percent,
    ranges,
    stacked,
)
from core.pages import Figure, Phrase, Tone
from customers.models import LoyaltyStudy, RfmClass
from customers.pages.words import about, counted, money, whole

Document = Mapping[str, Any]

QUARTER_WEEKS: Final = 13
SINCE_FIRST: Final = "Weeks since the first purchase"
MOST_YEARS: Final = 5
MODELS: Final = {
    "bg_nbd": "BG/NBD",
    "mbg_nbd": "Modified BG/NBD",
    "pareto_nbd": "Pareto/NBD",
}
MEANINGS: Final = {
    "best": "Buy often, and bought lately: keep every promise to them.",
    "regular": "Buy often; the last time is a while ago.",
    "slipping": "Bought often, and long ago: ask before they are gone.",
    "recent": "Bought lately, and seldom so far: the second time decides.",
    "fading": "Bought seldom, and not lately.",
    "asleep": "Bought seldom, and long ago.",
}
LEVELS: Final = (0.02, 0.07)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One pair of scores: how many customers, and the class they fall into."""

    customers: str
    title: str
    url: str
    level: int


@dataclass(frozen=True, kw_only=True)
class MapRow:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    name: str
    meaning: str
    customers: str
    share: str
    url: str


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    name: str
    url: str
    customers: str
    repeat_rate: str
    revenue: str
    share: str


@dataclass(frozen=True, kw_only=True)
class ModelRow:
    name: str
    held_out: str
    chosen: bool
    said: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The earlier forecast beside what happened, in words."""

    title: str
    text: str
    tone: Tone
    chart: Ranges


@dataclass(frozen=True, kw_only=True)
class Overview:
    phrases: tuple[Phrase, ...]
    figures: tuple[Figure, ...]
    again: Curves
    retention: Curves
    cohorts: tuple[tuple[str, ...], ...]
    business: Stacked
    groups: tuple[GroupRow, ...]
    map: tuple[MapRow, ...]
    classes: tuple[ClassRow, ...]
    forecast: Ranges | None
    checked: Checked | None
    models: tuple[ModelRow, ...]
    warnings: tuple[str, ...]


def overview(
    study: LoyaltyStudy, *, names: Mapping[str, str], currency: str, listing: str
) -> Overview:
    """Write the page of a finished study.

    ``names`` are those of segments by code, ``listing`` the address of the list.
    """
    document: Document = study.document
    return Overview(
        phrases=_phrases(document),
        figures=_figures(study, document, currency),
        again=_again(document),
        retention=_retention(document),
        cohorts=_cohorts(document),
        business=_business(document, currency),
        groups=_groups(document, names, currency, listing),
        map=_map(document, listing),
        classes=_classes(document, listing),
        forecast=_forecast(document),
        checked=_checked(document),
        models=_models(document),
        warnings=tuple(document["warnings"]),
    )


def full_quarter(document: Document) -> Mapping[str, Any] | None:
    """Return the newest quarter that was over on the study's last day."""
    as_of = date.fromisoformat(document["as_of"])
    now = f"{as_of.year}-Q{(as_of.month - 1) // 3 + 1}"
    quarters: list[Mapping[str, Any]] = document["repeat_business"]["all"]
    over = [
        one for one in quarters if one["quarter"] < now and one["share"] is not None
    ]
    return over[-1] if over else None


def _horizon(document: Document, weeks: int) -> Mapping[str, Any] | None:
    found = document["horizons"] or ()
    return next((one for one in found if one["weeks"] == weeks), None)


def _phrases(document: Document) -> tuple[Phrase, ...]:
    rate = document["repeat_rate"]
    said = [
        Phrase("Of "),
        Phrase(counted(rate["customers"], "customer"), "#segments"),
        Phrase(" who ever bought, "),
        Phrase(percent(rate["share"]), "#retention"),
        Phrase(" came back"),
    ]
    quarter = full_quarter(document)
    if quarter is not None:
        said += [
            Phrase("; who had bought before brought "),
            Phrase(percent(quarter["share"]), "#business"),
            Phrase(f" of the revenue of {quarter_words(quarter['quarter'])}"),
        ]
    said.append(Phrase(". "))
    ahead = _horizon(document, QUARTER_WEEKS)
    if ahead is None:
        said.append(Phrase("Too little is known for a forecast."))
        return tuple(said)
    return (
        *said,
        Phrase("In the next 13 weeks they will buy "),
        Phrase(f"about {about(ahead['mean'])} times", "#forecast"),
        Phrase(f", in 8 of 10 cases {about(ahead['p10'])} to {about(ahead['p90'])}. "),
        *_verdict(document["check"]),
    )


def _verdict(check: Mapping[str, Any] | None) -> tuple[Phrase, ...]:
    if check is None:
        return (Phrase("No earlier forecast can be checked yet."),)
    if check["inside"]:
        said = f"The forecast of {check['weeks']:.0f} weeks ago held"
        return (Phrase(said, "#check", "kept"), Phrase("."))
    wrong = "too high" if check["happened"] < check["p10"] else "too low"
    said = f"The forecast of {check['weeks']:.0f} weeks ago was {wrong}"
    return (Phrase(said, "#check", "not-kept"), Phrase("."))


def quarter_words(name: str) -> str:
    """Say a quarter.

    >>> quarter_words("2026-Q3")
    'July to September 2026'
    """
    spans = ("January to March", "April to June", "July to September")
    year, _, number = name.partition("-Q")
    words = (*spans, "October to December")[int(number) - 1]
    return f"{words} {year}"


def _figures(
    study: LoyaltyStudy, document: Document, currency: str
) -> tuple[Figure, ...]:
    rate, alive, value = (document[key] for key in ("repeat_rate", "alive", "value"))
    found = [
        Figure(
            label="Came back",
            value=percent(rate["share"]),
            meaning=f"{whole(rate['repeated'])} of {whole(rate['customers'])} bought on "
            "a second day so far",
            url="#retention",
        )
    ]
    if alive:
        once = alive["bought_once"]["mean_probability"]
        found.append(
            Figure(
                label="Still customers",
                value=about(alive["customers"]),
                meaning=f"expected, {percent(alive['share'])} of all"
                + ("" if once is None else f"; {percent(once)} of who bought once"),
                url="#models",
            )
        )
    ahead = _horizon(document, QUARTER_WEEKS)
    if ahead:
        found.append(
            Figure(
                label="Purchases to come",
                value=about(ahead["mean"]),
                meaning=f"in 13 weeks, of today's customers; 8 of 10 cases: "
                f"{about(ahead['p10'])} to {about(ahead['p90'])}",
                url="#forecast",
            )
        )
    if value:
        found.append(
            Figure(
                label="Worth",
                value=money(value["revenue"], currency),
                meaning=f"revenue of the next {study.value_weeks} weeks, discounted by "
                f"{percent(float(study.discount))} a year",
                url="#value",
            )
        )
    return tuple(found)


def _points(steps: Sequence[Mapping[str, Any]]) -> list[CurvePoint]:
    return [
        CurvePoint(
            at=step["weeks"],
            share=step["share"],
            low=step["low"],
            high=step["high"],
            followed=step["followed"],
        )
        for step in steps
    ]


def _groups_over_time(document: Document, curve: str) -> list[Curve]:
    """Return everybody's curve, and one for each of the last years."""
    years = document["years"][-MOST_YEARS:]
    groups = [Curve("all", _points(document["drawn"][curve]))]
    if len(years) > 1:
        groups += [Curve(one["cohort"], _points(one[curve])) for one in years]
    return groups


def _again(document: Document) -> Curves:
    groups = _groups_over_time(document, "repeated_within")
    shown = [one for one in groups[0].points if one.at <= 52]  # a year
    title = "How soon they come back"
    if shown:
        title = f"Within {shown[-1].at:g} weeks, {percent(shown[-1].share)} come back"
    return curves(
        groups,
        title=title,
        across=SINCE_FIRST,
        begins=0.0,
        note="The share who bought on a second day, by the year of the first. "
        + _bands(document),
    )


def _bands(document: Document) -> str:
    held = percent(document["confidence"])
    return f"Bands hold what chance may do, {held} of the time at each week."


def _retention(document: Document) -> Curves:
    groups = _groups_over_time(document, "retained")
    title = "How long they stay"
    if groups[0].points:
        last = groups[0].points[-1]
        title = f"After {last.at:g} weeks, {percent(last.share)} have never been silent"
    return curves(
        groups,
        title=title,
        across=SINCE_FIRST,
        note=f"{_silent(document)} {_bands(document)}",
    )


def _silent(document: Document) -> str:
    weeks = document["silent_after_days"] / 7
    came = document["ended"] / document["silences"] if document["silences"] else None
    said = (
        f"Silent means: no purchase for {weeks:g} weeks, within which 95 % of those who "
        "came back had come back. Silent is not lost"
    )
    return (
        f"{said}." if came is None else f"{said}: {percent(came)} of them bought again."
    )


def _cohorts(document: Document) -> tuple[tuple[str, ...], ...]:
    """Return a row for every month of first purchases: who came back by when."""
    rows = []
    for one in document["cohorts"]:
        by = {step["weeks"]: step for step in one["repeated_within"]}
        rows.append(
            (
                one["cohort"],
                whole(one["customers"]),
                percent(one["repeat_rate"]),
                *(_within(by.get(weeks)) for weeks in (13, 26, 52)),
            )
        )
    return tuple(rows)


def _within(step: Mapping[str, Any] | None) -> str:
    if step is None:
        return "–"
    return (
        f"{percent(step['share'])} ({percent(step['low'])} – {percent(step['high'])})"
    )


def _business(document: Document, currency: str) -> Stacked:
    quarter = full_quarter(document)
    title = (
        "Repeat business by quarter"
        if quarter is None
        else f"{percent(quarter['share'])} of revenue comes from who had bought before"
    )
    return stacked(
        [
            Stack(
                label=one["quarter"], part=one["repeat_revenue"], whole=one["revenue"]
            )
            for one in document["repeat_business"]["all"]
        ],
        part="Repeat business",
        rest="First purchases",
        title=title,
        note=f"Revenue in {currency} by quarter, refunds not taken off; the first quarters "
        "know no earlier purchases, and the last may not be over.",
    )


def _groups(
    document: Document, names: Mapping[str, str], currency: str, listing: str
) -> tuple[GroupRow, ...]:
    return tuple(
        GroupRow(
            name=names.get(one["group"], one["group"]) or "Without a segment",
            url=_address(listing, segment=one["group"]) if one["group"] else "",
            customers=whole(one["customers"]),
            repeat_rate=percent(one["repeat_rate"]),
            revenue=money(one["revenue"], currency),
            share="–" if one["share"] is None else percent(one["share"]),
        )
        for one in document["repeat_business"]["groups"]
    )


def _address(listing: str, **wanted: str) -> str:
    return f"{listing}?{urlencode(wanted)}"


def class_of(recency: int, frequency: int) -> str:
    """Return the class of a pair of scores, as the study forms it."""
    often = ("best", "regular", "slipping")
    seldom = ("recent", "fading", "asleep")
    age = 0 if recency >= 4 else 2 if recency <= 2 else 1  # fifths
    return (often if frequency >= 4 else seldom)[age]  # fifths


def _map(document: Document, listing: str) -> tuple[MapRow, ...]:
    table = document["rfm"]["customers"]
    total = sum(map(sum, table)) or 1
    rows = []
    for recency in range(5, 0, -1):
        cells = []
        for frequency in range(1, 6):
            many = table[recency - 1][frequency - 1]
            name = class_of(recency, frequency)
            cells.append(
                Cell(
                    customers=whole(many) if many else "–",
                    title=RfmClass(name).label.partition(":")[0],
                    url=_address(listing, rfm_class=name) if many else "",
                    level=sum(many / total >= level for level in LEVELS),
                )
            )
        ends = {5: "5: bought lately", 1: "1: long ago"}
        rows.append(MapRow(label=ends.get(recency, str(recency)), cells=tuple(cells)))
    return tuple(rows)


def _classes(document: Document, listing: str) -> tuple[ClassRow, ...]:
    return tuple(
        ClassRow(
            name=RfmClass(one["class"]).label.partition(":")[0],
            meaning=MEANINGS[one["class"]],
            customers=whole(one["customers"]),
            share="–" if one["share"] is None else percent(one["share"]),
            url=_address(listing, rfm_class=one["class"]),
        )
        for one in document["rfm"]["classes"]
    )


def _forecast(document: Document) -> Ranges | None:
    if not document["horizons"]:
        return None
    return ranges(
        [
            Range(
                label=f"Next {one['weeks']:g} weeks",
                mean=one["mean"],
                low=one["p10"],
                high=one["p90"],
                expected=about(one["mean"]),
                between=f"{about(one['p10'])} – {about(one['p90'])}",
            )
            for one in document["horizons"]
        ],
        title="What today's customers will buy",
        first="Purchases in the",
        note="Days with a purchase, of customers known today; who is still to come is "
        "not in it. Bars hold chance, what is not known of the model, and how far it "
        "missed before.",
    )


def _checked(document: Document) -> Checked | None:
    check = document["check"]
    if check is None:
        return None
    origin = date_format(date.fromisoformat(check["origin"]))
    between = f"{about(check['p10'])} – {about(check['p90'])}"
    tone: Tone = "kept" if check["inside"] else "not-kept"
    held = "lies inside" if check["inside"] else "lies outside: mind the forecast above"
    return Checked(
        title="The check held" if check["inside"] else "The check failed",
        text=f"On {origin} the same model would have said {about(check['expected'])} "
        f"purchases in {check['weeks']:.0f} weeks, in 8 of 10 cases {between}. "
        f"{whole(check['happened'])} happened, which {held}.",
        tone=tone,
        chart=ranges(
            [
                Range(
                    label=f"{one['weeks']:.0f} weeks from "
                    f"{date_format(date.fromisoformat(one['origin']))}",
                    mean=one["expected"],
                    low=one["p10"],
                    high=one["p90"],
                    expected=about(one["expected"]),
                    between=f"{about(one['p10'])} – {about(one['p90'])}",
                    happened=one["happened"],
                    said=whole(one["happened"]),
                    tone="kept" if one["inside"] else "not-kept",
                )
                for one in (*document["forecast"]["past"], check)
            ],
            title="Earlier forecasts beside what happened",
            first="Forecast for",
            outcome="Happened",
            note="Dot: expected. Bar: 8 of 10 cases. Tick: what happened. The last row "
            "knows how far the model had missed by then; the others hold chance and "
            "parameters alone, and are surer than they may be.",
        ),
    )


def _models(document: Document) -> tuple[ModelRow, ...]:
    if not document["models"]:
        return ()
    return tuple(
        ModelRow(
            name=MODELS[name],
            held_out="–"
            if one["held_out_log_likelihood"] is None
            else whole(one["held_out_log_likelihood"]),
            chosen=name == document["model"],
            said=", ".join(
                f"{key} {found:.3g}" for key, found in one["parameters"].items()
            ),
        )
        for name, one in document["models"].items()
    )
