from datetime import timedelta

import pytest

from accounts.models import AuditEvent, Department, Role
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.plans import services
from planner.plans.models import Assumption, Plan, Tactic
from planner.plans.queries import plan_content
from promises.models import PromiseState
from tests.make import (
    NOW,
    make_capability,
    make_plan,
    make_promise,
    make_submitted,
    make_user,
)
from tests.plans.documents import assumption, content, tactic

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def promise(db):
    return make_promise(code="next-week", state=PromiseState.STUDIED)


@pytest.fixture
def draft(marketing, promise):
    return services.create(actor=marketing, content=content(), now=NOW)


def change(draft, *, actor=None, revision=None, **changes):
    current = Plan.objects.get(pk=draft.pk)
    return services.update(
        plan=draft,
        actor=actor or draft.author,
        revision=revision or current.revision,
        content=content(**changes),
        now=LATER,
    )


def test_a_draft_reads_back_as_the_document_it_was_made_of(draft):
    assert plan_content(draft) == content()


def test_a_draft_belongs_to_its_author_and_their_department(draft, marketing):
    assert (draft.author, draft.department) == (marketing, "marketing")


def test_the_department_of_a_document_is_not_believed(promise, operations):
    plan = services.create(
        actor=operations, content=content(department="finance"), now=NOW
    )
    assert plan.department == Department.OPERATIONS


def test_rows_keep_the_order_of_the_document(draft):
    rows = [tactic(code="z"), tactic(code="spring"), tactic(code="a")]
    change(draft, tactics=rows)
    found = [row["code"] for row in plan_content(draft)["tactics"]]
    assert found == ["z", "spring", "a"]


def test_rows_are_matched_by_code_and_keep_their_identity(draft):
    before = Tactic.objects.get(plan=draft)
    change(draft, tactics=[tactic(name="Mailing, reworked")])
    after = Tactic.objects.get(plan=draft)
    assert (after.pk, after.name) == (before.pk, "Mailing, reworked")


def test_an_assumption_that_moves_to_another_tactic_survives_the_first(draft):
    row = Assumption.objects.get(plan=draft)
    change(
        draft,
        tactics=[tactic(code="autumn")],
        assumptions=[assumption(driver={"demand": "autumn"})],
    )
    row.refresh_from_db()
    assert row.tactic is not None
    assert row.tactic.code == "autumn"


def test_an_assumption_may_change_what_it_moves(draft):
    make_capability(code="packing")
    for driver in ({"capacity": "packing"}, {"reliability": "next-week"}):
        change(draft, assumptions=[assumption(driver=driver)])
        assert plan_content(draft)["assumptions"][0]["driver"] == driver


def test_the_same_save_sent_twice_is_one_change(draft):
    change(draft, revision=1, title="Changed")
    again = change(draft, revision=1, title="Changed")
    assert again.revision == 2
    assert AuditEvent.objects.filter(action="changed").count() == 1


def test_the_audit_trail_says_in_words_what_changed(draft):
    change(
        draft,
        tactics=[tactic(budget="9.00", ends=12), tactic(code="b", name="Radio")],
        assumptions=[],
    )
    changes = AuditEvent.objects.get(action="changed").changes
    assert changes == {
        "tactic “Spring mailing”: budget": [
            "20,000\N{NO-BREAK SPACE}EUR",
            "9\N{NO-BREAK SPACE}EUR",
        ],
        "tactic “Spring mailing”: last week": ["week 13", "week 12"],
        "tactic “Radio”": [None, "in the plan"],
        "assumption “Half of them order”": ["in the plan", None],
        "revision": [1, 2],
    }


def test_a_refused_change_changes_nothing(draft):
    with pytest.raises(Invalid) as refusal:
        change(draft, title="New", tactics=[tactic(promises=["gone"])])
    assert "tactics[0].promises" in refusal.value.errors
    assert plan_content(draft) == content()
    assert not AuditEvent.objects.filter(action="changed").exists()


def test_what_is_submitted_or_decided_is_not_edited(draft, ceo):
    version = make_submitted(draft)
    with pytest.raises(Conflict, match="submitted"):
        change(draft, title="Later thought")
    services.settle_rejected(version=version, actor=ceo, now=LATER)
    with pytest.raises(Conflict, match="rejected"):
        change(draft, title="Later thought")


def test_a_returned_plan_is_edited_and_submitted_again(draft, ceo):
    version = make_submitted(draft)
    services.settle_returned(version=version, actor=ceo, now=LATER)
    change(draft, title="Better")
    assert make_submitted(draft).content["title"] == "Better"
    version.refresh_from_db()
    assert version.content["title"] == "Spring launch"


def test_a_revision_that_was_not_seen_is_not_submitted(draft):
    change(draft, title="Better")
    with pytest.raises(Conflict, match="changed it since you opened it: title"):
        services.freeze(
            plan=draft, actor=draft.author, revision=1, reserved_until=LATER, now=NOW
        )


def test_nobody_else_works_on_a_draft(draft, operations, ceo, frontline, outsider):
    with pytest.raises(NotThere):
        change(draft, actor=operations, title="Mine now")
    for somebody in (ceo, frontline, outsider):
        with pytest.raises(NotAllowed):
            change(draft, actor=somebody, title="Mine now")
    assert Plan.objects.get(pk=draft.pk).title == "Spring launch"


@pytest.mark.parametrize("role", [Role.FRONTLINE, Role.ADMINISTRATOR])
def test_who_does_not_draft_makes_no_plan(promise, role):
    with pytest.raises(NotAllowed):
        services.create(actor=make_user(role=role), content=content(), now=NOW)
    assert not Plan.objects.exists()


def test_a_draft_can_be_thrown_away(draft, marketing):
    services.delete(plan=draft, actor=marketing, now=LATER)
    assert not Plan.objects.exists()
    assert AuditEvent.objects.get(action="deleted").subject_name == "Spring launch"


def test_what_was_submitted_once_stays(draft, marketing):
    make_submitted(draft)
    services.withdraw(plan=draft, actor=marketing, now=LATER)
    with pytest.raises(Conflict, match="stays on record"):
        services.delete(plan=draft, actor=marketing, now=LATER)


def test_a_copy_is_a_draft_of_the_one_who_copies(draft, operations):
    make_submitted(draft)
    mine = services.copy(plan=draft, actor=operations, now=LATER)
    assert (mine.author, mine.department, mine.state) == (
        operations,
        "operations",
        "draft",
    )
    expected = content(title="Copy of Spring launch", department="operations")
    assert plan_content(mine) == expected


def test_what_one_may_not_see_one_may_not_copy(draft, operations):
    with pytest.raises(NotThere):
        services.copy(plan=draft, actor=operations, now=LATER)


def test_a_long_title_still_fits_when_it_is_copied(marketing, promise):
    plan = make_plan(author=marketing, title="x" * 120)
    assert len(services.copy(plan=plan, actor=marketing, now=LATER).title) == 120
