"""A running plan whose packing task is the frontline colleague's."""

from datetime import date

import pytest

from accounts.models import Role
from tests.cards.make_card import make_card_plan, make_card_promise, make_card_task
from tests.make import make_user

DAY = date(2026, 1, 6)


@pytest.fixture
def promise(ceo, marketing):
    return make_card_promise(ceo, marketing)


@pytest.fixture
def plan(promise, marketing):
    return make_card_plan(promise, marketing)


@pytest.fixture
def task(plan, frontline, operations):
    return make_card_task(plan, frontline, operations)


@pytest.fixture
def crew(db):
    """Enough of the frontline that nobody can be picked out."""
    return [
        make_user(role=Role.FRONTLINE, name=f"Crew {n}", email=f"crew{n}@example.com")
        for n in range(3)
    ]
