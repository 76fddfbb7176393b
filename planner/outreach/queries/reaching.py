"""Whom a campaign would reach, what it takes a week, and what it may bring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

import engine
from accounts.models import User
from core.weeks import WEEK, monday_of
from operations.models import Capability
from operations.queries import of_week, profiles
from planner.outreach.models import (
    GROUPS,
    Acquaintance,
    Campaign,
    CampaignRules,
    Closeness,
    Contact,
    FollowUp,
    Group,
    Knows,
    OutreachRules,
    Part,
    SkipReason,
    WeeklyName,
)
from planner.outreach.queries.lists import SHOWN
from planner.outreach.queries.pool import channel_for, expected
from planner.plans.models import Plan
from planner.scores.assembly import build_load_case
from promises.models import Requirement

ENOUGH_TALKS: Final = 30  # before the firm's own share of follow-ups is believed
LOOKED_BACK: Final = timedelta(days=365)
DRAWS: Final = 256
TENTH: Final = Decimal("0.1")
NOTHING: Final = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whom a campaign is for, and in which weeks of its plan, counted from 1."""

    kind: str = ""
    interest: int | None = None
    closeness: int = Closeness.HEARD_OF
    who: str = ""
    starts: int = 1
    ends: int = 1

    @property
    def weeks(self) -> int:
        return self.ends - self.starts + 1

    @property
    def fingerprint(self) -> str:
        """Name it: the same people in the same weeks have the same one."""
        interest = "" if self.interest is None else str(self.interest)
        parts = (self.kind, interest, self.closeness, self.who, self.starts, self.ends)
        return "/".join(map(str, parts))


def wish_of(campaign: Campaign) -> Wish:
    return Wish(
        kind=campaign.kind,
        interest=campaign.interest_id,
        closeness=campaign.closeness,
        who=campaign.who,
        starts=campaign.starts,
        ends=campaign.ends,
    )


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Low, likely and high of a week."""

    low: Decimal
    likely: Decimal
    high: Decimal

    def times(self, factor: Decimal) -> "Estimate":
        return Estimate(
            low=self.low * factor, likely=self.likely * factor, high=self.high * factor
        )


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The people whom one kind of talk fits, and what a talk with one is worth."""

    group: str
    people: int
    assumed: int  # of them, whose worth is the firm's assumption
    each: Decimal  # hours that one takes
    worth: float  # mean of value x chance, a year
    suggested: Estimate
    most: Decimal  # talks in all, if nobody is asked again before their interval

    @property
    def label(self) -> str:
        return Group(self.group).label

    @property
    def minutes(self) -> int:
        return round(self.each * 60)

    @property
    def hours(self) -> Estimate:
        return self.suggested.times(self.each)


@dataclass(frozen=True, kw_only=True)
class FollowUps:
    """Follow-ups that a talk leads to: measured in the firm's own talks, or assumed."""

    share: Decimal
    each: Decimal  # hours that one takes
    talks: int
    measured: bool

    @property
    def minutes(self) -> int:
        return round(self.each * 60)


