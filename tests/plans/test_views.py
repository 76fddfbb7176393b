import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Department
from planner.plans import services
from planner.plans.models import Plan, PlanState
from planner.plans.queries import plan_content
from promises.models import PromiseState
from tests.make import (
    NOW,
    make_approved,
    make_assumption,
    make_heard,
    make_plan,
    make_promise,
    make_submitted,
    make_tactic,
    make_user,
)
from tests.plans.documents import assumption, content, form_of, tactic

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def promise(db):
    return make_promise(code="next-week", state=PromiseState.STUDIED)


@pytest.fixture
def draft(marketing, promise):
    return services.create(actor=marketing, content=content(), now=NOW)


@pytest.fixture
def browser(marketing, signed_in):
    return signed_in(marketing)


def url(name, *args):
    if name == "assumptions":
        return reverse("assumptions:plan", args=args)
    return reverse(f"plans:{name}", args=args)


# --- Who sees what ------------------------------------------------------------

PAGES = ["detail", "assumptions", "history", "edit", "check", "copy", "delete"]


@pytest.mark.parametrize("name", PAGES)
def test_another_departments_draft_is_not_found(draft, operations, signed_in, name):
    assert signed_in(operations).get(url(name, draft.pk)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_outsider_sees_nothing(draft, outsider, signed_in, name):
    assert signed_in(outsider).get(url(name, draft.pk)).status_code == 403
    assert signed_in(outsider).get(url("list")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_is_asked_to(client, draft, name):
    answer = client.get(url(name, draft.pk))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_frontline_sees_only_approved_plans(
    draft, marketing, promise, frontline, signed_in
):
    browser = signed_in(frontline)
    other = make_plan(author=marketing, title="Still open")
    make_tactic(other, [promise])
    make_submitted(other)
    assert browser.get(url("detail", draft.pk)).status_code == 404
    assert b"Spring launch" not in browser.get(url("list")).content
    make_approved(draft)
    page = browser.get(url("detail", draft.pk))
    assert page.status_code == 200
    assert b"Edit" not in page.content
    listing = browser.get(url("list")).content
    assert b"Spring launch" in listing
    assert b"Still open" not in listing


def test_planners_see_each_others_submitted_plans(draft, operations, signed_in):
    make_submitted(draft)
    browser = signed_in(operations)
    assert browser.get(url("detail", draft.pk)).status_code == 200
    assert browser.get(url("edit", draft.pk)).status_code == 403
    assert b"Spring launch" in browser.get(url("list")).content


def test_the_ceo_sees_drafts_and_does_not_edit_them(draft, ceo, signed_in):
    browser = signed_in(ceo)
    assert browser.get(url("detail", draft.pk)).status_code == 200
    answer = browser.post(url("edit", draft.pk), form_of(content(title="Mine")))
    assert answer.status_code == 403
    assert Plan.objects.get().title == "Spring launch"


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 400, "9" * 5000])
def test_a_number_that_no_plan_has_is_not_found(browser, number):
    assert browser.get(f"/plans/{number}/").status_code == 404


# --- The list -----------------------------------------------------------------


def listed(browser, **query):
    return browser.get(url("list"), query)


def test_the_list_filters_by_what_stands_in_its_address(browser, marketing):
    make_plan(author=marketing, title="Alpha")
    make_plan(author=marketing, title="Beta", state=PlanState.RETURNED)
    for query, shown, hidden in [
        ({"state": "returned"}, b"Beta", b"Alpha"),
        ({"q": "alph"}, b"Alpha", b"Beta"),
        ({"department": "finance"}, b"No plan fits", b"Alpha"),
    ]:
        page = listed(browser, **query).content
        assert shown in page
        assert hidden not in page


def test_the_list_is_sorted_as_asked(browser, marketing, promise):
    for title, budget in [("Aye", 10), ("Bee", 30), ("Cee", 20)]:
        make_tactic(make_plan(author=marketing, title=title), [promise], budget=budget)
    page = listed(browser, sort="-budget_in_all").content.decode()
    assert page.index("Bee") < page.index("Cee") < page.index("Aye")
    page = listed(browser, sort="title").content.decode()
    assert page.index("Aye") < page.index("Bee") < page.index("Cee")


