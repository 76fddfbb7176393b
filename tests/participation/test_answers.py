"""Who must be heard before a plan is submitted, and what their word is worth."""

from typing import cast

import pytest

from accounts.models import Department, Notice
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.decisions.models import Dissent, SignOff
from planner.decisions.queries import heard
from planner.participation.material import told
from planner.participation.models import Answer
from planner.participation.queries import silences
from planner.participation.services import answer
from planner.participation.services.refusals import Unheard
from planner.plans.content import PlanContent
from planner.plans.models import PlanState
from planner.plans.queries import plan_content
from planner.plans.services import update
from planner.scores.services import submit_plan
from promises.models import PromiseState
from tests.make import (
    NOW,
    make_answer_to,
    make_invitation,
    make_key,
    make_plan,
    make_promise,
    make_tactic,
    make_user,
)
from tests.plans.documents import assumption, content, tactic


@pytest.fixture
def care(db):
    return make_user(name="Carl Wiese", department=Department.CUSTOMER_CARE)


@pytest.fixture
def plan(marketing):
    plan = make_plan(author=marketing, title="Spring launch")
    make_tactic(plan, [make_promise(state=PromiseState.STUDIED)], code="spring")
    return plan


def submit(plan, actor=None):
    plan.refresh_from_db()
    return submit_plan(
        plan=plan, actor=actor or plan.author, revision=plan.revision, now=NOW
    )


def say(plan, person, stance="signed", reason="", revision=None):
    plan.refresh_from_db()
    return answer(
        actor=person,
        plan_id=plan.pk,
        stance=stance,
        reason=reason,
        revision=plan.revision if revision is None else revision,
        now=NOW,
    )


def change(plan, **changes):
    plan.refresh_from_db()
    return update(
        plan=plan,
        actor=plan.author,
        revision=plan.revision,
        content=cast("PlanContent", {**plan_content(plan), **changes}),
        now=NOW,
    )


def missing(plan):
    plan.refresh_from_db()
    return [each.need.key for each in silences(plan, plan_content(plan))]


def test_nothing_is_submitted_before_operations_and_customers_have_answered(
    plan, operations, care
):
    with pytest.raises(Unheard) as refusal:
        submit(plan)
    assert set(refusal.value.errors) == {"people.operations", "people.customers"}
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    make_answer_to(plan, operations)
    with pytest.raises(Unheard, match="customer side") as refusal:
        submit(plan)
    assert set(refusal.value.errors) == {"people.customers"}
    make_answer_to(plan, care)
    assert submit(plan)[0].number == 1


def test_sales_speaks_for_customers_as_well_as_customer_care(plan, operations):
    make_answer_to(plan, operations)
    make_answer_to(plan, make_user(department=Department.SALES))
    assert submit(plan)[0].number == 1


def test_finance_and_the_frontline_do_not_speak_for_customers(
    plan, operations, frontline
):
    make_answer_to(plan, operations)
    make_answer_to(plan, make_user(department=Department.FINANCE))
    make_answer_to(plan, frontline)
    assert missing(plan) == ["customers"]


def test_a_dissent_is_an_answer_and_stands_before_the_ceo_by_name(
    plan, operations, care, frontline
):
    for person in (operations, care, frontline):
        make_invitation(plan, person)
    say(plan, operations, "dissents", "We pack 100 a week, this needs 300.")
    say(plan, care)
    say(plan, frontline, "dissents", "Gate 3 is shut on Mondays.")
    version, _ = submit(plan)
    signed = {row.department: row.stance for row in SignOff.objects.all()}
    assert signed == {"operations": "dissents", "customer-care": "signed"}
    voice = Dissent.objects.get(version=version)
    assert (voice.by, voice.reason) == (
        operations,
        "We pack 100 a week, this needs 300.",
    )
    lines = {line.department: line.reason for line in heard(version)}
    assert lines["Frontline"] == "Gate 3 is shut on Mondays."
    assert lines["Operations"] == "We pack 100 a week, this needs 300."


def test_an_answer_to_an_earlier_version_counts_no_more(plan, operations, care):
    for person in (operations, care):
        make_answer_to(plan, person)
    change(plan, weeks=20)
    assert missing(plan) == ["operations", "customers"]
    say_again = "answered on an earlier version"
    assert say_again in silences(plan, plan_content(plan))[0].words


def test_another_wording_leaves_the_answers_standing(plan, operations, care):
    for person in (operations, care):
        make_answer_to(plan, person)
    change(plan, title="Launch in spring", objective="More families come back.")
    assert missing(plan) == []
    assert submit(plan)[0].number == 1
    assert SignOff.objects.count() == 2


def test_an_answer_that_was_made_old_becomes_no_sign_off(plan, operations, care):
    for person in (operations, care):
        make_answer_to(plan, person)
    sales = make_user(department=Department.SALES)
    make_answer_to(plan, sales)
    change(plan, weeks=20)
    make_answer_to(plan, operations)
    make_answer_to(plan, care)
    submit(plan)
    assert set(SignOff.objects.values_list("by", flat=True)) == {
        operations.pk,
        care.pk,
    }


