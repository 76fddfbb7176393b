"""What tests of assumptions ask: those that are due, and beliefs that have none."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from core.templatetags.shares import percent
from planner.assumptions import queries as assumptions
from planner.assumptions.pages import reading, signpost
from planner.plans.models import AssumptionTest
from planner.today.following import SOON, time_left
from planner.today.items import Item, Section

MOST = 12


def tests_due(user: User, day: date) -> list[Section]:
    """Return the tests to be concluded soon that the reader owns or planned."""
    rows = list(assumptions.due_for(user, by=day + SOON)[:MOST])
    if not rows:
        return []
    return [
        Section(
            title="Assumptions whose test is due",
            empty="",
            url=reverse("assumptions:list"),
            action="See all tests",
            items=[_due_item(row, user, day) for row in rows],
        )
    ]


def _due_item(test: AssumptionTest, user: User, day: date) -> Item:
    badge, tone = time_left((test.due_on - day).days)
    found = reading(test, getattr(test, "reading", None))
    said = f"measured last: {found.figure}" if found else "nothing is measured yet"
    whose = "" if test.owner_id == user.pk else f"{test.owner.name} tests it. "
    return Item(
        title=test.statement,
        url=reverse("assumptions:test", args=[test.pk]),
        text=f"{test.plan.title}. {whose}Right if {signpost(test)}; {said}. To be known "
        f"by {date_format(test.due_on)}.",
        badge=badge,
        tone=tone,
    )


def untested(user: User, day: date) -> Section:
    """List what the reader's plans believe and nobody tests."""
    rows = assumptions.untested(user)[:MOST]
    return Section(
        title="What you believe and nobody tests",
        empty="Your plans rest on no assumption that nobody tests.",
        items=[
            Item(
                title=row.statement,
                url=f"{reverse('assumptions:plan', args=[row.plan_id])}"
                f"#assumption-{row.code}",
                text=f"{row.plan.title}. You hold it {percent(row.probability)} likely.",
                badge="untested",
                tone="at-risk",
            )
            for row in rows
        ],
    )