def test_columns_can_be_chosen(browser, draft):
    assert b"20,000" in listed(browser).content
    page = listed(browser, columns="author").content
    assert b"20,000" not in page
    assert b"Max Marten" in page


@pytest.mark.parametrize(
    "query",
    [
        {"page": "abc"},
        {"page": "9" * 5000},
        {"page": "-1"},
        {"state": "nonsense"},
        {"author": "9" * 400},
        {"author": "x"},
        {"q": "a\x00b"},
        {"q": "%_'\"; drop table"},
        {"sort": "author__password"},
        {"columns": "password"},
    ],
)
def test_nonsense_in_the_address_filters_nothing_and_breaks_nothing(
    browser, draft, query
):
    assert listed(browser, **query).status_code == 200


def test_an_empty_list_says_how_to_begin(browser):
    assert b"Draft the first plan" in listed(browser).content


def test_the_list_takes_the_same_queries_for_one_plan_and_for_fifty(
    browser, marketing, promise, django_assert_max_num_queries
):
    make_tactic(make_plan(author=marketing), [promise])
    listed(browser)
    with django_assert_max_num_queries(9) as few:
        listed(browser)
    for _ in range(49):
        make_tactic(make_plan(author=marketing), [promise])
    with django_assert_max_num_queries(len(few.captured_queries)):
        listed(browser)