def test_who_answered_is_asked_again_once_when_the_plan_changes(plan, operations, care):
    make_invitation(plan, operations)
    say(plan, operations)
    change(plan, title="Only a better title")
    assert not operations.notices.filter(kind="asked-again").exists()
    change(plan, weeks=20)
    change(plan, weeks=21)
    assert operations.notices.filter(kind="asked-again").count() == 1
    say(plan, operations)
    assert not operations.notices.unread().exists()


def test_the_author_speaks_for_their_side_only_where_nobody_else_can(operations, care):
    plan = make_plan(author=operations)
    make_tactic(plan, [make_promise(state=PromiseState.STUDIED)])
    make_answer_to(plan, care)
    assert missing(plan) == []
    colleague = make_user(department=Department.OPERATIONS)
    assert missing(plan) == ["operations"]
    make_answer_to(plan, colleague)
    assert missing(plan) == []


def test_the_latest_word_stands(plan, operations, care):
    make_invitation(plan, operations)
    say(plan, operations, "dissents", "Too many.")
    say(plan, operations)
    make_answer_to(plan, care)
    submit(plan)
    assert SignOff.objects.get(by=operations).stance == "signed"
    assert not Dissent.objects.exists()


def test_a_dissent_needs_its_reason(plan, operations):
    make_invitation(plan, operations)
    with pytest.raises(Invalid) as refusal:
        say(plan, operations, "dissents", "  ")
    assert "reason" in refusal.value.errors
    with pytest.raises(Invalid):
        say(plan, operations, "perhaps")
    assert not Answer.objects.exists()


def test_nobody_answers_what_they_have_not_seen(plan, operations):
    make_invitation(plan, operations)
    change(plan, weeks=20)
    with pytest.raises(Conflict):
        say(plan, operations, revision=1)


def test_neither_author_nor_ceo_signs_and_strangers_find_nothing(
    plan, marketing, ceo, operations, frontline
):
    for person in (marketing, ceo):
        with pytest.raises(NotAllowed):
            say(plan, person)
    for person in (operations, frontline):
        with pytest.raises(NotThere):
            say(plan, person)


def test_an_answer_is_told_to_the_author(plan, operations):
    make_invitation(plan, operations)
    say(plan, operations, "dissents", "Too many.")
    notice = Notice.objects.get(person=plan.author)
    assert "Olga Berg dissents from “Spring launch”: Too many." in notice.text


def test_submitted_again_the_same_revision_asks_nobody_anew(plan, operations, care):
    make_answer_to(plan, operations)
    make_answer_to(plan, care)
    first = submit(plan)
    assert submit(plan) == first
    assert SignOff.objects.count() == 2


def test_a_key_submits_no_more_than_a_person(client, operations, care, marketing):
    key = make_key()
    headers = {"Authorization": f"Bearer {key}"}
    robot = make_user(role="integration")
    key = make_key(user=robot)
    headers = {"Authorization": f"Bearer {key}"}
    plan = make_plan(author=robot, department=Department.MARKETING)
    make_tactic(plan, [make_promise(state=PromiseState.STUDIED)])
    path = f"/api/v1/plans/{plan.pk}/submit/"
    sent = {"data": {"revision": 1}, "content_type": "application/json"}
    refused = client.post(path, headers=headers, **sent)
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"people.operations", "people.customers"}
    make_answer_to(plan, operations)
    make_answer_to(plan, care)
    assert client.post(path, headers=headers, **sent).status_code in {200, 201, 202}


def test_the_check_names_who_is_missing_with_the_way_to_ask_them(
    plan, operations, care, signed_in
):
    browser = signed_in(plan.author)
    page = browser.get(f"/plans/{plan.pk}/check/").content.decode()
    assert "Operations has not been heard" in page
    assert f"/plans/{plan.pk}/people/invite/?person={operations.pk}" in page
    assert "Submit for a decision" not in page
    make_answer_to(plan, operations)
    make_answer_to(plan, care)
    page = browser.get(f"/plans/{plan.pk}/check/").content.decode()
    assert "Submit for a decision" in page


def test_what_made_an_answer_old_is_named_and_new_words_are_not(db):
    seen = content()
    now = content(
        title="Another title",
        weeks=30,
        tactics=[tactic(name="Letters", channel="radio", budget="9000.00")],
        assumptions=[assumption(note="We ask 200.", probability="0.5")],
    )
    lines = " / ".join(told(seen, now))
    for named in ("length", "“Letters”: budget", "chance that it is true"):
        assert named in lines
    for wording in ("title", "radio", "Spring mailing", "We ask 200."):
        assert wording not in lines
    assert told(seen, content(title="Another title")) == []


def test_who_has_left_speaks_for_nobody(plan, operations, care):
    make_answer_to(plan, operations, stance="dissents", reason="No")
    make_answer_to(plan, care)
    operations.is_active = False
    operations.save()
    make_user(name="Olga Rehn", department=Department.OPERATIONS)
    found = silences(plan, plan_content(plan))
    assert [each.need.key for each in found] == ["operations"]


def test_who_changed_department_speaks_for_the_new_one(plan, operations, care):
    make_answer_to(plan, operations)
    make_answer_to(plan, care)
    operations.department = Department.FINANCE
    operations.save()
    found = silences(plan, plan_content(plan))
    assert [each.need.key for each in found] == ["operations"]
