"""Figures that evidence refers to: what customers need, said and did, by a day.

A figure is a plain document. Evidence keeps the one of its day; the same question
asked today gives the one of today.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, Q, Sum
from django.utils.formats import date_format, number_format

from accounts.queries import company
from core.templatetags.shares import percent
from core.weeks import WEEK, monday_of
from customers.models import (
    Defection,
    Interaction,
    LoyaltyStudy,
    Need,
    Segment,
    SurveyAnswer,
)
from promises.models import Evidence, KeptWeek, Promise

Kind = Evidence.Reference
MOST_WEEKS: Final = 520

USES: Final[dict[str, tuple[str, ...]]] = {
    Kind.NEED: ("need",),
    Kind.SURVEY: ("survey", "segment", "weeks"),
    Kind.COMPLAINTS: ("segment", "weeks"),
    Kind.DEFECTIONS: ("segment", "weeks"),
    Kind.LOYALTY: ("segment",),
    Kind.RECORD: ("segment", "weeks"),
}
SURVEYS: Final = {
    "csat": "satisfaction answers",
    "nps": "answers whether they would recommend us",
    "ces": "answers on the effort it took",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What evidence refers to; ``segment`` and ``need`` are codes."""

    kind: str
    need: str = ""
    survey: str = ""
    segment: str = ""
    weeks: int = 26

    def document(self) -> dict[str, Any]:
        """Return what this kind of reference needs, to be asked again."""
        return {name: asdict(self)[name] for name in USES[self.kind]}


@dataclass(frozen=True)
class _Span:
    """So many weeks that end on a day."""

    first: date
    last: date

    @classmethod
    def until(cls, day: date, weeks: int) -> "_Span":
        return cls(day - timedelta(days=7 * weeks - 1), day)

    def told(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def _need(asked: Asked, promise: Promise, day: date) -> dict[str, Any] | None:
    row = Need.objects.filter(code=asked.need).select_related("segment").first()
    if row is None:
        return None
    return {
        "statement": row.statement,
        "importance": row.importance,
        "source": row.source,
        "dated": row.dated.isoformat(),
        "segment": row.segment.name if row.segment else "",
    }


def _survey(asked: Asked, promise: Promise, day: date) -> dict[str, Any] | None:
    span = _Span.until(day, asked.weeks)
    answers = SurveyAnswer.objects.filter(
        kind=asked.survey, on__range=(span.first, span.last)
    )
    if asked.segment:
        answers = answers.filter(customer__segment__code=asked.segment)
    scales = list(
        answers.values("lowest", "highest")
        .annotate(n=Count("pk"), mean=Avg("score"))
        .order_by("-n", "lowest", "highest")
    )
    if not scales:
        return None
    most = scales[0]
    return {
        "survey": asked.survey,
        "n": most["n"],
        "mean": round(float(most["mean"]), 4),
        "lowest": float(most["lowest"]),
        "highest": float(most["highest"]),
        "on_other_scales": sum(scale["n"] for scale in scales[1:]),
        **span.told(),
    }


def _complaints(asked: Asked, promise: Promise, day: date) -> dict[str, Any] | None:
    span = _Span.until(day, asked.weeks)
    zone = ZoneInfo(company().time_zone)
    first = datetime.combine(span.first, time(), zone)
    end = datetime.combine(span.last + timedelta(days=1), time(), zone)
    contacts = Interaction.objects.filter(at__gte=first, at__lt=end)
    if asked.segment:
        contacts = contacts.filter(customer__segment__code=asked.segment)
    complaint = Q(kind=Interaction.Kind.COMPLAINT)
    counts = contacts.aggregate(
        contacts=Count("pk"),
        complaints=Count("pk", filter=complaint),
        customers=Count("customer", filter=complaint, distinct=True),
    )
    return {**counts, **span.told()} if counts["contacts"] else None


def _defections(asked: Asked, promise: Promise, day: date) -> dict[str, Any] | None:
    span = _Span.until(day, asked.weeks)
    left = Defection.objects.filter(on__range=(span.first, span.last))
    if asked.segment:
        left = left.filter(customer__segment__code=asked.segment)
    counts = left.aggregate(
        n=Count("pk"), over_this=Count("pk", filter=Q(broken_promise=promise.code))
    )
    return {**counts, **span.told()} if counts["n"] else None


def _loyalty(asked: Asked, promise: Promise, day: date) -> dict[str, Any] | None:
    """Read the repeat business of a segment, or of all, from the newest study."""
    study = LoyaltyStudy.objects.finished().order_by("-pk").first()
    groups = study.document["repeat_business"]["groups"] if study else []
    if asked.segment:
        groups = [group for group in groups if group["group"] == asked.segment]
    if study is None or not groups:
        return None
    sums = {
        name: sum(group[name] for group in groups)
        for name in ("customers", "repeated", "revenue", "repeat_revenue")
    }
    return {
        **sums,
        "share": sums["repeated"] / sums["customers"],
        "as_of": study.as_of.isoformat(),
    }


def _record(asked: Asked, promise: Promise, day: date) -> dict[str, Any] | None:
    end = monday_of(day)
    first = end - asked.weeks * WEEK
    weeks = KeptWeek.objects.before(day).filter(promise=promise, week__gte=first)
    if asked.segment:
        weeks = weeks.filter(segment__code=asked.segment)
    by_day = promise.kept_rule == Promise.KeptRule.DAY
    sums = weeks.aggregate(
        occasions=Sum("due"), kept=Sum("on_day" if by_day else "in_time")
    )
    if not sums["occasions"]:
        return None
    span = _Span(first, end - timedelta(days=1))
    return {**sums, "share": sums["kept"] / sums["occasions"], **span.told()}


_FIGURES: Final[dict[str, Callable[[Asked, Promise, date], dict[str, Any] | None]]] = {
    Kind.NEED: _need,
    Kind.SURVEY: _survey,
    Kind.COMPLAINTS: _complaints,
    Kind.DEFECTIONS: _defections,
    Kind.LOYALTY: _loyalty,
    Kind.RECORD: _record,
}


def figure_of(asked: Asked, promise: Promise, day: date) -> dict[str, Any] | None:
    """Return the figure as of a day, or None where nothing is known; 1–3 queries."""
    figure = _FIGURES[asked.kind](asked, promise, day)
    if figure is not None and asked.segment:
        named = Segment.objects.filter(code=asked.segment).first()
        figure["segment"] = named.name if named else asked.segment
    return figure


# --- In words ----------------------------------------------------------------


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)


