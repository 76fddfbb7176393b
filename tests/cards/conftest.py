"""A running plan whose packing task is the frontline colleague's."""

from datetime import date

import pytest

from accounts.models import Role
from promises.models import ServedNeed
from tests.make import (
    NOW,
    make_approved,
    make_capability,
    make_made_promise,
    make_need,
    make_plan,
    make_tactic,
    make_task,
    make_user,
)

DAY = date(2026, 1, 6)


@pytest.fixture
def promise(ceo, marketing):
    packing = make_capability(code="packing", likely=200)
    row = make_made_promise(
        ceo=ceo,
        owner=marketing,
        code="next-week",
        statement="Your order is with you next week.",
        benefit="You can plan your weekend.",
        requires=[(packing, 1)],
    )
    need = make_need(statement="I want to know which day")
    ServedNeed.objects.create(promise=row, need=need, added_by=marketing, added_at=NOW)
    return row


@pytest.fixture
def plan(promise, marketing):
    row = make_plan(author=marketing, title="Spring launch")
    make_tactic(row, [promise], code="mailing", name="Spring mailing")
    make_approved(row)
    return row


@pytest.fixture
def task(plan, frontline, operations):
    row = make_task(
        plan,
        name="Pack the first orders",
        deliverable="300 parcels on the ramp",
        authority="Overtime up to four hours.",
        tactic_code="mailing",
        deadline=date(2026, 1, 9),
        accountable=operations,
        responsible=[frontline],
    )
    for name, result in (
        ("Print the letters", "5,000 letters"),
        ("Order boxes", "800 boxes in the store"),
    ):
        make_task(plan, name=name, deliverable=result, tactic_code="mailing")
    return row


@pytest.fixture
def crew(db):
    """Enough of the frontline that nobody can be picked out."""
    return [
        make_user(role=Role.FRONTLINE, name=f"Crew {n}", email=f"crew{n}@example.com")
        for n in range(3)
    ]
