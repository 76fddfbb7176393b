"""The schedule of the demo company's tasks: adopted before work began, and as it is now."""

from datetime import datetime

from accounts.models import User
from accounts.queries import local_day
from planner.plans.models import Plan
from planner.scheduling import services
from planner.scheduling.queries import standing

REASON = "Agreed with packing, care and marketing before the first page was chosen."


def adopt_first(plan: Plan, actor: User, *, now: datetime) -> None:
    """Adopt the schedule of tasks that nobody has begun: what is measured against.

    Sales plans as people work, on several tasks at once; only later one at a time.
    """
    services.set_people_rule(actor=actor, plan=plan, one_at_a_time=False, now=now)
    found = standing(plan, as_of=local_day(now))
    if found.worked is None:
        return
    token = services.offer(found.facts, found.digest, found.worked)
    services.adopt(actor=actor, plan=plan, token=token, reason=REASON, now=now)


def look_again(title: str, actor: User, *, now: datetime) -> None:
    """Work the schedule out on what was reported since, and keep it."""
    plan = Plan.objects.get(title=title)
    services.set_people_rule(actor=actor, plan=plan, one_at_a_time=True, now=now)
    services.ask(actor=actor, plan=plan, now=now)
