"""The demo company's planning session: three people on a draft, and its minutes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.models import User
from planner.plans.models import Plan
from planner.workshop import services

DRAFT = "Two days to your door"
EDITS = (
    ("marketing", "tactics.posters.likely", "100"),
    ("marketing", "assumptions.before-noon.note", "We count a week of web orders."),
)
MINUTES = 25
# From which minute to which somebody was there.
THERE = {"marketing": (0, 25), "operations": (2, 22), "care": (9, 25)}
STEP_SECONDS = 29  # who is not seen for 30 has left


def hold(
    people: Mapping[str, User], day: Callable[[int], date], *, now: datetime
) -> None:
    """Let marketing hold one yesterday with two others, and leave a point to operations."""
    plan = Plan.objects.get(title=DRAFT)
    begun = now - timedelta(days=1)
    marketing = people["marketing"]
    room = services.start(
        plan=plan, actor=marketing, purpose="Can the posters wait for it?", now=begun
    )
    for who, (first, last) in THERE.items():
        for step in range(first * 60, last * 60, STEP_SECONDS):
            services.be_there(
                workshop=room,
                actor=people[who],
                place="",
                now=begun + timedelta(seconds=step),
            )
    for number, (who, place, value) in enumerate(EDITS):
        plan.refresh_from_db()
        services.take_edit(
            workshop=room,
            actor=people[who],
            client_id=UUID(int=number),
            revision=plan.revision,
            changes=[{"place": place, "value": value}],
            now=begun + timedelta(minutes=5 * (number + 1)),
        )
    services.leave_open(
        workshop=room,
        actor=marketing,
        text="From which week can two riders more be out on Wednesdays?",
        owner=people["operations"],
        due_on=day(2),
        now=begun + timedelta(minutes=20),
    )
    room.refresh_from_db()
    services.end(workshop=room, actor=marketing, now=begun + timedelta(minutes=MINUTES))