@dataclass(frozen=True, kw_only=True)
class FreeHours:
    """What a capability leaves in the tightest week of a campaign, in hours."""

    capability: Capability
    week: date
    capacity: Estimate
    taken: Decimal

    @property
    def free(self) -> Estimate:
        capacity = self.capacity
        return Estimate(
            low=max(NOTHING, capacity.low - self.taken),
            likely=max(NOTHING, capacity.likely - self.taken),
            high=max(NOTHING, capacity.high - self.taken),
        )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a campaign would be, before it is in any plan."""

    wish: Wish
    reaches: tuple[Reach, ...]
    follow_ups: FollowUps
    hours: FreeHours | None
    held_out: int
    rules: CampaignRules = field(compare=False)

    @property
    def people(self) -> int:
        return sum(each.people for each in self.reaches)

    @property
    def assumed(self) -> int:
        return sum(each.assumed for each in self.reaches)

    @property
    def worth(self) -> float:
        """Return the mean worth of a talk over everybody."""
        total = sum(each.worth * each.people for each in self.reaches)
        return total / self.people if self.people else 0.0

    @property
    def talks(self) -> Estimate:
        return _sum(each.suggested for each in self.reaches)

    @property
    def promised(self) -> Estimate:
        """Return the follow-ups a week that these talks lead to."""
        return self.talks.times(self.follow_ups.share)

    @property
    def after(self) -> Estimate:
        """Return the hours a week that these follow-ups take."""
        return self.promised.times(self.follow_ups.each)

    @property
    def needed(self) -> Estimate:
        """Return the hours a week of talks and what they lead to."""
        return _sum([*(each.hours for each in self.reaches), self.after])


def _sum(found: Iterable[Estimate]) -> Estimate:
    rows = list(found)
    return Estimate(
        low=sum((row.low for row in rows), NOTHING),
        likely=sum((row.likely for row in rows), NOTHING),
        high=sum((row.high for row in rows), NOTHING),
    )


# --- whom it reaches ----------------------------------------------------------------


def reached(user: User, wish: Wish, day: date) -> QuerySet[Acquaintance]:
    """Return who is meant and may be contacted on a day: nobody held out or lost."""
    return meant(Acquaintance.objects.visible_to(user).to_choose_from(day), wish)


def meant(rows: QuerySet[Acquaintance], wish: Wish) -> QuerySet[Acquaintance]:
    """Keep whom a campaign is for; ``best`` is how well anybody of us knows them."""
    best = (
        Knows.objects.filter(acquaintance=OuterRef("pk"), not_mine=False)
        .order_by()
        .values("acquaintance")
        .annotate(best=Max("closeness"))
        .values("best")
    )
    rows = rows.annotate(
        best=Coalesce(Subquery(best), F("closeness"), output_field=IntegerField())
    ).filter(best__gte=wish.closeness)
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    if wish.interest is not None:
        rows = rows.filter(interests=wish.interest)
    if wish.who == Campaign.Who.SILENT:
        rows = rows.filter(customer__standing__state__in=SHOWN)
    if wish.who == Campaign.Who.OTHERS:
        rows = rows.exclude(customer__standing__state__in=SHOWN)
    return rows


def _doubt() -> Any:  # noqa: ANN401
    """Return 1, a half, a third …: how often somebody saw no point in a contact."""
    pointless = (
        WeeklyName.objects.filter(
            acquaintance=OuterRef("pk"), skip_reason=SkipReason.NO_POINT
        )
        .order_by()
        .values("acquaintance")
        .annotate(n=Count("pk"))
        .values("n")
    )
    count = Coalesce(Subquery(pointless), Value(0), output_field=FloatField())
    return Value(1.0) / (count + Value(1.0))


def _reaches(
    rows: QuerySet[Acquaintance], rules: OutreachRules
) -> dict[str, tuple[int, int, float]]:
    """Return people, assumed and worth in all, by kind of talk; one query."""
    unknown = Q(customer__isnull=True) | ~Q(
        customer__standing__expected_loss__gt=0, customer__history__alive__isnull=False
    )
    counted = (
        rows.annotate(
            mailable=Case(When(~Q(email=""), then=1), default=0),
            callable=Case(When(~Q(phone=""), then=1), default=0),
            each=expected(rules) * _doubt(),
            guessed=Case(When(unknown, then=1), default=0),
        )
        .order_by()
        .values("best", "mailable", "callable")
        .annotate(people=Count("pk"), guesses=Sum("guessed"), worth=Sum("each"))
        .order_by("best", "mailable", "callable")
    )
    found: dict[str, tuple[int, int, float]] = {}
    for row in counted:
        channel = channel_for(
            row["best"], email=bool(row["mailable"]), phone=bool(row["callable"])
        )
        people, assumed, worth = found.get(GROUPS[channel], (0, 0, 0.0))
        found[GROUPS[channel]] = (
            people + row["people"],
            assumed + row["guesses"],
            worth + row["worth"],
        )
    return found


# --- what it takes ------------------------------------------------------------------


def hours_each(rules: OutreachRules, own: CampaignRules) -> dict[str, Decimal]:
    """Return the hours of a talk of each kind and of a follow-up.

    What the promise requires of the hours, for so the score counts it; and what the
    firm assumes, rounded alike, where it requires none yet.
    """
    promises = {
        Part.MAIL: own.mail_promise_id,
        Part.CALL: own.call_promise_id,
        Part.MEAL: own.meal_promise_id,
        Part.FOLLOW_UP: rules.promise_id,
    }
    rows = Requirement.objects.filter(
        promise__in=[pk for pk in promises.values() if pk], capability=own.capability_id
    )
    required = dict(rows.values_list("promise", "units"))
    return {
        part: required.get(pk or 0) or hours_of(minutes_of(rules, own, part))
        for part, pk in promises.items()
    }


def minutes_of(rules: OutreachRules, own: CampaignRules, part: str) -> int:
    """Return what the firm says that a part of a campaign takes."""
    return {
        Part.MAIL: rules.mail_minutes,
        Part.CALL: rules.call_minutes,
        Part.MEAL: rules.meal_minutes,
        Part.FOLLOW_UP: own.follow_up_minutes,
    }[Part(part)]


def hours_of(minutes: int) -> Decimal:
    """Return minutes as the units of a requirement: 25 minutes are 0.417 hours."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.001"))


