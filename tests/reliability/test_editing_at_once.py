"""Two people change one capability at the same moment: one does, the other is told."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from accounts.models import AuditEvent, Department, User
from core import editing
from core.editing import ChangedMeanwhile
from operations import services
from operations.cells import Measure, read_estimate
from operations.models import Capability, CapabilityWeek
from operations.services import WeekChange
from tests.make import MONDAY, NOW, make_capability, make_user
from tests.reliability.race import race

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = "changed a capability"


@pytest.fixture
def packing(transactional_db: None) -> Capability:
    return make_capability(code="packing", likely=100)


@pytest.fixture
def two(transactional_db: None) -> list[User]:
    return [make_user(department=Department.OPERATIONS) for _ in range(2)]


def backlog(actor: User, capability: Capability, amount: int) -> Any:
    """Return an edit of a capability as its editor sees it now."""
    seen = Capability.objects.get(pk=capability.pk)
    return partial(
        services.edit_capability,
        actor=actor,
        capability=seen,
        revision=seen.revision,
        facts={"backlog": Decimal(amount)},
        now=NOW,
    )


def week(actor: User, capability: Capability, amount: int, *, later: int = 0) -> Any:
    seen = Capability.objects.get(pk=capability.pk)
    change = WeekChange(
        capability=seen.pk,
        week=MONDAY + timedelta(weeks=later),
        measure=Measure.CAPACITY,
        value=read_estimate(str(amount)),
    )
    return partial(
        services.set_weeks,
        actor=actor,
        changes=[change],
        revisions={seen.pk: seen.revision},
        now=NOW,
    )


def told(outcomes: list[Any]) -> int:
    return sum(isinstance(found, ChangedMeanwhile) for found in outcomes)


@pytest.mark.parametrize("round_", range(5))
def test_of_two_edits_one_is_saved_and_one_is_told(packing, two, round_):
    acts = [backlog(two[0], packing, 7), backlog(two[1], packing, 9)]
    outcomes = race(acts)

    saved = [found for found in outcomes if isinstance(found, Capability)]
    assert (len(saved), told(outcomes)) == (1, 1), outcomes
    packing.refresh_from_db()
    assert (packing.backlog, packing.revision) == (saved[0].backlog, 2)
    assert AuditEvent.objects.filter(action=SAVED).count() == 1


@pytest.mark.parametrize("round_", range(5))
def test_a_week_and_a_fact_of_one_capability_do_not_pass_each_other(
    packing, two, round_
):
    outcomes = race([week(two[0], packing, 80), backlog(two[1], packing, 9)])

    assert told(outcomes) == 1, outcomes
    packing.refresh_from_db()
    weeks = CapabilityWeek.objects.count()
    assert (weeks, packing.backlog) in {(1, 0), (0, 9)}
    assert packing.revision == 2


@pytest.mark.parametrize("round_", range(5))
def test_of_two_boards_one_is_saved_whole_and_one_is_told(packing, two, round_):
    acts = [week(two[0], packing, 80), week(two[1], packing, 90, later=1)]
    outcomes = race(acts)

    assert sorted(map(str, outcomes))[0] == "1", outcomes
    assert told(outcomes) == 1
    assert CapabilityWeek.objects.count() == 1


def test_different_capabilities_are_edited_at_once(two):
    rows = [make_capability() for _ in two]
    acts = [backlog(actor, row, 7) for actor, row in zip(two, rows, strict=True)]
    assert told(race(acts)) == 0
    assert set(Capability.objects.values_list("backlog", flat=True)) == {7}


def test_without_the_revision_both_are_saved_and_one_is_lost(packing, two, monkeypatch):
    """The control: what the one statement that checks and changes is for."""

    def save_blindly(row: Any, *, seen: int, fields: Any) -> None:
        values = {name: getattr(row, name) for name in fields}
        type(row).objects.filter(pk=row.pk).update(revision=seen + 1, **values)

    monkeypatch.setattr(editing, "save", save_blindly)
    outcomes = race([backlog(two[0], packing, 7), backlog(two[1], packing, 9)])

    assert told(outcomes) == 0
    assert AuditEvent.objects.filter(action=SAVED).count() == 2
    packing.refresh_from_db()
    assert packing.revision == 2  # two edits, of which the row knows one
