"""Ask people, remind them, and see who has not been heard."""

from datetime import timedelta

import pytest

from accounts.models import Department, Notice, Role
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from planner.participation.queries import asked_of, people_page, silent_on
from planner.participation.services import invite, remind, withdraw
from planner.plans.models import Invitation, Plan
from planner.plans.queries import plan_content
from planner.plans.services import update
from tests.make import (
    NOW,
    make_answer_to,
    make_invitation,
    make_key,
    make_plan,
    make_user,
)

LATER = NOW + timedelta(days=3)


@pytest.fixture
def plan(marketing):
    return make_plan(author=marketing, title="Spring launch")


def ask(plan, person, actor=None, **more):
    return invite(
        actor=actor or plan.author,
        plan_id=plan.pk,
        person_id=person.pk,
        question="Can we pack 200 more?",
        now=NOW,
        **more,
    )


def test_who_is_invited_is_told_at_once_and_speaks_for_their_own_side(
    plan, operations, frontline
):
    assert ask(plan, operations).side == "operations"
    assert ask(plan, frontline).side == "frontline"
    notice = operations.notices.get()
    assert notice.urgent
    assert "Can we pack 200 more?" in notice.text


@pytest.mark.parametrize("role", [Role.CEO, Role.INTEGRATION, Role.ADMINISTRATOR])
def test_neither_systems_nor_the_ceo_are_invited(plan, role):
    with pytest.raises(Invalid) as refusal:
        ask(plan, make_user(role=role))
    assert "person" in refusal.value.errors


def test_only_those_who_work_on_a_plan_invite_to_it(plan, operations, ceo, frontline):
    make_invitation(plan, operations)
    make_invitation(plan, frontline)
    for actor in (operations, ceo, frontline):
        with pytest.raises(NotAllowed):
            ask(plan, make_user(), actor=actor)
    with pytest.raises(NotThere):
        ask(plan, operations, actor=make_user(department=Department.FINANCE))


def test_the_frontline_is_not_invited_to_edit(plan, frontline):
    with pytest.raises(Invalid) as refusal:
        ask(plan, frontline, may_edit=True)
    assert "may_edit" in refusal.value.errors


def test_nobody_is_invited_twice(plan, operations):
    ask(plan, operations)
    with pytest.raises(Conflict):
        ask(plan, operations)


def test_a_reminder_goes_out_at_most_once_a_day(plan, operations):
    invitation = ask(plan, operations)
    with pytest.raises(Conflict):
        remind(actor=plan.author, invitation_id=invitation.pk, now=NOW)
    remind(actor=plan.author, invitation_id=invitation.pk, now=LATER)
    assert operations.notices.count() == 2
    with pytest.raises(Conflict):
        remind(actor=plan.author, invitation_id=invitation.pk, now=LATER)


def test_an_invitation_that_is_taken_back_closes_the_plan(plan, frontline):
    invitation = ask(plan, frontline)
    make_answer_to(plan, frontline, stance="dissents", reason="No.")
    withdraw(actor=plan.author, invitation_id=invitation.pk, now=LATER)
    assert not Plan.objects.visible_to(frontline).exists()
    assert not frontline.notices.unread().exists()
    assert plan.answers.exists()


def test_nobody_takes_back_what_is_not_theirs(plan, operations):
    invitation = ask(plan, operations)
    with pytest.raises(NotAllowed):
        withdraw(actor=operations, invitation_id=invitation.pk, now=LATER)
    stranger = make_user(department=Department.FINANCE)
    with pytest.raises(NotThere):
        withdraw(actor=stranger, invitation_id=invitation.pk, now=LATER)


def test_who_is_silent_stands_at_the_top_with_how_long(plan, operations, marketing):
    care = make_user(department=Department.CUSTOMER_CARE)
    ask(plan, operations)
    ask(plan, care)
    make_answer_to(plan, care)
    page = people_page(plan, marketing, LATER)
    assert [row.invitation.person for row in page.waiting] == [operations]
    assert page.waiting[0].since == "asked 3 days ago"
    assert page.uninvited == ["sales", "finance", "frontline"]
    assert "1 of 2 who were asked has not answered" in page.sentence


def test_today_knows_whom_one_waits_for_and_who_waits_for_one(plan, operations):
    invitation = ask(plan, operations)
    assert asked_of(operations) == silent_on(plan.author) == [invitation]
    make_answer_to(plan, operations)
    assert asked_of(operations) == silent_on(plan.author) == []