def follow_ups_per_talk(rules: CampaignRules, each: Decimal, today: date) -> FollowUps:
    """Return what talks led to in the last year, where there were enough of them."""
    talks = Contact.objects.filter(
        direction=Contact.Direction.FROM_US, on__gt=today - LOOKED_BACK, on__lte=today
    )
    count = talks.count()
    measured = count >= ENOUGH_TALKS
    share = Decimal(rules.follow_up_share)
    if measured:
        promised = FollowUp.objects.filter(contact__in=talks).count()
        share = (Decimal(promised) / count).quantize(Decimal("0.001"))
    return FollowUps(share=share, each=each, talks=count, measured=measured)


def free_hours(
    capability: Capability, start: date, weeks: int, *, since: int = 0
) -> FreeHours:
    """Return what is left in the tightest week, counted from ``since`` on.

    Capacity is what operations estimate, load what the engine reckons of all that is
    committed, reserved and approved.
    """
    (profile,) = profiles(weeks_from=start, weeks=weeks, only=[capability.pk])
    case = engine.parse_case(build_load_case(start, weeks))
    score = engine.score(case, draws=DRAWS, sensitivities=False)
    (load,) = [row for row in score.capabilities if row.id == capability.code]
    taken = [a + b for a, b in zip(load.committed, load.approved, strict=True)]
    likely = profile.likely or NOTHING
    left = {
        week: float(of_week(likely, week)) - taken[week] for week in range(since, weeks)
    }
    tightest = min(left, key=lambda week: (left[week], week))
    points = {"low": profile.low, "likely": profile.likely, "high": profile.high}
    capacity = {
        name: of_week(point or NOTHING, tightest) for name, point in points.items()
    }
    return FreeHours(
        capability=capability,
        week=monday_of(start) + WEEK * tightest,
        capacity=Estimate(**capacity),
        taken=Decimal(str(round(taken[tightest], 3))),
    )


# --- the preview --------------------------------------------------------------------


def preview(user: User, plan: Plan, wish: Wish, *, today: date) -> Preview:
    """Return what this campaign would be in this plan; a fixed number of queries."""
    rules, own = OutreachRules.objects.current(), CampaignRules.objects.current()
    first = plan.first_day_of(wish.starts)
    found = _reaches(reached(user, wish, max(first, today)), rules)
    each = hours_each(rules, own)
    after = follow_ups_per_talk(own, each[Part.FOLLOW_UP], today)
    hours = None
    if own.capability is not None:
        hours = free_hours(
            own.capability,
            monday_of(plan.starts_on),
            wish.ends,
            since=wish.starts - 1,
        )
    rounds = 1 + (7 * wish.weeks - 1) // rules.ideal_days
    suggested = _suggested(found, each, after, hours, wish.weeks, rounds)
    held = Acquaintance.objects.visible_to(user).contactable()
    return Preview(
        wish=wish,
        reaches=tuple(
            Reach(
                group=group,
                people=people,
                assumed=assumed,
                each=each[group],
                worth=worth / people,
                suggested=suggested[group],
                most=Decimal(people * rounds),
            )
            for group in Group.values
            for people, assumed, worth in [found.get(group, (0, 0, 0.0))]
            if people
        ),
        follow_ups=after,
        hours=hours,
        held_out=meant(held.filter(held_out_at__isnull=False), wish).count(),
        rules=own,
    )


def _suggested(
    found: Mapping[str, tuple[int, int, float]],
    takes: Mapping[str, Decimal],
    after: FollowUps,
    hours: FreeHours | None,
    weeks: int,
    rounds: int,
) -> dict[str, Estimate]:
    """Spread everybody over the weeks, as far as the free hours go."""
    each = {
        group: Decimal(people * rounds) / weeks
        for group, (people, _, _) in found.items()
    }
    extra = after.share * after.each
    needed = sum((n * (takes[group] + extra) for group, n in each.items()), NOTHING)

    def part(free: Decimal | None) -> Decimal:
        if free is None or not needed:
            return Decimal(1)
        return min(Decimal(1), free / needed)

    free = hours.free if hours else None
    shares = {
        "low": part(free.low if free else None),
        "likely": part(free.likely if free else None),
        "high": part(free.high if free else None),
    }
    return {
        group: Estimate(
            **{
                name: (n * share).quantize(TENTH, rounding=ROUND_DOWN)
                for name, share in shares.items()
            }
        )
        for group, n in each.items()
    }
