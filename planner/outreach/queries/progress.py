"""How campaigns go: what the plan means and promised, and what was done, by week."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncWeek

from accounts.models import User
from core.pages import Tone
from core.weeks import WEEK, monday_of, mondays
from planner.outreach.models import (
    Campaign,
    CampaignTactic,
    FollowUp,
    NameState,
    Part,
    Week,
    WeeklyName,
)
from planner.outreach.queries.reaching import Estimate
from planner.outreach.queries.turns import Course, courses
from planner.plans.models import RUNNING, Plan, PlanState, Tactic

LOOKED_BACK: Final = 8  # weeks of said hours that a capacity is suggested from
NOTHING: Final = Decimal(0)
TONES: Final[dict[str, Tone]] = {
    "runs": "kept",
    "begins later": "accent",
    "is over": "neutral",
    "has ended": "not-kept",
    "waits for a decision": "accent",
    "is in a draft": "neutral",
    "is in the draft no more": "at-risk",
}
DECIDED: Final = (PlanState.REJECTED,)


@dataclass(frozen=True, kw_only=True)
class PartShown:
    """One tactic of a campaign, as its plan has it."""

    part: str
    code: str
    name: str
    talks: Estimate
    starts_on: date
    weeks: int
    approved: bool

    @property
    def label(self) -> str:
        return Part(self.part).label


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A campaign with how it stands, for a list or the head of its page."""

    campaign: Campaign
    standing: str
    parts: tuple[PartShown, ...]

    @property
    def tone(self) -> Tone:
        return TONES[self.standing]

    @property
    def talks(self) -> Decimal:
        """Return how many talks a week it means, all kinds together."""
        return sum(
            (p.talks.likely for p in self.parts if p.part != Part.FOLLOW_UP), NOTHING
        )

    @property
    def first_on(self) -> date:
        return self.campaign.plan.first_day_of(self.campaign.starts)


