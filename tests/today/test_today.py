from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Department
from customers.models import Standing
from planner.scores import runs
from planner.today.queries import burning, today
from promises.models import KeptWeek, PromiseState
from tests.make import (
    MONDAY,
    NOW,
    make_answer_to,
    make_assumption,
    make_capability,
    make_customer,
    make_invitation,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    make_test,
    make_user,
    submit_heard,
)

pytestmark = pytest.mark.django_db
DAY = NOW.date()


def titles(user):
    return {
        section.title: [item.title for item in section.items]
        for section in today(user, day=DAY)
    }


def submitted(**fields):
    plan = make_plan(title="Spring launch", **fields)
    promise = make_made_promise(requires=[(make_capability(), 1)])
    make_tactic(plan, [promise], likely=20)
    submit_heard(plan=plan, actor=plan.author, revision=1, now=NOW)
    return plan


def test_the_ceo_sees_what_waits(ceo):
    submitted()
    make_promise(state=PromiseState.STUDIED, statement="A studied promise")
    found = titles(ceo)
    assert found["Plans that wait for your decision"] == ["Spring launch"]
    assert found["Promises that wait for your decision"] == ["A studied promise"]


def test_a_scored_plan_says_how_likely_it_is_kept(ceo):
    submitted()
    runs.score_next(now=NOW)
    item = today(ceo, day=DAY)[0].items[0]
    assert item.badge == "keepable"
    assert "%" in item.text


def test_a_director_is_asked_for_a_word_on_others_plans(operations, marketing):
    submitted(author=marketing)
    finance = make_user(department=Department.FINANCE)
    assert titles(finance)["Your word is asked for"] == ["Spring launch"]
    assert titles(operations)["Your word is asked for"] == []  # heard on the draft
    assert titles(marketing)["Your word is asked for"] == []
    assert titles(marketing)["Your plans"] == ["Spring launch"]


def test_a_director_sees_what_is_believed_and_not_tested(marketing):
    plan = make_plan(author=marketing)
    tactic = make_tactic(plan, [make_made_promise()])
    make_assumption(plan, tactic=tactic, statement="They order at once")
    make_assumption(plan, tactic=tactic, statement="Known", code="known")
    make_test(plan, "known", state="supported")
    assert titles(marketing)["What you believe and nobody tests"] == [
        "They order at once"
    ]


def count(promise, *, due, kept, weeks_ago=1):
    KeptWeek.objects.create(
        promise=promise,
        week=MONDAY - timedelta(weeks=weeks_ago),
        due=due,
        done=due,
        in_time=kept,
        on_day=kept,
    )


def test_a_promise_burns_when_it_breaks_faster_than_its_target_allows(ceo):
    slow = make_made_promise(target="0.90")
    fast = make_made_promise(target="0.90")
    count(slow, due=100, kept=95)
    count(fast, due=100, kept=70)
    (row,) = burning(ceo, day=DAY)
    assert row.promise == fast
    assert row.alerts[0].long.rate == pytest.approx(3.0)


def test_a_burning_promise_says_how_much_was_kept_and_leads_to_its_budget(ceo):
    promise = make_made_promise(target="0.90", statement="It comes on Monday")
    count(promise, due=100, kept=70)
    (section,) = (s for s in today(ceo, day=DAY) if "burn" in s.title)
    (item,) = section.items
    assert (item.title, item.badge) == ("It comes on Monday", "burns 3.0 times")
    assert item.tone == "not-kept"
    assert item.url.endswith(f"/{promise.pk}/#budget")
    assert "70.0" in item.text


def test_a_director_sees_their_own_burning_promises_and_operations_all(
    marketing, operations
):
    mine = make_made_promise(target="0.90", owner=marketing, statement="Mine")
    theirs = make_made_promise(target="0.90", statement="Theirs")
    for promise in (mine, theirs):
        count(promise, due=100, kept=70)
    own = titles(marketing)["Your promises that burn their error budget"]
    assert own == ["Mine"]
    assert sorted(titles(operations)["Promises that burn their error budget"]) == [
        "Mine",
        "Theirs",
    ]


def test_weeks_that_are_not_over_do_not_burn(ceo):
    promise = make_made_promise(target="0.90")
    count(promise, due=100, kept=0, weeks_ago=0)
    assert burning(ceo, day=DAY) == []


