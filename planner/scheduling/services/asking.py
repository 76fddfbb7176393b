"""Ask for a schedule, call it off, and say how people are counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import company, local_day
from core.jobs import JobState
from core.refusals import Conflict, Invalid, NotThere
from core.wake import wake
from planner.execution.models import OPEN
from planner.execution.services import keep_chances
from planner.plans.models import Plan
from planner.plans.models.states import RUNNING, PlanState
from planner.plans.services import require_workable
from planner.scheduling.assembly import read_plan
from planner.scheduling.facts import Move, PlanFacts
from planner.scheduling.models import PeopleRule, ScheduleRun
from planner.scheduling.runs import chances_of, solve_now
from planner.scheduling.tasks import work
from planner.scheduling.worked import read_worked

UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)
AT_ONCE = 100


def ask(
    *, actor: User, plan: Plan, now: datetime, moves: Sequence[Move] = ()
) -> ScheduleRun:
    """Schedule a plan as it stands, or as if it were moved; one that waits is enough.

    A small one is stored when this returns, a large one is a worker's job. It is worked
    out before anything is written, so that nobody waits for it to write.
    """
    require(actor, Act.DRAFT_PLANS)
    if not Plan.objects.visible_to(actor).filter(pk=plan.pk).exists():
        raise NotThere("There is no such plan, or it is not yours to see.")
    wanted = [move.document() for move in moves]
    day = local_day(now)
    facts = read_plan(plan, as_of=day)
    _require_open(facts, moves)
    found = solve_now(facts, moves, day=day) if facts.is_small else None
    with transaction.atomic():
        if found is None:
            run = _queued(plan, actor, wanted, now)
        else:
            run = _solved(plan, actor, wanted, found, now)
        audit.record(actor=actor, action="schedule.asked", subject=run, now=now)
    return run


def _solved(
    plan: Plan,
    actor: User,
    moves: list[dict[str, object]],
    found: Mapping[str, Any],
    now: datetime,
) -> ScheduleRun:
    run = ScheduleRun.objects.create(
        plan=plan,
        asked_by=actor,
        asked_at=now,
        moves=moves,
        state=JobState.DONE,
        progress=100,
        **found,
    )
    if not moves and found["result"] is not None:
        chances = chances_of(read_worked(found["result"]))
        keep_chances(plan=plan, chances=chances, now=now)
    return run


def _require_open(facts: PlanFacts, moves: Sequence[Move]) -> None:
    strange = {move.task for move in moves} - {task.pk for task in facts.open}
    if strange:
        words = f"Not open in this plan: {', '.join(map(str, sorted(strange)[:5]))}."
        raise Invalid(
            "Only tasks that are open in this plan can be moved.",
            next_step="Open the plan's schedule again, and move what is shown there.",
            errors={"moves": [words]},
        )


def _queued(
    plan: Plan, actor: User | None, moves: list[dict[str, object]], now: datetime
) -> ScheduleRun:
    waiting = ScheduleRun.objects.filter(plan=plan, state=JobState.QUEUED, moves=moves)
    run = waiting.first() or ScheduleRun.objects.create(
        plan=plan, asked_by=actor, asked_at=now, moves=moves
    )
    wake(work)
    return run


class NothingToCancel(Conflict):
    title = "It is worked out already"


@transaction.atomic
def cancel(*, actor: User, run_id: int, now: datetime) -> ScheduleRun:
    """Call a schedule off, also one that a worker is at: it stores nothing any more.

    For who asked for it, and who works on the plan.
    """
    require(actor, Act.DRAFT_PLANS)
    rows = ScheduleRun.objects.visible_to(actor).filter(pk=run_id)
    run = rows.select_related("plan").first()
    if run is None:
        raise NotThere("There is no such schedule.")
    if run.asked_by_id != actor.pk:
        require_workable(plan=run.plan, actor=actor)
    if not rows.filter(state__in=UNDER_WAY).update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=Now()
    ):
        raise NothingToCancel(
            "There is nothing left to cancel.", next_step="Reload the page to see it."
        )
    audit.record(actor=actor, action="schedule.cancelled", subject=run, now=now)
    run.refresh_from_db(fields=["state", "finished_at"])
    return run


@transaction.atomic
def set_people_rule(
    *, actor: User, plan: Plan, one_at_a_time: bool, now: datetime
) -> PeopleRule:
    """Say whether the people of a plan do one task at a time."""
    require_workable(plan=plan, actor=actor)
    rule, _ = PeopleRule.objects.update_or_create(
        plan=plan,
        defaults={"one_at_a_time": one_at_a_time, "by": actor, "at": now},
    )
    audit.record(
        actor=actor,
        action="schedule.people_rule",
        subject=plan,
        now=now,
        changes={"one_at_a_time": one_at_a_time},
    )
    return rule


def _before(calendar: datetime | None) -> Q:
    """Match what was asked before the company's days off were changed."""
    return Q(pk__in=[]) if calendar is None else Q(asked__lt=calendar)


def _to_schedule() -> Q:
    open_ = Q(tasks__state__in=OPEN)
    planned = ~Q(state=PlanState.REJECTED) & Q(tasks__deadline__isnull=False)
    return open_ & (Q(state__in=RUNNING) | planned)


def ask_again_where_old(*, now: datetime) -> int:
    """Queue the schedules of plans whose tasks have changed; running ones every day.

    Of what does not run yet, only tasks with deadlines ask for it.
    """
    newest = (
        ScheduleRun.objects.filter(plan=OuterRef("pk"))
        .as_it_stands()
        .exclude(state=JobState.CANCELLED)
        .order_by("-pk")
    )
    plans = (
        Plan.objects.filter(_to_schedule())
        .annotate(
            changed=Max("tasks__changed_at"),
            asked=Subquery(newest.values("asked_at")[:1]),
            day=Subquery(newest.values("as_of")[:1]),
            at=Subquery(newest.values("state")[:1]),
        )
        .filter(Q(at__isnull=True) | ~Q(at__in=UNDER_WAY))
        .filter(
            Q(asked__isnull=True)
            | Q(asked__lt=F("changed"))
            | _before(company().days_off_at)
            | Q(day__lt=local_day(now), state__in=RUNNING)
        )
        .order_by("pk")[:AT_ONCE]
    )
    asked = [_queued(plan, None, [], now) for plan in plans]
    return len(asked)
