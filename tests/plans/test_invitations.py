"""An invitation opens one draft to one person, and no more than it says."""

import pytest

from core.refusals import NotAllowed
from planner.plans.models import Plan, PlanVersion
from planner.plans.queries import plan_content
from planner.plans.services import delete, freeze, update
from tests.make import (
    NOW,
    make_invitation,
    make_plan,
    make_promise,
    make_submitted,
    make_tactic,
)


@pytest.fixture
def draft(marketing):
    return make_plan(author=marketing)


@pytest.mark.parametrize("who", ["operations", "frontline"])
def test_who_is_invited_sees_that_draft_and_no_other(draft, marketing, request, who):
    person = request.getfixturevalue(who)
    make_plan(author=marketing)
    assert not Plan.objects.visible_to(person).exists()
    make_invitation(draft, person)
    assert list(Plan.objects.visible_to(person)) == [draft]


@pytest.mark.parametrize("who", ["outsider", "frontline"])
def test_who_left_or_sees_nothing_of_the_business_is_not_let_in(draft, request, who):
    person = request.getfixturevalue(who)
    make_invitation(draft, person)
    person.is_active = False
    assert not Plan.objects.visible_to(person).exists()


def test_an_administrator_sees_nothing_even_when_invited(draft, outsider):
    make_invitation(draft, outsider)
    assert not Plan.objects.visible_to(outsider).exists()


def test_an_invited_colleague_of_the_frontline_sees_no_frozen_versions(
    marketing, frontline
):
    draft = make_plan(author=marketing)
    make_tactic(draft, [make_promise(state="studied")])
    make_submitted(draft)
    make_invitation(draft, frontline)
    assert Plan.objects.visible_to(frontline).exists()
    assert not PlanVersion.objects.visible_to(frontline).exists()


def change(plan, actor):
    return update(
        plan=plan,
        actor=actor,
        revision=plan.revision,
        content={**plan_content(plan), "title": "Better"},
        now=NOW,
    )


def test_only_who_is_invited_to_edit_edits(draft, operations):
    invitation = make_invitation(draft, operations)
    with pytest.raises(NotAllowed):
        change(draft, operations)
    invitation.may_edit = True
    invitation.save()
    assert change(draft, operations).title == "Better"


def test_the_frontline_never_edits_a_draft(draft, frontline):
    make_invitation(draft, frontline, may_edit=True)
    with pytest.raises(NotAllowed):
        change(draft, frontline)


def test_a_guest_neither_submits_a_draft_nor_throws_it_away(draft, operations):
    make_invitation(draft, operations, may_edit=True)
    with pytest.raises(NotAllowed, match="Only its author"):
        delete(plan=draft, actor=operations, now=NOW)
    with pytest.raises(NotAllowed, match="Only its author"):
        freeze(plan=draft, actor=operations, revision=1, reserved_until=NOW, now=NOW)


def test_a_guest_is_offered_to_edit_but_not_to_submit(draft, operations, signed_in):
    make_invitation(draft, operations, may_edit=True)
    page = signed_in(operations).get(f"/plans/{draft.pk}/").content.decode()
    assert f"/plans/{draft.pk}/edit/" in page
    assert f"/plans/{draft.pk}/check/" not in page