def test_the_list_goes_to_a_spreadsheet_with_safe_cells(browser, marketing):
    make_plan(author=marketing, title="=HYPERLINK(1)")
    make_plan(author=marketing, title="Other", state=PlanState.RETURNED)
    answer = browser.get(url("export", "csv"), {"state": "draft"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Plan", "'=HYPERLINK(1)"]
    assert browser.get(url("export", "xlsx")).status_code == 200
    assert browser.get(url("export", "pdf")).status_code == 404


def test_an_export_holds_only_what_one_may_see(draft, operations, signed_in):
    answer = signed_in(operations).get(url("export", "csv"))
    assert b"Spring" not in answer.getvalue()


# --- Drafting -----------------------------------------------------------------


def test_a_draft_begins_with_a_title_and_an_objective(browser, marketing):
    page = browser.get(url("new"))
    assert b'value="26"' in page.content
    answer = browser.post(
        url("new"),
        {
            "title": "Autumn",
            "objective": "Keep them.",
            "starts_on": "2026-09-07",
            "weeks": 13,
        },
    )
    plan = Plan.objects.get()
    assert answer["Location"] == url("edit", plan.pk)
    assert (plan.author, plan.title, plan.weeks) == (marketing, "Autumn", 13)


def test_a_draft_that_begins_on_a_tuesday_is_refused_at_its_field(browser):
    answer = browser.post(
        url("new"),
        {"title": "A", "objective": "B", "starts_on": "2026-09-08", "weeks": 13},
    )
    assert answer.status_code == 422
    assert b"choose a Monday" in answer.content
    assert not Plan.objects.exists()


def test_saving_stores_the_whole_form(browser, draft):
    changed = content(
        title="Better",
        tactics=[tactic(budget="15000.00"), tactic(code="radio", name="Radio")],
    )
    answer = browser.post(url("edit", draft.pk), form_of(changed, revision=1))
    assert answer["Location"] == url("edit", draft.pk)
    assert plan_content(draft) == changed


def test_saving_and_submitting_leads_to_what_submitting_means(browser, draft):
    sent = form_of(content(title="Better"), revision=1, then="submit")
    answer = browser.post(url("edit", draft.pk), sent)
    assert answer["Location"] == url("check", draft.pk)
    make_heard(draft)
    page = browser.get(answer["Location"]).content
    assert b"What submitting means" in page
    assert b"Your order number" in page


def test_what_is_missing_is_said_before_submitting(browser, marketing):
    plan = make_plan(author=marketing)
    assert b"at least one tactic" in browser.get(url("check", plan.pk)).content


def test_a_form_that_is_not_right_comes_back_with_everything_typed(browser, draft):
    sent = form_of(content(title="Typed title", tactics=[tactic(low="lots")]))
    answer = browser.post(url("edit", draft.pk), sent | {"revision": 1})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Typed title" in page
    assert 'value="lots"' in page
    assert Plan.objects.get().title == "Spring launch"


def test_rules_across_fields_are_shown_at_the_field(browser, draft):
    sent = form_of(content(tactics=[tactic(ends=40)]), revision=1)
    answer = browser.post(url("edit", draft.pk), sent)
    assert answer.status_code == 422
    assert b"The plan has 26 weeks: end by then." in answer.content


def saved_by_mia(draft, **changes):
    colleague = make_user(name="Mia Lind", department=Department.MARKETING)
    services.update(
        plan=draft, actor=colleague, revision=1, content=content(**changes), now=NOW
    )


def test_what_a_colleague_saved_meanwhile_comes_in_and_is_told(browser, draft):
    saved_by_mia(draft, tactics=[tactic(budget="1.00")])
    sent = form_of(content(title="What I typed"), revision=1)
    answer = browser.post(url("edit", draft.pk), sent, follow=True)
    told = answer.content.decode()
    assert "Mia Lind changed Tactic “Spring mailing”: budget" in told
    both = content(title="What I typed", tactics=[tactic(budget="1.00")])
    assert plan_content(draft) == both


@pytest.mark.parametrize("first", [{"add": "assumptions"}, {"title": ""}])
def test_a_form_that_comes_back_stands_on_what_it_was_typed_on(browser, draft, first):
    saved_by_mia(draft, objective="Hers alone")
    typed = form_of(content(title="What I typed"), revision=1)
    page = browser.post(url("edit", draft.pk), typed | first).content.decode()
    assert 'name="revision" value="1"' in page
    assert 'data-revision="1"' in page


def test_a_choice_about_a_field_that_is_none_changes_nothing(browser, draft):
    sent = form_of(content(title="What I typed"), revision=1)
    answer = browser.post(
        url("edit", draft.pk), sent | {"choose-tactics.spring.nope": "theirs"}
    )
    assert answer.status_code == 302
    assert plan_content(draft) == content(title="What I typed")


@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_a_field_that_two_changed_is_chosen_by_hand(browser, draft, choice):
    saved_by_mia(draft, title="What Mia typed", objective="Hers alone")
    sent = form_of(content(title="What I typed", weeks=30), revision=1)
    answer = browser.post(url("edit", draft.pk), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mia Lind wrote “What Mia typed”" in page
    assert "You wrote “What I typed”" in page
    assert "Hers alone" in page
    assert 'name="revision" value="2"' in page
    assert Plan.objects.get().title == "What Mia typed"
    merged = content(title="What I typed", weeks=30, objective="Hers alone")
    again = form_of(merged, revision=2) | {"choose-plan.title": choice}
    assert browser.post(url("edit", draft.pk), again).status_code == 302
    titles = {"theirs": "What Mia typed", "mine": "What I typed"}
    assert plan_content(draft) == {**merged, "title": titles[choice]}


@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_a_tactic_that_one_took_out_and_one_changed_is_asked_about(
    browser, draft, choice
):
    saved_by_mia(draft, tactics=[], assumptions=[])
    changed = content(tactics=[tactic(budget="1.00")], assumptions=[])
    answer = browser.post(url("edit", draft.pk), form_of(changed, revision=1))
    assert "Mia Lind wrote that it goes" in answer.content.decode()
    again = form_of(changed, revision=2) | {"choose-tactics.spring": choice}
    assert browser.post(url("edit", draft.pk), again).status_code == 302
    left = {"theirs": content(tactics=[], assumptions=[]), "mine": changed}
    assert plan_content(draft) == left[choice]


# --- What the draft said before ---------------------------------------------------


def test_the_history_shows_each_saving_and_brings_one_back(browser, draft):
    saved_by_mia(draft, tactics=[tactic(budget="1.00")])
    page = browser.get(url("history", draft.pk)).content.decode()
    assert "tactic “Spring mailing”: budget: 20,000" in page
    asked = browser.get(url("bring-back", draft.pk, 1)).content.decode()
    assert "Tactic “Spring mailing”: budget" in asked
    browser.post(url("bring-back", draft.pk, 1), {"seen": 2})
    assert plan_content(draft) == content()
    assert Plan.objects.get().revision == 3


def test_nothing_is_brought_back_over_what_one_has_not_seen(browser, draft):
    saved_by_mia(draft, title="Mia's")
    answer = browser.post(url("bring-back", draft.pk, 1), {"seen": 1})
    assert answer.status_code == 409
    assert plan_content(draft)["title"] == "Mia's"


@pytest.mark.parametrize("number", ["99", "9" * 300])
def test_a_revision_that_is_not_kept_is_not_found(browser, draft, number):
    assert browser.get(f"/plans/{draft.pk}/history/{number}/").status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "9" * 5000, "1\x00"])
def test_nonsense_for_a_page_of_the_history_breaks_nothing(browser, draft, before):
    answer = browser.get(url("history", draft.pk), {"before": before})
    assert answer.status_code == 200


def test_the_history_takes_the_same_queries_for_many_savings(
    browser, draft, count_queries
):
    few = count_queries(browser, url("history", draft.pk))
    for number in range(60):
        services.update(
            plan=draft,
            actor=draft.author,
            revision=number + 1,
            content=content(title=f"Title {number}"),
            now=NOW,
        )
    assert count_queries(browser, url("history", draft.pk)) <= few + 1
    first = browser.get(url("history", draft.pk)).content.decode()
    assert "Older savings" in first
    older = browser.get(url("history", draft.pk), {"before": 12}).content.decode()
    assert "The first that is kept." in older


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 5000, "\uff11", "1\x00"])
def test_a_revision_that_is_none_is_a_conflict(browser, draft, revision):
    sent = form_of(content(title="New"), revision=revision)
    assert browser.post(url("edit", draft.pk), sent).status_code == 409


