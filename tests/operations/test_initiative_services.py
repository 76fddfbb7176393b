from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from core.editing import ChangedMeanwhile
from core.refusals import Invalid, NotAllowed
from operations import services
from operations.models import Capability, Initiative
from tests.make import MONDAY, NOW, make_capability, make_initiative

pytestmark = pytest.mark.django_db
STATE = Initiative.State


def fund(initiative, actor, revision=None):
    return services.fund(initiative=initiative, actor=actor, now=NOW, revision=revision)


def edit(actor, initiative, **facts):
    return services.edit_initiative(
        actor=actor,
        initiative=Initiative.objects.get(pk=initiative.pk),
        revision=initiative.revision,
        facts=facts,
        now=NOW,
    )


def test_operations_propose_and_the_ceo_funds(operations, ceo):
    initiative = services.create_initiative(
        actor=operations,
        code="second-line",
        facts={
            "name": "Second line",
            "capability": make_capability(),
            "cost": Decimal(15000),
            "adds": Decimal(200),
            "available_from": MONDAY,
        },
        now=NOW,
    )

    fund(initiative, ceo)

    initiative.refresh_from_db()
    assert (initiative.state, initiative.funded_by) == (STATE.FUNDED, ceo)
    assert initiative.funded_at == NOW
    assert [e.action for e in AuditEvent.objects.order_by("pk")] == [
        "proposed an initiative",
        "funded an initiative",
    ]


@pytest.mark.parametrize("who", ["operations", "marketing", "frontline", "outsider"])
def test_nobody_but_the_ceo_funds_or_takes_back(who, request, ceo):
    actor = request.getfixturevalue(who)
    initiative = make_initiative()
    with pytest.raises(NotAllowed):
        fund(initiative, actor)
    funded = fund(initiative, ceo)
    with pytest.raises(NotAllowed):
        services.take_funding_back(initiative=funded, actor=actor, now=NOW)


def test_the_database_refuses_funding_by_anybody_else(operations):
    initiative = make_initiative()
    with pytest.raises(IntegrityError, match="Only the CEO"), transaction.atomic():
        Initiative.objects.filter(pk=initiative.pk).update(
            state=STATE.FUNDED, funded_by=operations, funded_at=NOW
        )
    with pytest.raises(IntegrityError, match="Only the CEO"), transaction.atomic():
        make_initiative(state=STATE.FUNDED, funded_by=operations, funded_at=NOW)


@pytest.mark.parametrize("fields", [{"state": "funded"}, {"state": "magic"}])
def test_the_database_refuses_a_state_without_what_it_means(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_initiative(**fields)


def test_what_a_former_ceo_funded_can_still_be_told_about(operations, ceo):
    initiative = fund(make_initiative(), ceo)
    ceo.role = "frontline"
    ceo.save()
    edit(operations, initiative, note="The machine is on its way.")
    assert Initiative.objects.get().note


def test_funding_taken_back_leaves_a_candidate(ceo):
    initiative = fund(make_initiative(), ceo)
    services.take_funding_back(initiative=initiative, actor=ceo, now=NOW)
    initiative.refresh_from_db()
    assert (initiative.state, initiative.funded_by) == (STATE.CANDIDATE, None)


def test_funding_twice_is_told(ceo):
    initiative = make_initiative()
    fund(initiative, ceo)
    with pytest.raises(services.NotInThatState, match="is funded now"):
        fund(initiative, ceo)
    assert AuditEvent.objects.count() == 1


def test_what_changed_since_the_ceo_looked_is_not_funded(operations, ceo):
    initiative = make_initiative()
    edit(operations, initiative, cost=Decimal(99000))
    with pytest.raises(ChangedMeanwhile):
        fund(initiative, ceo, revision=1)
    assert Initiative.objects.get().state == STATE.CANDIDATE


@pytest.mark.parametrize("facts", [{"cost": 1}, {"adds": 1}])
def test_what_was_agreed_stays_while_it_is_funded(operations, ceo, facts):
    initiative = fund(make_initiative(), ceo)
    with pytest.raises(services.Agreed):
        edit(operations, initiative, **facts)


def test_a_funded_initiative_that_is_late_says_so(operations, ceo):
    initiative = fund(make_initiative(), ceo)
    edit(operations, initiative, available_from=date(2026, 3, 2))
    assert Initiative.objects.get().available_from == date(2026, 3, 2)


def test_a_candidate_is_dropped_and_reconsidered(operations):
    initiative = make_initiative()
    services.drop_initiative(initiative=initiative, actor=operations, now=NOW)
    assert not Initiative.objects.candidates().exists()
    services.reconsider_initiative(initiative=initiative, actor=operations, now=NOW)
    assert Initiative.objects.candidates().exists()


def test_a_funded_initiative_is_not_dropped(operations, ceo):
    initiative = fund(make_initiative(), ceo)
    with pytest.raises(services.NotInThatState):
        services.drop_initiative(initiative=initiative, actor=operations, now=NOW)


def test_people_come_whole(operations):
    initiative = make_initiative(
        capability=make_capability(kind=Capability.Kind.STAFFED), adds=1
    )
    with pytest.raises(Invalid) as refused:
        edit(operations, initiative, adds=Decimal("1.5"))
    assert "adds" in refused.value.errors


@pytest.mark.parametrize(
    "facts",
    [{"cost": Decimal(-1)}, {"adds": 0}, {"cost": Decimal("NaN")}, {"name": "\x00"}],
)
def test_what_the_rules_refuse_stays_out(operations, facts):
    with pytest.raises(Invalid):
        edit(operations, make_initiative(), **facts)
