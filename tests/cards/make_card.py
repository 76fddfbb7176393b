"""A running plan whose packing task is the frontline colleague's, in plain functions."""

from datetime import date

from accounts.models import User
from planner.execution.models import Task
from planner.plans.models import Plan
from promises.models import Promise, ServedNeed
from tests.make import (
    NOW,
    make_approved,
    make_capability,
    make_made_promise,
    make_need,
    make_plan,
    make_tactic,
    make_task,
)


def make_card_promise(ceo: User, marketing: User) -> Promise:
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


def make_card_plan(promise: Promise, marketing: User) -> Plan:
    row = make_plan(author=marketing, title="Spring launch")
    make_tactic(row, [promise], code="mailing", name="Spring mailing")
    make_approved(row)
    return row


def make_card_task(plan: Plan, frontline: User, operations: User) -> Task:
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