def test_the_page_asks_and_reminds(plan, operations, signed_in):
    browser = signed_in(plan.author)
    path = f"/plans/{plan.pk}/people/"
    page = browser.get(path).content.decode()
    assert "Nobody has been asked yet." in page
    assert f"{path}invite/?side=finance" in page
    form = browser.get(f"{path}invite/?side=operations").content.decode()
    assert f'<option value="{operations.pk}" selected' in form
    sent = {"person": operations.pk, "question": "Can we?"}
    assert browser.post(f"{path}invite/", sent).status_code == 302
    invitation = Invitation.objects.get()
    refused = browser.post(f"{path}invite/", sent)
    assert refused.status_code == 422
    too_soon = browser.post(f"/plans/people/invitations/{invitation.pk}/remind/")
    assert too_soon.status_code == 409


def test_the_frontline_sees_that_plan_and_is_asked_there(plan, frontline, signed_in):
    other = make_plan(author=plan.author)
    ask(plan, frontline)
    browser = signed_in(frontline)
    page = browser.get(f"/plans/{plan.pk}/people/").content.decode()
    assert "Can we pack 200 more?" in page
    assert "Invite somebody" not in page
    for path in ("people/", "people/talk/", "people/marks/", "people/names/", ""):
        assert browser.get(f"/plans/{other.pk}/{path}").status_code == 404
    listed = browser.get("/api/v1/invitations/").json()["results"]
    assert {row["plan"] for row in listed} == {plan.pk}


def test_many_people_ask_no_more_of_the_database(
    plan, marketing, operations, signed_in, count_queries
):
    path = f"/plans/{plan.pk}/people/"
    make_invitation(plan, operations)
    make_answer_to(plan, operations)
    browser = signed_in(marketing)
    few = count_queries(browser, path)
    for _ in range(4):
        person = make_user(department=Department.FINANCE)
        make_invitation(plan, person, side="finance")
        make_answer_to(plan, person)
    assert count_queries(browser, path) == few


@pytest.mark.django_db
def test_a_key_invites_to_its_own_plan_over_rest(client, operations):
    robot = make_user(role=Role.INTEGRATION)
    plan = make_plan(author=robot, department="marketing")
    headers = {"Authorization": f"Bearer {make_key(user=robot)}"}
    sent = {"plan": plan.pk, "person": operations.pk, "question": "Can we?"}
    options = {"headers": headers, "content_type": "application/json"}
    made = client.post("/api/v1/invitations/", sent, **options)
    assert (made.status_code, made.json()["side"]) == (201, "operations")
    assert Notice.objects.get().person == operations
    for person in (0, 10**30, "x", None):
        bad = client.post("/api/v1/invitations/", sent | {"person": person}, **options)
        assert bad.status_code == 400
    found = client.get(f"/api/v1/plans/{plan.pk}/people/", headers=headers).json()
    assert found["waiting"] == [operations.pk]
    assert [each["side"] for each in found["missing"]] == ["operations", "customers"]
    word = {"plan": plan.pk, "stance": "signed", "revision": 1}
    assert client.post("/api/v1/answers/", word, **options).status_code == 403


def test_who_is_not_asked_any_more_is_told_nothing_more(plan, operations):
    invitation = ask(plan, operations)
    make_answer_to(plan, operations)
    withdraw(actor=plan.author, invitation_id=invitation.pk, now=NOW)
    assert not operations.notices.unread().exists()
    assert not operations.notices.filter(next_try_at__isnull=False).exists()
    changed = plan_content(plan)
    changed["weeks"] += 1
    update(
        plan=plan, actor=plan.author, revision=plan.revision, content=changed, now=NOW
    )
    assert not operations.notices.unread().exists()


def test_who_has_answered_is_not_reminded(plan, operations):
    invitation = ask(plan, operations)
    make_answer_to(plan, operations)
    with pytest.raises(Conflict):
        remind(
            actor=plan.author,
            invitation_id=invitation.pk,
            now=NOW + timedelta(days=2),
        )


def test_the_frontline_is_not_told_who_works_here(plan, operations, signed_in):
    guest = make_user(role=Role.FRONTLINE)
    make_invitation(plan, guest)
    page = signed_in(guest).get(f"/plans/{plan.pk}/people/").content.decode()
    assert operations.name not in page
    assert "Nobody from there has answered." in page
