"""The pages of promises, as people of each role open them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from core.weeks import monday_of
from promises.models import KeptWeek, Promise, PromiseState, Requirement
from tests.make import (
    make_capability,
    make_evidence,
    make_made_promise,
    make_promise,
)
from tests.promises.make_studied import make_complete_idea

LIST = reverse("promises:list")


def page(name, promise, *more):
    return reverse(f"promises:{name}", args=[promise.pk, *more])


def last_weeks(promise, *, count=13, due=20, on_day=19):
    """Count the last full weeks as they are seen today."""
    this = monday_of(timezone.now().date())  # noqa: TID251
    KeptWeek.objects.bulk_create(
        KeptWeek(
            promise=promise,
            week=this - timedelta(weeks=number),
            due=due,
            done=due,
            in_time=on_day - 1,
            on_day=on_day,
        )
        for number in range(1, count + 1)
    )


def form_of(promise, **fields):
    """Return what the edit form posts for this promise, unchanged but for fields."""
    names = [
        "code",
        "statement",
        "feature",
        "advantage",
        "benefit",
        "pitch",
        "measure",
        "standard",
        "target",
        "window_weeks",
        "within_weeks",
        "kept_rule",
        "break_cost",
        "revision",
    ]
    data = {name: getattr(promise, name) for name in names}
    data = {name: "" if value is None else value for name, value in data.items()}
    data |= {"owner": promise.owner_id, "segment": promise.segment_id or ""}
    data |= {"needs-TOTAL_FORMS": 0, "needs-INITIAL_FORMS": 0}
    return {**data, **fields}


def need_row(number, capability, units):
    return {
        "needs-TOTAL_FORMS": number + 1,
        f"needs-{number}-capability": capability.pk,
        f"needs-{number}-units": units,
        f"needs-{number}-lead_weeks": 0,
        f"needs-{number}-within_minutes": "",
    }


def test_the_list_shows_the_last_quarter_against_the_target(marketing, signed_in):
    promise = make_promise(owner=marketing)
    last_weeks(promise)
    text = signed_in(marketing).get(LIST).content.decode()
    assert promise.statement in text
    assert "95.0\N{NO-BREAK SPACE}%" in text
    assert "of 260" in text
    assert '<svg class="sparkline is-kept"' in text


def test_the_list_takes_as_many_queries_for_fifty_as_for_one(
    marketing, signed_in, django_assert_num_queries
):
    def fill(count):
        for _ in range(count):
            last_weeks(make_complete_idea(marketing), count=3)

    fill(1)
    client = signed_in(marketing)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    count = len(few)
    fill(20)
    with django_assert_num_queries(count):
        client.get(LIST)
    assert 0 < count < 15


def test_an_empty_list_says_what_to_do(marketing, signed_in):
    text = signed_in(marketing).get(LIST).content.decode()
    assert "Draft the first promise" in text
    text = signed_in(marketing).get(LIST + "?q=nothing").content.decode()
    assert "Show all promises" in text


@pytest.mark.parametrize(
    "query", ["page=abc", "page=99", "state=gone", "owner=x", "q=%00", "segment=9" * 30]
)
def test_the_list_bears_any_address(marketing, signed_in, query):
    make_promise(owner=marketing)
    assert signed_in(marketing).get(f"{LIST}?{query}").status_code == 200


def test_filters_narrow_the_list_and_its_export(marketing, signed_in):
    make_promise(owner=marketing, statement="Delivered next week")
    make_promise(owner=marketing, statement="=Answered at once")
    client = signed_in(marketing)
    text = client.get(LIST + "?q=answered").content.decode()
    assert "Delivered next week" not in text
    answer = client.get(reverse("promises:export") + "?q=answered&format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert ",'=Answered at once," in lines[1]
    xlsx = client.get(reverse("promises:export") + "?format=xlsx")
    assert b"".join(xlsx.streaming_content).startswith(b"PK")


def test_the_frontline_sees_what_is_made_and_no_ledger(frontline, ceo, signed_in):
    idea = make_promise()
    made = make_made_promise(ceo=ceo)
    client = signed_in(frontline)
    text = client.get(LIST).content.decode()
    assert made.statement in text
    assert idea.statement not in text
    assert client.get(page("detail", idea)).status_code == 404
    text = client.get(page("detail", made)).content.decode()
    assert "The evidence" not in text
    assert client.get(page("edit", made)).status_code == 403
    assert client.get(reverse("promises:imports")).status_code == 403


def test_the_outsider_sees_nothing(outsider, signed_in):
    client = signed_in(outsider)
    for address in (LIST, page("detail", make_promise()), reverse("promises:export")):
        assert client.get(address).status_code in {403, 404}


def test_huge_numbers_in_addresses_are_not_found(marketing, signed_in):
    client = signed_in(marketing)
    for number in ("9" * 30, "9" * 5000):
        assert client.get(f"/promises/{number}/").status_code == 404
        assert client.get(f"/promises/import/{number}/").status_code == 404


def test_the_page_names_what_is_missing_with_a_way_to_it(marketing, signed_in):
    promise = make_promise(owner=marketing, target=None)
    make_evidence(promise)
    text = signed_in(marketing).get(page("detail", promise)).content.decode()
    assert f"{page('edit', promise)}#id_target" in text
    assert f"{page('add-evidence', promise)}?criterion=profitability" in text
    assert f"{page('add-evidence', promise)}?criterion=loyalty" not in text


def test_the_page_counts_four_ways_and_the_error_budget(marketing, signed_in):
    promise = make_promise(owner=marketing, target="0.9", window_weeks=5)
    last_weeks(promise, due=20, on_day=15)
    text = signed_in(marketing).get(page("detail", promise)).content.decode()
    space = "\N{NO-BREAK SPACE}"
    assert f"75.00{space}%" in text
    assert f"70.00{space}%" in text
    assert "195 of 260" in text
    assert "The error budget is spent" in text
    assert "25 were broken" in text
    assert f"250{space}% of the budget" in text


def test_the_page_takes_a_fixed_number_of_queries(
    marketing, signed_in, django_assert_num_queries
):
    client = signed_in(marketing)
    small = make_complete_idea(marketing)
    client.get(page("detail", small))
    big = make_complete_idea(marketing, requires=[(make_capability(), 1)] * 1)
    for _ in range(8):
        make_evidence(big)
        Requirement.objects.create(
            promise=big, capability=make_capability(), units="0.5"
        )
    last_weeks(big, count=52)
    with CaptureQueriesContext(connection) as few:
        client.get(page("detail", small))
    count = len(few)
    with django_assert_num_queries(count):
        client.get(page("detail", big))
    assert 0 < count < 22


def test_a_director_drafts_edits_and_puts_up(marketing, signed_in):
    client = signed_in(marketing)
    packing = make_capability(name="Packing line")
    blank = make_promise(owner=marketing, measure="", standard="", target=None)
    data = form_of(blank, code="next-week", statement="You have it next week")
    data |= need_row(0, packing, "0.2")
    answer = client.post(reverse("promises:new"), data)
    promise = Promise.objects.get(code="next-week")
    assert answer["Location"] == page("detail", promise)
    text = client.get(page("detail", promise)).content.decode()
    assert "0.2 parcel" in text

    edited = form_of(promise, pitch="You choose the week.") | need_row(0, packing, "3")
    assert client.post(page("edit", promise), edited).status_code == 302
    promise.refresh_from_db()
    assert promise.pitch == "You choose the week."
    assert str(promise.requirements.get().plain_units) == "3"

    answer = client.post(page("put-up", promise), {"revision": promise.revision})
    assert answer.status_code == 422
    assert "Add evidence that it builds loyalty" in answer.content.decode()


def test_a_removed_row_and_an_empty_row_do_not_count(marketing, signed_in):
    promise = make_promise(owner=marketing, requires=[(make_capability(), 1)])
    data = form_of(promise) | need_row(0, make_capability(), "1")
    data |= {"needs-0-DELETE": "on", "needs-TOTAL_FORMS": 2, "needs-1-lead_weeks": 0}
    assert signed_in(marketing).post(page("edit", promise), data).status_code == 302
    assert not promise.requirements.exists()


def test_a_row_that_is_wrong_is_shown_where_it_stands(marketing, signed_in):
    packing = make_capability()
    promise = make_promise(owner=marketing)
    twice = form_of(promise) | need_row(0, packing, "1") | need_row(1, packing, "2")
    answer = signed_in(marketing).post(page("edit", promise), twice)
    assert answer.status_code == 422
    assert "stands here twice" in answer.content.decode()
    nothing = form_of(promise) | need_row(0, packing, "0")
    answer = signed_in(marketing).post(page("edit", promise), nothing)
    assert answer.status_code == 422


def test_the_slower_of_two_editors_keeps_what_was_typed(marketing, ceo, signed_in):
    promise = make_promise(owner=marketing)
    slow = form_of(promise, pitch="typed with care")
    quick = form_of(promise, pitch="done")
    assert signed_in(ceo).post(page("edit", promise), quick).status_code == 302
    answer = signed_in(marketing).post(page("edit", promise), slow)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "typed with care" in text
    assert "Somebody changed this promise" in text


def test_a_colleague_is_sent_to_a_copy(marketing, operations, signed_in):
    promise = make_promise(owner=marketing)
    client = signed_in(operations)
    assert client.get(page("edit", promise)).status_code == 403
    assert (
        "Make a copy of my own" in client.get(page("detail", promise)).content.decode()
    )
    answer = client.post(page("copy", promise))
    copy = Promise.objects.get(owner=operations)
    assert answer["Location"] == page("edit", copy)


@pytest.mark.parametrize("name", ["put-up", "take-back", "go-live", "copy"])
def test_looking_at_a_question_does_nothing(marketing, signed_in, name):
    promise = make_complete_idea(marketing)
    assert signed_in(marketing).get(page(name, promise)).status_code == 200
    promise.refresh_from_db()
    assert (promise.state, Promise.objects.count()) == ("idea", 1)


def test_a_promise_goes_up_comes_back_and_goes_live(marketing, ceo, signed_in):
    client = signed_in(marketing)
    promise = make_complete_idea(marketing)
    client.post(page("put-up", promise), {"revision": 1})
    promise.refresh_from_db()
    assert promise.state == PromiseState.STUDIED
    client.post(page("take-back", promise), {"revision": 2})
    promise.refresh_from_db()
    assert promise.state == PromiseState.IDEA
    made = make_made_promise(ceo=ceo, owner=marketing, state=PromiseState.APPROVED)
    client.post(page("go-live", made), {"revision": 1})
    made.refresh_from_db()
    assert made.state == PromiseState.LIVE


@pytest.mark.parametrize("revision", ["", "x", "9" * 40, "-1", "7"])
def test_a_step_from_an_older_page_is_a_conflict(marketing, signed_in, revision):
    promise = make_complete_idea(marketing)
    answer = signed_in(marketing).post(page("put-up", promise), {"revision": revision})
    assert answer.status_code == 409


def test_evidence_is_added_and_removed_on_its_pages(marketing, signed_in):
    client = signed_in(marketing)
    promise = make_promise(owner=marketing)
    data = {
        "criterion": "loyalty",
        "finding": "41 of 100 came back",
        "source": "history",
        "found_on": "2026-01-05",
        "strength": 3,
    }
    wrong = client.post(
        page("add-evidence", promise), data | {"found_on": "2999-01-01"}
    )
    assert wrong.status_code == 422
    assert "has not come yet" in wrong.content.decode()
    client.post(page("add-evidence", promise), data)
    evidence = promise.evidence.get()
    remove = page("remove-evidence", promise, evidence.pk)
    assert client.get(remove).status_code == 200
    assert promise.evidence.exists()
    client.post(remove)
    assert not promise.evidence.exists()
    assert AuditEvent.objects.filter(action="promise.evidence-removed").exists()


def test_operations_correct_what_a_live_promise_takes(operations, ceo, signed_in):
    packing, vans = make_capability(), make_capability()
    promise = make_made_promise(ceo=ceo, requires=[(packing, 1)])
    client = signed_in(operations)
    assert "Change" in client.get(page("detail", promise)).content.decode()
    data = {"revision": 1, "needs-INITIAL_FORMS": 1} | need_row(0, vans, "2")
    assert client.post(page("requirements", promise), data).status_code == 302
    assert promise.requirements.get().capability == vans
    again = client.post(page("requirements", promise), data)
    assert again.status_code == 409
    none = {"revision": 2, "needs-INITIAL_FORMS": 0, "needs-TOTAL_FORMS": 0}
    answer = client.post(page("requirements", promise), none)
    assert answer.status_code == 409
    assert "Leave at least one capability" in answer.content.decode()


def test_text_that_looks_like_markup_is_shown_as_text(marketing, signed_in):
    promise = make_promise(owner=marketing, statement="<script>alert(1)</script>")
    for address in (LIST, page("detail", promise), page("edit", promise)):
        text = signed_in(marketing).get(address).content.decode()
        assert "<script>alert(1)" not in text