def test_rows_are_added_and_taken_out_without_a_script(browser, draft):
    sent = form_of(content(title="Typed"), revision=1)
    more = browser.post(url("edit", draft.pk), sent | {"add": "tactics"})
    assert more.status_code == 200
    assert b'name="tactics-1-name"' in more.content
    assert b"Typed" in more.content
    fewer = browser.post(url("edit", draft.pk), sent | {"remove": "tactics-0"})
    assert b'name="tactics-0-name"' not in fewer.content
    assert plan_content(draft) == content()


def test_what_the_browser_kept_comes_back_unsaved(browser, draft):
    sent = form_of(content(title="From yesterday"), restore="yes")
    page = browser.post(url("edit", draft.pk), sent)
    assert b"From yesterday" in page.content
    assert Plan.objects.get().title == "Spring launch"


def test_a_submitted_plan_has_no_edit_page(browser, draft):
    make_submitted(draft)
    answer = browser.get(url("edit", draft.pk))
    assert answer.status_code == 409
    assert b"Withdraw it" in answer.content


def test_the_form_takes_the_same_queries_for_one_row_and_for_many(
    browser, draft, django_assert_max_num_queries
):
    browser.get(url("edit", draft.pk))
    with django_assert_max_num_queries(16) as few:
        browser.get(url("edit", draft.pk))
    for number in range(10):
        row = make_tactic(draft, [make_promise()], code=f"more-{number}")
        make_assumption(draft, tactic=row)
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(url("edit", draft.pk))


# --- Asked before it is done ----------------------------------------------------


@pytest.mark.parametrize("name", ["copy", "delete"])
def test_a_question_changes_nothing(browser, draft, name):
    assert browser.get(url(name, draft.pk)).status_code == 200
    assert Plan.objects.count() == 1


