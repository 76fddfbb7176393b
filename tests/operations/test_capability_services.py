from decimal import Decimal

import pytest

from accounts.models import AuditEvent, Role
from core.editing import ChangedMeanwhile, StillLeanedOn
from core.refusals import Conflict, Invalid, NotAllowed
from operations import services
from operations.models import Capability, CapabilityWeek
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_initiative,
    make_promise,
    make_user,
)

pytestmark = pytest.mark.django_db
RATE = {"name": "Packing", "unit": "parcel", "low": 90, "likely": 100, "high": 110}
DESK = {
    "kind": "staffed",
    "servers": 6,
    "handle_minutes": Decimal(8),
    "open_minutes": Decimal(2400),
    "low": None,
    "likely": None,
    "high": None,
}


def edit(actor, capability, **facts):
    return services.edit_capability(
        actor=actor,
        capability=Capability.objects.get(pk=capability.pk),
        revision=facts.pop("revision", capability.revision),
        facts=facts,
        now=NOW,
    )


def test_operations_enter_a_capability_and_the_audit_trail_tells_of_it(operations):
    capability = services.create_capability(
        actor=operations, code="packing", facts=RATE, now=NOW
    )

    event = AuditEvent.objects.get()
    assert event.subject_id == str(capability.pk)
    assert event.changes["likely"] == [None, "100"]


@pytest.mark.parametrize("who", ["ceo", "marketing", "frontline", "outsider"])
def test_nobody_but_operations_enters_capabilities(who, request):
    with pytest.raises(NotAllowed):
        services.create_capability(
            actor=request.getfixturevalue(who), code="packing", facts=RATE, now=NOW
        )


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"low": 120}, ""),
        ({"likely": -1}, "likely"),
        ({"likely": Decimal("NaN")}, "likely"),
        ({"likely": Decimal("1e999")}, "likely"),
        ({"likely": Decimal("0.0001")}, "likely"),
        ({"likely": None}, ""),
        ({"servers": 4}, ""),
        ({"name": ""}, "name"),
        ({"name": "x\x00"}, "name"),
        ({"unit": "u" * 41}, "unit"),
        ({"kind": "magic"}, "kind"),
        ({"backlog": -1}, "backlog"),
    ],
)
def test_what_the_rules_refuse_is_named_by_its_place(operations, facts, place):
    with pytest.raises(Invalid) as refused:
        services.create_capability(
            actor=operations, code="packing", facts={**RATE, **facts}, now=NOW
        )
    assert place in refused.value.errors
    assert not Capability.objects.exists()


def test_a_code_belongs_to_one_capability(operations):
    make_capability(code="packing")
    with pytest.raises(Invalid) as refused:
        services.create_capability(
            actor=operations, code="packing", facts=RATE, now=NOW
        )
    assert "code" in refused.value.errors


def test_a_fact_that_does_not_exist_is_refused(operations):
    with pytest.raises(Invalid):
        services.create_capability(
            actor=operations, code="packing", facts={**RATE, "revision": 9}, now=NOW
        )


def test_an_edit_says_before_and_after(operations):
    capability = make_capability(likely=100)

    edit(operations, capability, backlog=Decimal(7))

    assert AuditEvent.objects.get().changes == {"backlog": ["0.000", "7"]}
    assert Capability.objects.get().revision == 2


def test_an_edit_without_a_change_leaves_no_trace(operations):
    capability = make_capability(likely=100)
    edit(operations, capability, name=capability.name)
    assert not AuditEvent.objects.exists()


def test_of_two_editors_on_one_revision_exactly_one_wins(operations):
    capability = make_capability(likely=100)
    edit(operations, capability, name="Mine")

    with pytest.raises(ChangedMeanwhile):
        edit(operations, capability, name="Yours", revision=1)

    assert Capability.objects.get().name == "Mine"
    assert AuditEvent.objects.count() == 1


def test_a_capability_becomes_staffed_and_its_weeks_keep_only_the_load(operations):
    capability = make_capability(likely=100)
    for number, fields in enumerate(
        [{"low": 1, "likely": 1, "high": 1}, {"low": 1, "likely": 1, "high": 1}]
    ):
        CapabilityWeek.objects.create(
            capability=capability,
            week=MONDAY.replace(day=5 + 7 * number),
            committed=40 if number else None,
            **fields,
        )

    edit(operations, capability, **DESK)

    week = CapabilityWeek.objects.get()
    assert (week.likely, week.committed) == (None, 40)


def test_a_capability_that_promises_lean_on_keeps_its_kind(operations):
    capability = make_capability(likely=100)
    make_promise(requires=[(capability, 1)])
    with pytest.raises(Conflict, match="1 requirement"):
        edit(operations, capability, **DESK)


def test_a_capability_that_nothing_leans_on_is_deleted_with_its_weeks(operations):
    capability = make_capability()
    CapabilityWeek.objects.create(capability=capability, week=MONDAY, committed=1)

    services.delete_capability(actor=operations, capability=capability, now=NOW)

    assert not Capability.objects.exists()
    assert not CapabilityWeek.objects.exists()
    assert AuditEvent.objects.get().action == "deleted a capability"


def test_a_deletion_is_refused_with_what_leans_on_it(operations):
    capability = make_capability()
    make_promise(requires=[(capability, 1)])
    make_promise(requires=[(capability, 1)])
    make_initiative(capability=capability)

    with pytest.raises(StillLeanedOn) as refused:
        services.delete_capability(actor=operations, capability=capability, now=NOW)

    assert "1 initiative, 2 requirements" in refused.value.message
    assert Capability.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_integration_may_keep_the_figures_current():
    system = make_user(role=Role.INTEGRATION)
    edit(system, make_capability(likely=100), backlog=3)
    assert Capability.objects.get().backlog == 3
