"""A customer's page: their rhythm, whether they are still one, and what they are worth."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from core.charts import Rhythm, percent, rhythm
from core.pages import Figure, Phrase, Tone
from customers.models import History
from customers.pages.words import counted, money, span, whole
from customers.queries.person import Person

LIKELY, UNLIKELY = 0.7, 0.3


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    phrases: tuple[Phrase, ...]
    figures: tuple[Figure, ...]
    rhythm: Rhythm | None
    explanation: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


def person_page(found: Person, *, today: date, currency: str) -> PersonPage:
    """Write the page."""
    history = found.history
    bought = history if history is not None and history.days else None
    return PersonPage(
        phrases=_phrases(found, bought, today),
        figures=_figures(found, bought, currency) if bought else (),
        rhythm=_rhythm(found, bought, today) if bought else None,
        explanation=_explanation(found, bought) if bought else "",
        head=("Day", "Bought"),
        rows=tuple(
            (date_format(day.on), f"{day.amount:,.2f}\N{NO-BREAK SPACE}{currency}")
            for day in found.days
        ),
    )


def _phrases(found: Person, history: History | None, today: date) -> tuple[Phrase, ...]:
    if history is None or history.first_on is None:
        return (Phrase("Never bought anything that we know of."),)
    since = f" since {date_format(history.first_on)}"
    said = [
        Phrase("Bought on "),
        Phrase(counted(history.days, "day"), "#rhythm"),
        Phrase(since if history.days > 1 else f", {date_format(history.first_on)}"),
    ]
    if history.usual_gap:
        said.append(Phrase(f", usually every {span(round(history.usual_gap))}"))
    silent = history.silent_days(today)
    if silent is not None and silent > 0:
        said.append(Phrase(f"; the last time {span(silent)} ago"))
    said.append(Phrase(". "))
    if found.defections:
        left = date_format(found.defections[0].on)
        said.append(Phrase(f"Left on {left}", "#left", "not-kept"))
        said.append(Phrase("."))
    elif history.alive is not None:
        said += [
            Phrase("Still a customer with a chance of "),
            Phrase(percent(history.alive), "#chance", tone_of(history.alive)),
            Phrase("."),
        ]
    return tuple(said)


def tone_of(alive: float) -> Tone:
    """Return the tone of a chance of being still a customer."""
    if alive >= LIKELY:
        return "kept"
    return "not-kept" if alive < UNLIKELY else "at-risk"


def _figures(found: Person, history: History, currency: str) -> tuple[Figure, ...]:
    figures = [
        Figure(
            label="Revenue so far",
            value=money(float(history.revenue), currency),
            meaning=f"{money(float(history.repeat_revenue), currency)} of it after the "
            "first day"
            if history.days > 1
            else "on a single day",
        )
    ]
    study = found.study
    if study is None or history.alive is None or history.expected is None:
        return tuple(figures)
    weeks = f"in the {study.value_weeks} weeks from {date_format(study.as_of)}"
    return (
        Figure(
            label="Still a customer",
            value=percent(history.alive),
            meaning=f"chance, as of {date_format(study.as_of)}",
            url="#chance",
            tone=tone_of(history.alive),
        ),
        Figure(
            label="Purchases expected",
            value=f"{history.expected:.1f}",
            meaning=f"{weeks}; in 8 of 10 cases {history.expected_low} to "
            f"{history.expected_high}",
        ),
        Figure(
            label="Worth",
            value=money(float(history.value), currency),
            meaning=f"revenue expected {weeks}, discounted by "
            f"{percent(float(study.discount))} a year",
        ),
        *figures,
    )


def _rhythm(found: Person, history: History, today: date) -> Rhythm:
    gap = history.usual_gap
    title = (
        "One purchase has no rhythm yet"
        if gap is None
        else f"A purchase every {span(round(gap))} or so"
    )
    return rhythm(
        [day.on for day in found.days],
        today=today,
        usual_gap=gap,
        title=title,
        note="Every mark is a day with a purchase, however many lines it had.",
    )


def _explanation(found: Person, history: History) -> str:
    """Say where the chance comes from, in what the model knows of this customer."""
    study, first, last = found.study, history.first_on, history.last_on
    if study is None or history.alive is None or first is None or last is None:
        return (
            "There is no figure yet: the next study says how likely it is that they are "
            "still a customer."
        )
    known = (study.as_of - first).days
    silent = (study.as_of - last).days
    repeats = history.days - 1
    told = date_format(study.as_of)
    if repeats:
        what = (
            f"{counted(repeats, 'purchase')} after the first, the last of them "
            f"{span(max(silent, 0))} before {told}, and {span(max(known, 0))} since the "
            "first. It compares that silence with the rhythm before it and with "
            "everybody else's."
        )
    else:
        what = (
            f"no purchase after the first, which was {span(max(known, 0))} before {told}. "
            "It compares that silence with how soon others came back."
        )
    return (
        f"The model knows of this customer: {what} Of 100 customers just like this one, "
        f"about {whole(100 * history.alive)} are expected to be still there."
    )
