"""When tactics can really start, as the tasks stand, on top of what a plan says itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from core.weeks import WEEK, monday_of
from planner.plans.content import PlanContent, TacticContent
from planner.plans.models import LateStart

# By plan, then by the tactic's code.
Starts = Mapping[int, Mapping[str, LateStart]]


@dataclass(frozen=True, kw_only=True)
class Delay:
    """A tactic that starts late: whole weeks later, counted from the week of a Monday."""

    tactic: str
    planned_on: date
    ready_on: date
    counted_from: date
    weeks: int
    because: str
    done_on: date
    never: bool  # not within the plan's weeks

    def document(self) -> dict[str, Any]:
        """Return it as a score keeps it with its evidence."""
        return {
            "tactic": self.tactic,
            "planned_on": self.planned_on.isoformat(),
            "ready_on": self.ready_on.isoformat(),
            "counted_from": self.counted_from.isoformat(),
            "days": (self.ready_on - self.planned_on).days,
            "because": self.because,
            "done_on": self.done_on.isoformat(),
            "never": self.never,
        }


def late_starts_of(plans: Iterable[int]) -> Starts:
    """Return which tactics of some plans cannot start when they should; one query."""
    found: dict[int, dict[str, LateStart]] = {}
    rows = LateStart.objects.filter(plan__in=list(plans)).order_by("pk")
    for row in rows:
        found.setdefault(row.plan_id, {})[row.tactic_code] = row
    return found


def first_whole_week(day: date) -> date:
    """Return the first Monday that is not before the day."""
    return monday_of(day + timedelta(days=6))


def delays(content: PlanContent, late: Mapping[str, LateStart]) -> list[Delay]:
    """Return which tactics of a plan start later than it says, and by how much."""
    found = [_delay(content, row, late.get(row["code"])) for row in content["tactics"]]
    return [delay for delay in found if delay is not None]


def _delay(
    content: PlanContent, tactic: TacticContent, late: LateStart | None
) -> Delay | None:
    planned = planned_start(content, tactic["starts"])
    if late is None or late.ready_on <= planned:
        return None
    first = first_whole_week(late.ready_on)
    weeks = (first - monday_of(planned)).days // 7
    return Delay(
        tactic=tactic["code"],
        planned_on=planned,
        ready_on=late.ready_on,
        counted_from=first,
        weeks=weeks,
        because=late.because,
        done_on=late.done_on,
        never=tactic["starts"] + weeks > content["weeks"],
    )


def planned_start(content: PlanContent, week: int) -> date:
    """Return the Monday of a week of the plan, counted from 1."""
    return monday_of(date.fromisoformat(content["starts_on"])) + WEEK * (week - 1)


def with_delays(content: PlanContent, late: Mapping[str, LateStart]) -> PlanContent:
    """Return a plan whose tactics start when they can, and take as long as planned.

    What falls behind the plan's last week does not happen in it; a tactic that
    cannot start before that has no occasions.
    """
    held = {delay.tactic: delay for delay in delays(content, late)}
    if not held:
        return content
    tactics = [
        _moved(row, held[row["code"]], content["weeks"]) if row["code"] in held else row
        for row in content["tactics"]
    ]
    return cast("PlanContent", {**content, "tactics": tactics})


def _moved(tactic: TacticContent, delay: Delay, weeks: int) -> TacticContent:
    if delay.never:
        none = {"low": "0", "likely": "0", "high": "0", "starts": weeks, "ends": weeks}
        return cast("TacticContent", {**tactic, **none})
    starts = tactic["starts"] + delay.weeks
    ends = min(tactic["ends"] + delay.weeks, weeks)
    return cast("TacticContent", {**tactic, "starts": starts, "ends": ends})
