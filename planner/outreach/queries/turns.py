"""Which campaigns run, and how many of their names belong on the lists of a week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor

from django.db.models import Count, QuerySet

from core.weeks import WEEK, monday_of
from planner.outreach.models import (
    GROUPS,
    Acquaintance,
    Campaign,
    CampaignTactic,
    NameState,
    Part,
    WeeklyName,
)
from planner.outreach.queries.reaching import meant, wish_of
from planner.plans.models import RUNNING, Commitment, LateStart
from planner.plans.queries import first_whole_week, late_starts_of

# A name in one of these has its place among what the plan promised for a week.
TAKEN = (NameState.OPEN, NameState.DONE, NameState.CARRIED)


@dataclass(frozen=True, kw_only=True)
class Course:
    """What an approved plan has committed of one part of a campaign, week by week."""

    campaign: Campaign
    part: str
    first: date
    weeks: int
    low: Decimal
    likely: Decimal
    high: Decimal

    def runs(self, monday: date) -> bool:
        return self.first <= monday < self.first + WEEK * self.weeks

    def names(self, monday: date) -> int:
        """Return the whole names that are due in a week: 2.5 a week are 2, 3, 2, 3."""
        if not self.runs(monday):
            return 0
        number = (monday - self.first).days // 7
        return floor((number + 1) * self.likely) - floor(number * self.likely)


@dataclass(kw_only=True)
class Turn:
    """A campaign's kind of talk in this week: how many names are still to be listed."""

    campaign: Campaign
    group: str
    promised: int
    left: int
    people: QuerySet[Acquaintance]
    members: frozenset[int]

    @property
    def reason(self) -> str:
        plan = self.campaign.plan
        return f"Campaign “{self.campaign}” of the plan “{plan}”: {self.promised} this week."


def courses(parts: Iterable[CampaignTactic]) -> list[Course]:
    """Return what is committed of these parts of campaigns; two queries.

    What is not approved, was let go or taken back has no course.
    """
    known = {(row.campaign.plan_id, row.code): row for row in parts}
    plans = {plan for plan, _ in known}
    if not plans:
        return []
    rows = (
        Commitment.objects.holding()
        .filter(kind=Commitment.Kind.APPROVED, version__plan__in=plans)
        .filter(version__plan__state__in=RUNNING)
        .filter(tactic_code__in={code for _, code in known})
        .select_related("version")
        .defer("version__content")
        .order_by("pk")
    )
    late = late_starts_of(plans)
    found: dict[int, Course] = {}
    for row in rows:
        if row.version is None:
            continue
        key = (row.version.plan_id, row.tactic_code)
        if (part := known.get(key)) is not None:
            found.setdefault(part.pk, _course(part, row, late.get(key[0], {})))
    return list(found.values())


def _course(
    part: CampaignTactic, row: Commitment, late: Mapping[str, LateStart]
) -> Course:
    plan = part.campaign.plan
    first = monday_of(row.starts_on or plan.starts_on)
    if (start := late.get(row.tactic_code)) is not None:
        first = max(first, first_whole_week(start.ready_on))
    rest = (plan.first_day_of(plan.weeks + 1) - first).days // 7
    return Course(
        campaign=part.campaign,
        part=part.part,
        first=first,
        weeks=max(0, min(row.weeks or 0, rest)),
        low=row.low,
        likely=row.likely,
        high=row.high,
    )


def turns(monday: date) -> list[Turn]:
    """Return what campaigns want of a week's lists; a fixed number and one a campaign."""
    parts = CampaignTactic.objects.filter(campaign__plan__state__in=RUNNING)
    talks = parts.exclude(part=Part.FOLLOW_UP).select_related("campaign__plan")
    running = [each for each in courses(talks.order_by("pk")) if each.names(monday)]
    if not running:
        return []
    listed = _listed(monday)
    people: dict[int, QuerySet[Acquaintance]] = {}
    members: dict[int, frozenset[int]] = {}
    found = []
    for each in running:
        campaign, promised = each.campaign, each.names(monday)
        if campaign.pk not in members:
            rows = meant(Acquaintance.objects.contactable(), wish_of(campaign))
            people[campaign.pk] = rows
            members[campaign.pk] = frozenset(rows.values_list("pk", flat=True))
        found.append(
            Turn(
                campaign=campaign,
                group=each.part,
                promised=promised,
                left=max(0, promised - listed.get((campaign.pk, each.part), 0)),
                people=people[campaign.pk],
                members=members[campaign.pk],
            )
        )
    return found


def _listed(monday: date) -> dict[tuple[int, str], int]:
    """Return how many names of each campaign and kind are on lists of a week."""
    rows = (
        WeeklyName.objects.filter(
            monday=monday, campaign__isnull=False, state__in=TAKEN
        )
        .values_list("campaign", "channel")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[tuple[int, str], int] = {}
    for campaign, channel, count in rows:
        key = (campaign, GROUPS[channel])
        found[key] = found.get(key, 0) + count
    return found
