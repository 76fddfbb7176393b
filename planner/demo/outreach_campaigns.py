"""A draft of Sofia's that is a campaign with the people whom the company knows."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from accounts.models import User
from accounts.queries import local_day
from planner.outreach import services
from planner.outreach.queries.reaching import Wish, preview
from planner.plans.content import FORMAT
from planner.plans.services import create

HOURS: Final = (Decimal(3), Decimal(5), Decimal("6.5"))  # as people say they have
TITLE: Final = "Old friends in winter"
WEEKS: Final = 6


def plan_a_campaign(people: Mapping[str, User], *, monday: date, now: datetime) -> None:
    """Let operations enter the hours, and sales draft the talks that they allow."""
    sales, operations = people["sales"], people["operations"]
    low, likely, high = HOURS
    services.enter_hours(
        actor=operations, low=low, likely=likely, high=high, revision=1, now=now
    )
    services.write_promises(actor=sales, now=now)
    services.write_promises(actor=operations, now=now)
    plan = create(
        actor=sales,
        content={
            "format": FORMAT,
            "title": TITLE,
            "objective": "Everybody who built this company with us hears from us once, "
            "and gets what we promise them.",
            "department": sales.department,
            "starts_on": monday.isoformat(),
            "weeks": WEEKS,
            "tactics": [],
            "assumptions": [],
        },
        now=now,
    )
    wish = Wish(closeness=2, starts=1, ends=WEEKS)
    found = preview(sales, plan, wish, today=local_day(now))
    services.add_campaign(
        actor=sales,
        plan=plan,
        ask=services.Ask(
            name="Old friends",
            wish=wish,
            meant={
                reach.group: services.Meant(
                    talks=reach.suggested,
                    margin=Decimal(str(round(reach.worth, 2))),
                )
                for reach in found.reaches
            },
        ),
        now=now,
    )
