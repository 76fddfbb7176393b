"""Tell people what concerns them, once, and let them be done with it."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Company, Notice, Post, Role, User
from accounts.services.notices import (
    mail_due,
    mark_all_read,
    mark_read,
    next_digest,
    settle,
    tell,
)
from core.refusals import NotThere
from tests.make import NOW, make_key, make_notice, make_user

LIST = "/notices/"


def told(*people: User, **fields: Any) -> None:
    fields.setdefault("text", "Max asks you whether it can be kept")
    fields.setdefault("link", "/plans/1/")
    tell(people=people, kind="asked", now=NOW, **fields)


def test_everybody_is_told_once_but_not_of_what_they_did(operations, marketing):
    told(operations, marketing, operations, actor=marketing, about="plan:1")
    notice = Notice.objects.get()
    assert (notice.person, notice.about, notice.read_at) == (operations, "plan:1", None)


@pytest.mark.django_db
def test_systems_and_those_who_left_are_not_told():
    gone = make_user(is_active=False)
    told(make_user(role=Role.INTEGRATION), gone)
    assert not Notice.objects.exists()


def test_a_text_becomes_one_line_that_fits(operations):
    told(operations, text="Two\r\nlines " + "x" * 400)
    text = Notice.objects.get().text
    assert text.startswith("Two lines x")
    assert len(text) == 300


@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example", "plans/", "/\\evil.example"]
)
def test_a_notice_leads_nowhere_else(operations, link):
    with pytest.raises(ValueError, match="page of this site"):
        told(operations, link=link)


def test_a_digest_goes_out_when_the_hour_strikes_where_the_company_is():
    # 09:00 in UTC is 10:00 in Berlin.
    at = next_digest(hour=10, zone="Europe/Berlin", now=NOW)
    assert at == NOW + timedelta(days=1)
    at = next_digest(hour=11, zone="Europe/Berlin", now=NOW)
    assert at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("post", "urgent", "due"),
    [
        (Post.AT_ONCE, False, NOW),
        (Post.DAILY, True, NOW),
        (Post.DAILY, False, NOW + timedelta(hours=22)),
        (Post.NEVER, True, None),
    ],
)
def test_when_it_is_mailed_is_up_to_its_person(operations, post, urgent, due):
    operations.post = post
    assert mail_due(operations, urgent=urgent, zone="UTC", now=NOW) == due


def test_one_is_told_on_the_clock_of_the_company(operations):
    Company.objects.create(pk=1, time_zone="Asia/Tokyo")
    told(operations)  # 18:00 in Tokyo; seven o'clock is thirteen hours later
    assert Notice.objects.get().next_try_at == NOW + timedelta(hours=13)


def test_a_notice_is_read_once_and_by_its_person_alone(operations, marketing):
    notice = make_notice(operations)
    with pytest.raises(NotThere):
        mark_read(actor=marketing, notice_id=notice.pk, now=NOW)
    mark_read(actor=operations, notice_id=notice.pk, now=NOW)
    later = NOW + timedelta(hours=1)
    assert mark_read(actor=operations, notice_id=notice.pk, now=later).read_at == NOW


def test_everything_is_read_but_what_others_were_told(operations, marketing):
    make_notice(operations)
    other = make_notice(marketing)
    assert mark_all_read(actor=operations, now=NOW) == 1
    assert list(Notice.objects.unread()) == [other]


def test_what_was_answered_meanwhile_is_read(operations):
    make_notice(operations, about="plan:1")
    other = make_notice(operations, about="plan:2")
    assert settle(person=operations, about="plan:1", kind="asked", now=NOW) == 1
    assert list(operations.notices.unread()) == [other]


def test_the_page_lists_what_is_unread_and_on_demand_the_rest(operations, signed_in):
    make_notice(operations, text="This is new")
    make_notice(operations, text="That was read", read_at=NOW)
    browser = signed_in(operations)
    page = browser.get(LIST).content.decode()
    assert "This is new" in page
    assert "That was read" not in page
    assert "1 you have not read." in " ".join(page.split())
    assert "That was read" in browser.get(f"{LIST}?show=all").content.decode()


def test_an_empty_page_says_where_earlier_ones_are(operations, signed_in):
    assert "?show=all" in signed_in(operations).get(LIST).content.decode()
    page = signed_in(operations).get(f"{LIST}?show=all&page=abc").content.decode()
    assert "Nobody has told you anything yet" in page


def test_opening_one_reads_it_and_leads_to_its_page(operations, signed_in):
    notice = make_notice(operations, link="/plans/")
    browser = signed_in(operations)
    answer = browser.post(f"{LIST}{notice.pk}/read/", {"follow": "1"})
    assert answer.headers["Location"] == "/plans/"
    assert not operations.notices.unread().exists()


def test_the_bell_counts_what_is_unread(operations, signed_in):
    browser = signed_in(operations)
    assert "unread</span>" not in browser.get("/").content.decode()
    make_notice(operations)
    make_notice(operations)
    page = " ".join(browser.get("/").content.decode().split())
    assert '<span class="count">2<span class="visually-hidden"> unread' in page


def test_many_notices_ask_no_more_of_the_database(operations, signed_in, count_queries):
    make_notice(operations)
    browser = signed_in(operations)
    few = count_queries(browser, LIST)
    for _ in range(5):
        make_notice(operations)
    assert count_queries(browser, LIST) == few


def test_a_text_is_shown_as_text(operations, signed_in):
    make_notice(operations, text="<script>alert(1)</script>")
    page = signed_in(operations).get(LIST).content.decode()
    assert "<script>alert" not in page


def test_notices_over_rest_are_ones_own(operations, marketing, signed_in):
    make_notice(operations, about="plan:1")
    make_notice(operations, read_at=NOW)
    foreign = make_notice(marketing)
    browser = signed_in(operations)
    rows = browser.get("/api/v1/notices/?unread=true").json()["results"]
    assert [row["about"] for row in rows] == ["plan:1"]
    assert browser.get(f"/api/v1/notices/{foreign.pk}/").status_code == 404
    assert browser.post(f"/api/v1/notices/{foreign.pk}/read/").status_code == 404
    read = browser.post(f"/api/v1/notices/{rows[0]['id']}/read/").json()
    assert read["read_at"] is not None
    assert browser.post("/api/v1/notices/read/").json() == {"read": 0}


@pytest.mark.django_db
def test_a_key_reads_no_persons_notices(client, operations):
    make_notice(operations)
    headers = {"Authorization": f"Bearer {make_key()}"}
    assert client.get("/api/v1/notices/", headers=headers).json()["results"] == []