def _span(figure: dict[str, Any]) -> str:
    first, last = (date.fromisoformat(figure[name]) for name in ("from", "to"))
    return f"{date_format(first, 'DATE_FORMAT')} to {date_format(last, 'DATE_FORMAT')}"


def _plain(number: float) -> str:
    return number_format(round(number, 2)).removesuffix(".0")


def _said_need(figure: dict[str, Any], whose: str) -> str:
    return f"Importance {figure['importance']} of 5{whose}: “{figure['statement']}”"


def _said_survey(figure: dict[str, Any], whose: str) -> str:
    scale = f"{_plain(figure['lowest'])} to {_plain(figure['highest'])}"
    others = figure["on_other_scales"]
    more = f"; {_count(others)} on other scales left out" if others else ""
    return (
        f"{_count(figure['n'])} {SURVEYS[figure['survey']]}{whose}, "
        f"mean {number_format(figure['mean'], 2)} on {scale}{more}, {_span(figure)}"
    )


def _said_complaints(figure: dict[str, Any], whose: str) -> str:
    return (
        f"{_count(figure['complaints'])} complaints of {_count(figure['customers'])} "
        f"customers{whose}, in {_count(figure['contacts'])} contacts, {_span(figure)}"
    )


def _said_defections(figure: dict[str, Any], whose: str) -> str:
    return (
        f"{_count(figure['n'])} customers{whose} left, "
        f"{_count(figure['over_this'])} of them over this promise, {_span(figure)}"
    )


def _said_loyalty(figure: dict[str, Any], whose: str) -> str:
    bought, again = figure["revenue"], figure["repeat_revenue"]
    share = (
        f", {percent(again / bought)} of revenue is repeat business"
        if bought > 0
        else ""
    )
    until = date_format(date.fromisoformat(figure["as_of"]), "DATE_FORMAT")
    return (
        f"{percent(figure['share'], 1)} of {_count(figure['customers'])} "
        f"customers{whose} came back{share}, until {until}"
    )


def _said_record(figure: dict[str, Any], whose: str) -> str:
    return (
        f"{percent(figure['share'], 1)} kept of {_count(figure['occasions'])} "
        f"occasions{whose}, {_span(figure)}"
    )


_SAID: Final[dict[str, Callable[[dict[str, Any], str], str]]] = {
    Kind.NEED: _said_need,
    Kind.SURVEY: _said_survey,
    Kind.COMPLAINTS: _said_complaints,
    Kind.DEFECTIONS: _said_defections,
    Kind.LOYALTY: _said_loyalty,
    Kind.RECORD: _said_record,
}
SOURCES: Final = {
    Kind.SURVEY: "Survey answers in Kept",
    Kind.COMPLAINTS: "Contacts in Kept",
    Kind.DEFECTIONS: "Lost customers in Kept",
    Kind.LOYALTY: "Loyalty study of the purchases in Kept",
    Kind.RECORD: "The ledger of this promise",
}
# What was done weighs more than what was said.
STRENGTHS: Final = {
    Kind.NEED: Evidence.Strength.FAIR,
    Kind.SURVEY: Evidence.Strength.FAIR,
    Kind.COMPLAINTS: Evidence.Strength.FAIR,
    Kind.DEFECTIONS: Evidence.Strength.STRONG,
    Kind.LOYALTY: Evidence.Strength.STRONG,
    Kind.RECORD: Evidence.Strength.STRONG,
}


def said(kind: str, figure: dict[str, Any] | None) -> str:
    """Say a figure in a sentence, the number first."""
    if figure is None:
        return "Nothing is known of it any more"
    whose = f" of {figure['segment']}" if figure.get("segment") else ""
    return _SAID[kind](figure, whose)


def source_of(kind: str, figure: dict[str, Any]) -> str:
    """Say where a figure comes from."""
    return str(figure["source"]) if kind == Kind.NEED else SOURCES[Kind(kind)]


@dataclass(frozen=True, kw_only=True)
class Today:
    """Evidence as it was cited, and what it would be today."""

    evidence: Evidence
    figure: dict[str, Any] | None
    words: str

    @property
    def has_moved(self) -> bool:
        """Tell whether it is another figure now; other days alone are none."""
        return _timeless(self.figure) != _timeless(self.evidence.figure)


SPAN: Final = frozenset({"from", "to", "as_of"})


def _timeless(figure: dict[str, Any] | None) -> dict[str, Any]:
    return {k: v for k, v in (figure or {}).items() if k not in SPAN}


def today_of(evidence: Evidence, day: date) -> Today:
    """Ask what evidence refers to again; ``promise`` must be loaded."""
    asked = Asked(kind=evidence.reference, **evidence.asked)
    figure = figure_of(asked, evidence.promise, day)
    return Today(
        evidence=evidence, figure=figure, words=said(evidence.reference, figure)
    )
