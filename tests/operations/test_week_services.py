from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.models import AuditEvent
from core.editing import ChangedMeanwhile
from core.refusals import Invalid, NotAllowed
from operations.cells import Estimate, Measure
from operations.models import Capability, CapabilityWeek
from operations.services import WeekChange, set_weeks
from tests.make import MONDAY, NOW, make_capability

pytestmark = pytest.mark.django_db
HUNDRED = Estimate.exactly(Decimal(100))
SPREAD = Estimate(Decimal(90), Decimal(100), Decimal(110))


def change(
    capability: Capability,
    value: Estimate | None,
    measure: Measure = Measure.CAPACITY,
    week: date = MONDAY,
) -> WeekChange:
    return WeekChange(capability=capability.pk, week=week, measure=measure, value=value)


def save(actor, *changes, revisions=None):
    known = dict(Capability.objects.values_list("pk", "revision"))
    return set_weeks(
        actor=actor, changes=changes, revisions=revisions or known, now=NOW
    )


def test_cells_are_set_and_told_of_once_per_capability(operations):
    packing, vans = make_capability(code="packing"), make_capability(code="vans")

    count = save(
        operations,
        change(packing, SPREAD),
        change(packing, HUNDRED, Measure.COMMITTED),
        change(vans, HUNDRED),
    )

    assert count == 3
    row = CapabilityWeek.objects.get(capability=packing)
    assert (row.low, row.high, row.committed) == (90, 110, 100)
    assert AuditEvent.objects.get(subject_id=str(packing.pk)).changes == {
        "2026-01-05 capacity": ["", "90 / 100 / 110"],
        "2026-01-05 committed": ["", "100"],
    }
    assert set(Capability.objects.values_list("revision", flat=True)) == {2}


def test_an_emptied_cell_leaves_the_other_measure_alone(operations):
    packing = make_capability()
    save(
        operations,
        change(packing, SPREAD),
        change(packing, HUNDRED, Measure.COMMITTED),
    )

    save(operations, change(packing, None))

    row = CapabilityWeek.objects.get()
    assert (row.low, row.committed) == (None, 100)


def test_a_week_with_nothing_left_is_a_usual_week(operations):
    packing = make_capability()
    save(operations, change(packing, SPREAD))
    save(operations, change(packing, None))
    assert not CapabilityWeek.objects.exists()


def test_what_is_stored_already_changes_nothing(operations):
    packing = make_capability()
    save(operations, change(packing, SPREAD))

    assert save(operations, change(packing, SPREAD)) == 0

    assert AuditEvent.objects.count() == 1
    assert Capability.objects.get().revision == 2


def test_one_wrong_cell_and_nothing_is_saved(operations):
    packing = make_capability(code="packing")
    with pytest.raises(Invalid) as refused:
        save(
            operations,
            change(packing, HUNDRED),
            change(packing, SPREAD, Measure.COMMITTED),
        )
    assert list(refused.value.errors) == ["packing[2026-01-05]"]
    assert not CapabilityWeek.objects.exists()


@pytest.mark.parametrize(
    "value",
    [
        Estimate.exactly(Decimal("NaN")),
        Estimate.exactly(Decimal("Infinity")),
        Estimate.exactly(Decimal("1e999")),
        Estimate.exactly(Decimal("0.0001")),
        Estimate.exactly(Decimal(-1)),
        Estimate(Decimal(110), Decimal(100), Decimal(90)),
        Estimate(Decimal(1), Decimal("NaN"), Decimal(3)),
    ],
)
def test_numbers_that_are_none_are_refused_by_the_service_itself(operations, value):
    with pytest.raises(Invalid):
        save(operations, change(make_capability(), value))


@pytest.mark.parametrize(
    "week", [MONDAY + timedelta(days=1), date(1999, 12, 27), date(2100, 1, 4)]
)
def test_a_week_is_a_monday_of_our_century(operations, week):
    with pytest.raises(Invalid):
        save(operations, change(make_capability(), HUNDRED, week=week))


def test_people_who_answer_have_no_capacity_of_single_weeks(operations):
    desk = make_capability(kind=Capability.Kind.STAFFED)
    with pytest.raises(Invalid, match="Nothing was saved"):
        save(operations, change(desk, HUNDRED))
    assert save(operations, change(desk, HUNDRED, Measure.COMMITTED)) == 1


def test_a_stale_revision_saves_nothing_at_all(operations):
    packing, vans = make_capability(name="Packing"), make_capability(name="Vans")
    seen = {packing.pk: 1, vans.pk: 1}
    save(operations, change(vans, SPREAD))

    with pytest.raises(ChangedMeanwhile, match="changed Vans since") as refused:
        save(
            operations,
            change(packing, HUNDRED),
            change(vans, HUNDRED),
            revisions=seen,
        )

    assert list(refused.value.errors) == [vans.code]
    assert not CapabilityWeek.objects.filter(capability=packing).exists()
    packing.refresh_from_db()
    assert packing.revision == 1


def test_a_capability_without_a_revision_counts_as_never_seen(operations):
    with pytest.raises(ChangedMeanwhile):
        save(operations, change(make_capability(), HUNDRED), revisions={0: 0})


def test_a_deleted_capability_is_named(operations):
    packing = make_capability()
    gone = change(packing, HUNDRED)
    packing.delete()
    with pytest.raises(Invalid):
        save(operations, gone)


def test_only_operations_set_weeks(marketing):
    with pytest.raises(NotAllowed):
        save(marketing, change(make_capability(), HUNDRED))


def test_queries_do_not_grow_with_the_cells(operations, django_assert_num_queries):
    packing = make_capability()
    weeks = [MONDAY + timedelta(weeks=n) for n in range(26)]
    locks = connection.vendor == "postgresql"  # the audit trail's, a statement there
    with django_assert_num_queries(9 + locks):
        save(operations, *(change(packing, SPREAD, week=week) for week in weeks))