@dataclass(frozen=True, kw_only=True)
class WeekDone:
    """What a campaign promised and did in one week."""

    monday: date
    planned: Decimal
    listed: int
    done: int
    open: int
    minutes: int
    promised: int  # follow-ups
    kept: int
    broken: int
    is_past: bool

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.1"))


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A campaign, week by week up to the present one, and in all."""

    shown: Shown
    weeks: tuple[WeekDone, ...]

    def total(self, name: str) -> Any:  # noqa: ANN401  # a count or a decimal
        return sum(getattr(week, name) for week in self.weeks)

    @property
    def planned(self) -> Decimal:
        return Decimal(self.total("planned"))

    @property
    def done(self) -> int:
        return int(self.total("done"))

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.total("minutes")) / 60).quantize(Decimal("0.1"))

    @property
    def promised(self) -> int:
        return int(self.total("promised"))

    @property
    def kept(self) -> int:
        return int(self.total("kept"))

    @property
    def broken(self) -> int:
        return int(self.total("broken"))


def campaigns(user: User) -> QuerySet[Campaign]:
    """Return the campaigns that the reader may see, the newest first."""
    rows = Campaign.objects.visible_to(user).select_related("plan", "interest")
    return rows.order_by("-added_at", "-pk")


def of_plan(user: User, plan: Plan) -> QuerySet[Campaign]:
    return campaigns(user).filter(plan=plan)


def shown(rows: Sequence[Campaign], today: date) -> list[Shown]:
    """Return how these campaigns stand; a fixed number of queries."""
    parts: dict[int, list[CampaignTactic]] = defaultdict(list)
    stored = CampaignTactic.objects.filter(campaign__in=[row.pk for row in rows])
    for part in stored.select_related("campaign__plan").order_by("pk"):
        parts[part.campaign_id].append(part)
    every = [part for each in parts.values() for part in each]
    committed = {(c.campaign.pk, c.part): c for c in courses(every)}
    drafted = _drafted(every)
    return [
        Shown(
            campaign=row,
            standing=_standing(row, parts[row.pk], committed, drafted, today),
            parts=tuple(
                found
                for each in parts[row.pk]
                if (found := _part(row, each, committed, drafted))
            ),
        )
        for row in rows
    ]


def _drafted(parts: Iterable[CampaignTactic]) -> dict[tuple[int, str], Tactic]:
    known = {(part.campaign.plan_id, part.code) for part in parts}
    rows = Tactic.objects.filter(
        plan__in={plan for plan, _ in known}, code__in={code for _, code in known}
    )
    return {(row.plan_id, row.code): row for row in rows}


def _part(
    row: Campaign,
    part: CampaignTactic,
    committed: Mapping[tuple[int, str], Course],
    drafted: Mapping[tuple[int, str], Tactic],
) -> PartShown | None:
    """Return a part as it was approved, or else as the draft has it."""
    tactic = drafted.get((row.plan_id, part.code))
    course = committed.get((row.pk, part.part))
    name = tactic.name if tactic else f"{row.name}: {Part(part.part).label.lower()}"
    if course is not None:
        return PartShown(
            part=part.part,
            code=part.code,
            name=name,
            talks=Estimate(low=course.low, likely=course.likely, high=course.high),
            starts_on=course.first,
            weeks=course.weeks,
            approved=True,
        )
    if tactic is None:
        return None
    return PartShown(
        part=part.part,
        code=part.code,
        name=name,
        talks=Estimate(low=tactic.low, likely=tactic.likely, high=tactic.high),
        starts_on=row.plan.first_day_of(tactic.starts),
        weeks=tactic.ends - tactic.starts + 1,
        approved=False,
    )


def _standing(
    row: Campaign,
    parts: Sequence[CampaignTactic],
    committed: Mapping[tuple[int, str], Course],
    drafted: Mapping[tuple[int, str], Tactic],
    today: date,
) -> str:
    """Say how it stands, as what follows "This campaign …"."""
    plan = row.plan
    if plan.state in RUNNING:
        found = [c for p in parts if (c := committed.get((row.pk, p.part)))]
        return _running(found, monday_of(today))
    if plan.state in DECIDED:
        return "has ended"
    if not any((row.plan_id, part.code) in drafted for part in parts):
        return "is in the draft no more"
    if plan.state == PlanState.SUBMITTED:
        return "waits for a decision"
    return "is in a draft"


def _running(found: Sequence[Course], monday: date) -> str:
    if not found:
        return "has ended"
    if any(course.runs(monday) for course in found):
        return "runs"
    return "begins later" if any(c.first > monday for c in found) else "is over"


def progress(row: Campaign, *, now: datetime, today: date) -> Progress:
    """Return a campaign week by week; a fixed number of queries."""
    (head,) = shown([row], today)
    parts = list(row.parts.select_related("campaign__plan").order_by("pk"))
    talks = [each for each in courses(parts) if each.part != Part.FOLLOW_UP]
    names = _names(row)
    followed = _followed(row, now)
    this = monday_of(today)
    first = min((c.first for c in talks), default=this)
    last = max((c.first + WEEK * (c.weeks - 1) for c in talks), default=this)
    marks = {*names, *followed}
    if talks and first <= this:
        marks |= {first, max(first, min(last, this))}
    begin = min(marks, default=this)
    count = (max(marks) - begin).days // 7 + 1 if marks else 0
    return Progress(
        shown=head,
        weeks=tuple(
            _week(monday, talks, names, followed, this)
            for monday in mondays(begin, count)
        ),
    )


Counts = Mapping[date, Mapping[str, int]]
NONE: Final[dict[str, int]] = {}


def _week(
    monday: date, talks: Sequence[Course], names: Counts, followed: Counts, this: date
) -> WeekDone:
    row, after = names.get(monday, NONE), followed.get(monday, NONE)
    return WeekDone(
        monday=monday,
        planned=sum((c.likely for c in talks if c.runs(monday)), NOTHING),
        listed=row.get("listed", 0),
        done=row.get("done", 0),
        open=row.get("open", 0),
        minutes=row.get("minutes", 0) or 0,
        promised=after.get("promised", 0),
        kept=after.get("kept", 0),
        broken=after.get("broken", 0),
        is_past=monday < this,
    )


def _names(row: Campaign) -> Counts:
    """Count the names of a campaign by week; what was handed over counts once."""
    done = Q(state=NameState.DONE)
    rows = (
        WeeklyName.objects.filter(campaign=row)
        .exclude(state=NameState.HANDED_OVER)
        .values("monday")
        .annotate(
            listed=Count("pk"),
            done=Count("pk", filter=done),
            open=Count("pk", filter=Q(state=NameState.OPEN)),
            minutes_taken=Sum(Coalesce("contact__minutes", F("minutes")), filter=done),
        )
        .order_by("monday")
    )
    return {
        each["monday"]: {
            "listed": each["listed"],
            "done": each["done"],
            "open": each["open"],
            "minutes": each["minutes_taken"] or 0,
        }
        for each in rows
    }


def _followed(row: Campaign, now: datetime) -> Counts:
    """Count what the talks of a campaign led to, by the week of the talk."""
    rows = (
        FollowUp.objects.filter(contact__weekly_name__campaign=row)
        .annotate(week=TruncWeek("contact__on"))
        .values("week")
        .annotate(
            promised=Count("pk"),
            kept=Count("pk", filter=Q(done_at__lte=F("due_at"))),
            late=Count("pk", filter=Q(done_at__gt=F("due_at"))),
            overdue=Count(
                "pk",
                filter=Q(
                    done_at__isnull=True, released_at__isnull=True, due_at__lt=now
                ),
            ),
        )
        .order_by("week")
    )
    return {
        each["week"]: {
            "promised": each["promised"],
            "kept": each["kept"],
            "broken": each["late"] + each["overdue"],
        }
        for each in rows
    }


def said_hours(today: date) -> Estimate | None:
    """Return what people said they have, all together: least, middle and most of late.

    Of the last weeks that are over; nothing where nobody said any.
    """
    this = monday_of(today)
    rows = (
        Week.objects.filter(monday__lt=this, monday__gte=this - WEEK * LOOKED_BACK)
        .values("monday")
        .annotate(said=Sum("hours"))
        .order_by("said")
    )
    found = [each["said"] for each in rows if each["said"]]
    if not found:
        return None
    return Estimate(low=found[0], likely=found[len(found) // 2], high=found[-1])