def test_copying_throwing_away_and_withdrawing(browser, draft):
    copied = browser.post(url("copy", draft.pk))
    copy = Plan.objects.exclude(pk=draft.pk).get()
    assert copied["Location"] == url("edit", copy.pk)
    browser.post(url("delete", copy.pk))
    assert list(Plan.objects.all()) == [draft]
    make_submitted(draft)
    assert browser.get(url("withdraw", draft.pk)).status_code == 200
    browser.post(url("withdraw", draft.pk))
    assert Plan.objects.get().state == PlanState.WITHDRAWN


# --- One plan -------------------------------------------------------------------


def test_a_plan_tells_what_share_goes_to_existing_customers(browser, draft):
    rows = [tactic(), tactic(code="b", name="Thanks", audience="existing")]
    services.update(
        plan=draft,
        actor=draft.author,
        revision=1,
        content=content(tactics=rows),
        now=NOW,
    )
    page = browser.get(url("detail", draft.pk)).content.decode()
    assert "50\u00a0%" in page
    assert "Existing customers are forgotten" not in page


def test_a_plan_that_forgets_existing_customers_says_so(browser, draft):
    page = browser.get(url("detail", draft.pk)).content
    assert b"Existing customers are forgotten" in page


def test_a_plan_shows_which_promises_it_stands_on_and_how_far_they_are(browser, draft):
    page = browser.get(url("detail", draft.pk)).content.decode()
    assert "Studied: up for approval" in page
    assert "Your order number" in page


def test_a_submitted_plan_says_until_when_it_holds_its_capacity(browser, draft):
    make_submitted(draft)
    page = browser.get(url("detail", draft.pk)).content.decode()
    assert "2 February 2026" in page
    assert "Withdraw" in page


def test_a_plan_of_many_rows_takes_no_more_queries(
    browser, draft, django_assert_max_num_queries
):
    browser.get(url("detail", draft.pk))
    with django_assert_max_num_queries(15) as few:
        browser.get(url("detail", draft.pk))
    for number in range(10):
        row = make_tactic(draft, [make_promise()], code=f"more-{number}")
        make_assumption(draft, tactic=row)
    for name in ("detail", "history"):
        with django_assert_max_num_queries(len(few.captured_queries) + 1):
            browser.get(url(name, draft.pk))


def test_the_history_tells_what_changed_in_words(browser, draft):
    services.update(
        plan=draft,
        actor=draft.author,
        revision=1,
        content=content(tactics=[tactic(budget="15000.00")]),
        now=NOW + timedelta(hours=1),
    )
    make_submitted(draft)
    page = browser.get(url("history", draft.pk)).content.decode()
    assert "reserved until: 2 February 2026" in page
    assert (
        "tactic “Spring mailing”: budget: 20,000\N{NO-BREAK SPACE}EUR → 15,000\N{NO-BREAK SPACE}EUR"
        in page
    )
    assert "Max Marten, marketing director" in page


# --- Nothing typed runs ---------------------------------------------------------


def test_no_text_becomes_markup(browser, draft, marketing):
    services.update(
        plan=draft,
        actor=marketing,
        revision=1,
        content=content(
            title=XSS,
            objective=XSS,
            tactics=[tactic(name=XSS, channel=XSS)],
            assumptions=[assumption(statement=XSS, note=XSS)],
        ),
        now=NOW,
    )
    make_submitted(draft)
    pages = [url("list"), url("commitments")]
    pages += [url(n, draft.pk) for n in ("detail", "assumptions", "history", "copy")]
    services.withdraw(plan=draft, actor=marketing, now=NOW)
    pages += [url(n, draft.pk) for n in ("edit", "check")]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
        assert b"<img src=x" not in answer.content


def test_a_draft_shows_which_promises_customers_were_not_heard_on(marketing, signed_in):
    make_promise(state=PromiseState.STUDIED)
    quiet = make_promise(state=PromiseState.STUDIED, heard=False)
    plan = make_plan(author=marketing)
    make_tactic(plan, [quiet])
    address = reverse("plans:edit", args=[plan.pk])
    text = signed_in(marketing).get(address).content.decode()
    # Two promises on the tactic's row, and on the row that "Add a tactic" copies.
    assert text.count("customers not heard yet") == 2