def test_burning_takes_two_queries_however_many_promises(
    ceo, django_assert_num_queries
):
    for _ in range(8):
        count(make_made_promise(), due=100, kept=70)
    with django_assert_num_queries(2):
        assert len(burning(ceo, day=DAY)) == 8


def test_the_frontline_sees_what_is_promised_and_no_plans(frontline):
    make_made_promise(statement="We come when we say")
    submitted()
    found = titles(frontline)
    assert "We come when we say" in found["What we promise"]
    assert "Spring launch" not in str(found)


def test_the_administrator_sees_no_business(outsider, signed_in):
    make_made_promise(statement="A secret promise")
    page = signed_in(outsider).get(reverse("today"))
    assert page.status_code == 200
    assert b"A secret promise" not in page.content


@pytest.mark.parametrize("person", ["ceo", "marketing", "operations", "frontline"])
def test_every_day_opens_even_when_empty(person, request, signed_in):
    page = signed_in(request.getfixturevalue(person)).get(reverse("today"))
    assert page.status_code == 200


def test_nobody_comes_in_without_signing_in(client):
    assert "/accounts/login/" in client.get(reverse("today")).url


def test_the_side_bar_counts_what_waits_for_the_ceo_only(ceo, marketing, signed_in):
    submitted()
    make_promise(state=PromiseState.STUDIED)

    def count(user):
        links = signed_in(user).get(reverse("today")).context["navigation"]
        return {link.title: link.count for link in links}["Decide"]

    assert (count(ceo), count(marketing)) == (2, 0)


def test_a_new_company_is_told_how_to_begin(ceo, marketing):
    found = {item.title: item.badge for item in today(ceo, day=DAY)[0].items}
    assert found["Invite your directors"] == "to do"
    assert found["Say what operations can do"] == "to do"
    assert "Invite your directors" not in titles(marketing)["How to begin"]
    make_capability()
    make_user(department=Department.OPERATIONS)
    found = {item.title: item.badge for item in today(ceo, day=DAY)[0].items}
    assert found["Invite your directors"] == "done"
    assert found["Say what operations can do"] == "done"
    assert found["Draft and submit a plan"] == "to do"


def test_a_company_with_a_submitted_plan_has_begun(ceo, outsider, frontline):
    assert "How to begin" not in titles(outsider)
    assert "How to begin" not in titles(frontline)
    submitted()
    assert "How to begin" not in titles(ceo)


def test_care_and_the_frontline_find_who_has_gone_quiet(frontline, marketing):
    care = make_user(department=Department.CUSTOMER_CARE)
    quiet = "Customers who are quiet for longer than usual"
    for state, lost in (("late", 90), ("due", 120), ("silent", 500), ("left", 0)):
        Standing.objects.create(
            customer=make_customer(name=f"Kim {state}"),
            as_of=NOW.date(),
            state=state,
            signs=9,
            last_sign=NOW.date(),
            due_after=12.0,
            at_stake=1000,
            expected_loss=lost,
        )
    for user in (care, frontline):
        section = {one.title: one for one in today(user, day=NOW.date())}[quiet]
        assert [item.title for item in section.items] == ["Kim due", "Kim late"]
        assert "half of the silences of this customer end within 12" in (
            section.items[0].text
        )
    assert quiet not in {one.title for one in today(marketing, day=NOW.date())}


def test_who_is_asked_finds_the_question_and_who_asked_finds_who_is_silent(
    marketing, operations, frontline
):
    plan = make_plan(author=marketing, title="Spring launch")
    for person in (operations, frontline):
        make_invitation(plan, person, question="Can we pack 200 more?")
    for person in (operations, frontline):
        found = {one.title: one for one in today(person, day=DAY)}["You are asked"]
        (item,) = found.items
        assert (item.title, item.url) == (
            "Spring launch",
            f"/plans/{plan.pk}/people/#answer",
        )
        assert "Can we pack 200 more?" in item.text
    make_answer_to(plan, frontline)
    assert "You are asked" not in titles(frontline)
    silent = titles(marketing)["Who has not answered on your drafts"]
    assert silent == ["Olga Berg, operations director"]
