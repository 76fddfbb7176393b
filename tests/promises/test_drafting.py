"""Writing promises down, and what may change when."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, Role
from core.refusals import Invalid, NotAllowed
from operations.models import Capability
from promises import services
from promises.models import Promise, PromiseState
from promises.services.drafting import draft_of
from promises.services.rules import NotTheOwner, PromiseChanged, WrongState
from tests.make import (
    NOW,
    make_capability,
    make_evidence,
    make_made_promise,
    make_promise,
    make_segment,
    make_user,
)
from tests.promises.make_studied import make_complete_idea

LATER = NOW + timedelta(hours=1)


def a_draft(owner, **fields):
    fields.setdefault("code", "next-week")
    fields.setdefault("statement", "Your order is with you next week")
    return services.Draft(owner=owner, **fields)


def test_a_director_drafts_with_two_fields_and_adds_the_rest_later(marketing):
    promise = services.draft_promise(actor=marketing, draft=a_draft(marketing), now=NOW)
    assert (promise.state, promise.revision) == (PromiseState.IDEA, 1)
    event = AuditEvent.objects.get(action="promise.drafted")
    assert event.changes["code"] == [None, "next-week"]


def test_what_is_wrong_is_said_field_by_field(marketing):
    draft = a_draft(marketing, code="Next Week!", target=Decimal("1.2"))
    with pytest.raises(Invalid) as refusal:
        services.draft_promise(actor=marketing, draft=draft, now=NOW)
    assert set(refusal.value.errors) >= {"code", "target"}
    assert not Promise.objects.exists()


def test_a_code_is_taken_once(marketing):
    make_promise(code="next-week")
    with pytest.raises(Invalid) as refusal:
        services.draft_promise(actor=marketing, draft=a_draft(marketing), now=NOW)
    assert "code" in refusal.value.errors


def test_the_frontline_does_not_draft(marketing, frontline):
    with pytest.raises(NotAllowed):
        services.draft_promise(actor=frontline, draft=a_draft(marketing), now=NOW)


@pytest.mark.parametrize("role", [Role.FRONTLINE, Role.INTEGRATION, Role.ADMINISTRATOR])
def test_an_owner_can_answer_for_it(marketing, role):
    draft = a_draft(make_user(role=role))
    with pytest.raises(Invalid) as refusal:
        services.draft_promise(actor=marketing, draft=draft, now=NOW)
    assert list(refusal.value.errors) == ["owner"]


def test_requirements_come_with_the_draft_and_are_told(marketing):
    packing = make_capability(code="packing")
    need = services.Need(capability=packing, units=Decimal("1.5"), lead_weeks=1)
    promise = services.draft_promise(
        actor=marketing, draft=a_draft(marketing, requirements=[need]), now=NOW
    )
    assert promise.requirements.get().units == Decimal("1.5")
    event = AuditEvent.objects.get(action="promise.drafted")
    assert event.changes["requirements"] == [None, ["1.5 packing, 1 weeks later"]]


def test_a_capability_stands_once_and_minutes_are_for_staffed_ones(marketing):
    packing = make_capability()
    need = services.Need(capability=packing, units=Decimal(1))
    draft = a_draft(marketing, requirements=[need, need])
    with pytest.raises(Invalid) as refusal:
        services.draft_promise(actor=marketing, draft=draft, now=NOW)
    assert list(refusal.value.errors) == ["requirements[1].capability"]
    timed = replace(need, within_minutes=Decimal(3))
    with pytest.raises(Invalid) as refusal:
        services.draft_promise(
            actor=marketing, draft=replace(draft, requirements=[timed]), now=NOW
        )
    assert list(refusal.value.errors) == ["requirements[0].within_minutes"]


def test_an_edit_tells_before_and_after(marketing):
    promise = make_promise(owner=marketing, pitch="")
    draft = replace(draft_of(promise), pitch="We plan with you.", target=Decimal("0.9"))
    services.edit_promise(
        actor=marketing, promise=promise, draft=draft, revision=1, now=LATER
    )
    assert (promise.revision, promise.changed_at) == (2, LATER)
    event = AuditEvent.objects.get(action="promise.edited")
    assert event.changes == {
        "pitch": ["", "We plan with you."],
        "target": ["0.95", "0.9"],
    }


def test_the_second_of_two_edits_is_refused_and_changes_nothing(marketing, ceo):
    promise = make_promise(owner=marketing)
    draft = draft_of(promise)
    mine = replace(draft, pitch="mine")
    services.edit_promise(
        actor=marketing, promise=promise, draft=mine, revision=1, now=LATER
    )
    theirs = replace(draft, pitch="theirs")
    with pytest.raises(PromiseChanged):
        services.edit_promise(
            actor=ceo, promise=promise, draft=theirs, revision=1, now=LATER
        )
    promise.refresh_from_db()
    assert promise.pitch == "mine"


def test_a_colleague_cannot_edit_but_copies(marketing, operations):
    promise = make_complete_idea(marketing, code="next-week")
    with pytest.raises(NotTheOwner):
        services.edit_promise(
            actor=operations,
            promise=promise,
            draft=draft_of(promise),
            revision=1,
            now=LATER,
        )
    copy = services.copy_promise(actor=operations, promise=promise, now=LATER)
    assert (copy.owner, copy.code, copy.state) == (operations, "next-week-2", "idea")
    assert copy.requirements.count() == 1
    assert copy.evidence.count() == 0
    again = services.copy_promise(actor=operations, promise=promise, now=LATER)
    assert again.code == "next-week-3"


@pytest.mark.parametrize("state", [s for s in PromiseState if s != "idea"])
def test_past_an_idea_the_words_are_fixed(marketing, ceo, state):
    promise = make_made_promise(ceo=ceo, owner=marketing, state=state)
    draft = replace(draft_of(promise), statement="Something else")
    with pytest.raises(WrongState):
        services.edit_promise(
            actor=marketing, promise=promise, draft=draft, revision=1, now=LATER
        )


def test_operations_change_what_a_made_promise_takes(marketing, operations, ceo):
    packing, vans = make_capability(code="packing"), make_capability(code="vans")
    promise = make_made_promise(ceo=ceo, owner=marketing, requires=[(packing, 1)])
    needs = [services.Need(capability=vans, units=Decimal(2))]
    with pytest.raises(NotAllowed):
        services.change_requirements(
            actor=marketing, promise=promise, needs=needs, revision=1, now=LATER
        )
    services.change_requirements(
        actor=operations, promise=promise, needs=needs, revision=1, now=LATER
    )
    event = AuditEvent.objects.get(action="promise.requirements-changed")
    assert event.changes == {"requirements": [["1 packing"], ["2 vans"]]}
    with pytest.raises(PromiseChanged):
        services.change_requirements(
            actor=operations, promise=promise, needs=needs, revision=1, now=LATER
        )
    with pytest.raises(WrongState):
        services.change_requirements(
            actor=operations, promise=promise, needs=[], revision=2, now=LATER
        )


def test_staffed_requirements_take_minutes(marketing):
    desk = make_capability(kind=Capability.Kind.STAFFED)
    need = services.Need(
        capability=desk, units=Decimal(1), within_minutes=Decimal("0.5")
    )
    promise = services.draft_promise(
        actor=marketing, draft=a_draft(marketing, requirements=[need]), now=NOW
    )
    assert promise.requirements.get().within_minutes == Decimal("0.5")


def a_finding(**fields):
    fields.setdefault("criterion", "loyalty")
    fields.setdefault("finding", "41 of 100 came back sooner")
    fields.setdefault("source", "order history")
    fields.setdefault("found_on", NOW.date())
    fields.setdefault("strength", 3)
    return services.Finding(**fields)


def test_evidence_is_added_at_any_time_and_by_any_planner(marketing, operations, ceo):
    promise = make_made_promise(ceo=ceo, owner=marketing)
    services.add_evidence(
        actor=operations, promise=promise, finding=a_finding(), now=NOW
    )
    assert promise.evidence.get(reference="").added_by == operations


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("criterion", "beauty"),
        ("source", ""),
        ("strength", 7),
        ("found_on", NOW.date() + timedelta(days=2)),
    ],
)
def test_evidence_is_complete_and_not_of_tomorrow(marketing, field, value):
    finding = a_finding(**{field: value})
    with pytest.raises(Invalid) as refusal:
        services.add_evidence(
            actor=marketing,
            promise=make_promise(owner=marketing),
            finding=finding,
            now=NOW,
        )
    assert list(refusal.value.errors) == [field]


def test_evidence_of_an_idea_can_be_removed_but_not_what_the_ceo_saw(
    marketing, operations
):
    promise = make_complete_idea(marketing)
    mine = make_evidence(promise)
    with pytest.raises(NotAllowed):
        services.remove_evidence(actor=operations, evidence=mine, now=LATER)
    services.remove_evidence(actor=marketing, evidence=mine, now=LATER)
    services.put_up(actor=marketing, promise=promise, revision=1, now=LATER)
    with pytest.raises(WrongState):
        services.remove_evidence(
            actor=marketing, evidence=promise.evidence.all()[0], now=LATER
        )


@pytest.mark.parametrize("state", [PromiseState.STUDIED, PromiseState.LIVE])
@pytest.mark.parametrize(
    ("term", "value"),
    [("statement", "Something else"), ("target", None), ("segment", None)],
)
def test_the_database_itself_keeps_the_words_of_what_is_put_up(
    marketing, ceo, state, term, value
):
    promise = make_made_promise(
        ceo=ceo, owner=marketing, state=state, segment=make_segment()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(**{term: value})
    Promise.objects.filter(pk=promise.pk).update(owner=ceo)
