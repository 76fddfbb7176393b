"""The pages of outreach: this week, people, talks, follow-ups, names that come in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from planner.outreach import services
from planner.outreach.models import (
    Acquaintance,
    Contact,
    FollowUp,
    FollowUpCalendar,
    Interest,
    NameState,
    OutreachRules,
    Week,
    WeeklyName,
)
from tests.make import make_acquaintance, make_customer

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"outreach:{name}", args=args)


@pytest.fixture
def browser(frontline, signed_in):
    return signed_in(frontline)


def listed(person: User) -> WeeklyName:
    """Return a name on this person's list of this week."""
    make_acquaintance(name="Ada Lovelace", phone="030 90 18 20", known_by=[person])
    week = services.set_hours(actor=person, hours=Decimal(2), now=timezone.localtime())
    return week.names.get()


def test_the_first_page_asks_for_hours_and_then_shows_who_and_why(browser, frontline):
    assert "how much time you have" in browser.get(at("week")).content.decode()
    make_acquaintance(name="Ada Lovelace", known_by=[frontline])
    made = browser.post(at("hours"), {"hours": "1.5"}, follow=True)
    assert "1 names fit" in made.content.decode() or "1 name" in made.content.decode()
    assert "No contact with anybody of us is written down." in made.content.decode()
    assert browser.post(at("hours"), {"hours": "99"}).status_code == 422
    assert Week.objects.get().hours == Decimal("1.5")


@pytest.mark.parametrize(
    ("step", "sent", "state"),
    [
        ("postpone", {"until": "2099-01-01"}, None),
        ("postpone", {"until": "never"}, NameState.OPEN),
        ("skip", {"reason": "no-time"}, NameState.SKIPPED),
        ("skip", {"reason": "because"}, NameState.OPEN),
        ("keep", {}, NameState.OPEN),
        ("hand-over", {"to": "x"}, NameState.OPEN),
    ],
)
def test_a_name_is_answered_where_it_stands(browser, frontline, step, sent, state):
    name = listed(frontline)
    answer = browser.post(at("name-step", name.pk, step), sent)
    name.refresh_from_db()
    assert answer.status_code == (302 if state else 400)
    assert name.state == (state or NameState.OPEN)


def test_a_name_is_postponed_and_handed_over(browser, frontline, marketing):
    name = listed(frontline)
    later = timezone.localdate() + timedelta(days=30)
    browser.post(at("name-step", name.pk, "postpone"), {"until": later.isoformat()})
    name.refresh_from_db()
    assert name.state == NameState.POSTPONED
    name.state = NameState.OPEN
    name.save()
    browser.post(at("name-step", name.pk, "hand-over"), {"to": marketing.pk})
    assert WeeklyName.objects.open().get().week.person == marketing
    page = browser.get(at("week")).content.decode()
    assert "Handed over to Max Marten" in page
    assert browser.post(at("name-step", name.pk, "eat")).status_code == 404


def test_somebody_is_written_down_in_seconds_and_a_twin_is_shown_first(browser):
    sent = {"name": "Ada Lovelace", "line": "old friend", "kind": "friend"}
    sent |= {"closeness": "2", "interests": "oak, trains", "email": "", "phone": ""}
    assert browser.post(at("new"), sent).status_code == 302
    again = browser.post(at("new"), sent)
    assert again.status_code == 422
    assert "the same name" in again.content.decode()
    assert browser.post(at("new"), sent | {"anyway": "on"}).status_code == 302
    assert Acquaintance.objects.count() == 2
    assert Interest.objects.count() == 2
    assert browser.post(at("new"), {"name": ""}).status_code == 422


def test_a_person_is_changed_once_and_not_over_somebody_elses_change(browser):
    row = make_acquaintance(name="Ada")
    sent = {"name": "Ada L", "kind": "friend", "closeness": "2", "revision": "1"}
    assert "Ada" in browser.get(at("edit", row.pk)).content.decode()
    assert browser.post(at("edit", row.pk), sent).status_code == 302
    late = browser.post(at("edit", row.pk), sent)
    assert late.status_code == 422
    assert "Somebody else changed" in late.content.decode()
    assert browser.get(at("person", 10**20)).status_code == 404


@pytest.mark.parametrize("which", ["", "mine", "never", "no-contact", "nonsense"])
def test_people_are_listed_found_and_taken_along(browser, frontline, which):
    make_acquaintance(name="=cmd()", known_by=[frontline], organisation="Oak")
    query = {"which": which, "q": "oak", "kind": "", "page": "abc"}
    page = browser.get(at("people"), query)
    assert page.status_code == 200
    table = browser.get(at("export", "csv"), {"which": "mine"})
    assert b"'=cmd()" in b"".join(table.streaming_content)
    assert browser.get(at("export", "pdf")).status_code == 404


def test_whoever_is_not_to_be_contacted_is_in_the_one_list_or_the_other():
    open_to_us = [
        make_acquaintance(),
        make_acquaintance(customer=make_customer(consent="given")),
    ]
    closed = [
        make_acquaintance(do_not_contact=True, do_not_contact_reason="They asked us"),
        make_acquaintance(consent="withdrawn"),
        make_acquaintance(customer=make_customer(consent="refused")),
    ]
    assert set(Acquaintance.objects.contactable()) == set(open_to_us)
    assert set(Acquaintance.objects.not_contactable()) == set(closed)


def test_the_list_of_people_asks_as_often_however_long_it_is(
    browser, frontline, count_queries
):
    make_acquaintance(known_by=[frontline])
    few = count_queries(browser, at("people"))
    for _ in range(8):
        make_acquaintance(known_by=[frontline]).interests.add(
            Interest.objects.get_or_create(name="oak")[0]
        )
    assert count_queries(browser, at("people")) == few


def test_this_weeks_list_asks_as_often_however_long_it_is(
    browser, frontline, count_queries
):
    def after(names: int) -> int:
        for _ in range(names):
            make_acquaintance(known_by=[frontline])
        services.set_hours(actor=frontline, hours=Decimal(4), now=timezone.localtime())
        return int(count_queries(browser, at("week")))

    assert after(1) == after(6)


def test_a_persons_page_shows_talks_promises_and_what_they_let_us_do(
    browser, frontline
):
    row = make_acquaintance(name="Ada Lovelace", customer=make_customer())
    twin = make_acquaintance(name="Lovelace, Ada")
    today = timezone.localdate()
    services.log(
        actor=frontline,
        acquaintance_id=row.pk,
        talk=services.Talk(
            channel="call",
            line="Moves house",
            follow_up_on=today,
            referral="Grace Hopper",
        ),
        now=timezone.localtime(),
    )
    page = browser.get(at("person", row.pk)).content.decode()
    for words in ("Moves house", "Grace Hopper", "Come back to Ada", twin.name):
        assert words in page
    for step, sent in (
        ("consent", {"consent": "withdrawn", "on": str(today), "source": "call"}),
        ("know", {"closeness": "4", "note": "school"}),
        ("forbid", {"reason": "A lawsuit"}),
        ("allow", {}),
    ):
        assert browser.post(at("say", row.pk, step), sent).status_code == 302
    row.refresh_from_db()
    assert row.consent == "withdrawn"
    assert browser.post(at("say", row.pk, "hello")).status_code == 404
    assert "Must not be contacted" in browser.get(at("talk", row.pk)).content.decode()
    assert browser.post(at("everything", row.pk)).status_code == 403


def test_personal_data_are_given_out_and_erased_by_those_who_may(ceo, signed_in):
    browser = signed_in(ceo)
    row = make_acquaintance(name="Ada Lovelace")
    assert browser.post(at("everything", row.pk)).json()["name"] == "Ada Lovelace"
    assert "cannot be undone" in browser.get(at("erase", row.pk)).content.decode()
    assert browser.post(at("erase", row.pk)).status_code == 302
    assert browser.get(at("person", row.pk)).status_code == 404


def test_a_talk_is_logged_with_presets(browser, frontline):
    row = make_acquaintance(phone="030 90 18 20", closeness=3, known_by=[frontline])
    page = browser.get(at("talk", row.pk))
    key = page.context["form"].initial["key"]
    sent = {"channel": "call", "direction": "from-us", "key": key, "line": "Oak"}
    assert page.context["form"].initial["channel"] == "call"
    for _ in range(2):
        assert browser.post(at("talk", row.pk), sent).status_code == 302
    assert Contact.objects.count() == 1
    wrong = browser.post(
        at("talk", row.pk), sent | {"follow_up": "Send it", "key": "another-key"}
    )
    assert wrong.status_code == 422
    assert "by which day" in wrong.content.decode()


def test_follow_ups_are_listed_kept_moved_and_released(browser, frontline):
    today = timezone.localdate()
    rows = [
        services.promise_follow_up(
            actor=frontline,
            acquaintance_id=make_acquaintance().pk,
            what=f"Send {n}",
            due_on=today + timedelta(days=2),
            now=timezone.localtime(),
        )
        for n in range(3)
    ]
    for which in ("", "overdue", "done", "all", "overdue-all", "x"):
        assert browser.get(at("follow-ups"), {"which": which}).status_code == 200
    later = (today + timedelta(days=9)).isoformat()
    for row, step, sent in zip(
        rows,
        ("done", "move", "release"),
        ({}, {"due_on": later}, {"because": "solved"}),
        strict=True,
    ):
        assert browser.post(at("follow-up", row.pk, step), sent).status_code == 302
    assert FollowUp.objects.open().get() == rows[1]
    wrong = browser.post(at("follow-up", rows[1].pk, "move"), {"due_on": "soon"})
    assert wrong.status_code == 400
    assert browser.post(at("follow-up", rows[1].pk, "eat")).status_code == 404


def test_two_names_are_compared_and_merged(browser):
    one = make_acquaintance(name="Ada Lovelace", email="", phone="")
    other = make_acquaintance(name="Lovelace, Ada", phone="030 90 18 20")
    assert "the same name" in browser.get(at("duplicates")).content.decode()
    page = browser.get(at("pair", one.pk, other.pk)).content.decode()
    assert "030 90 18 20" in page
    sent = {"step": "merge", "phone": "drop", "seen_one": "1", "seen_other": "1"}
    stale = browser.post(at("pair", one.pk, other.pk), sent | {"seen_one": "x"})
    assert stale.status_code == 409
    browser.post(at("pair", one.pk, other.pk), sent)
    one.refresh_from_db()
    assert one.phone == "030 90 18 20"
    assert "No name looks" in browser.get(at("duplicates")).content.decode()


def test_two_people_are_said_to_be_two(browser):
    one, other = make_acquaintance(name="Ada L"), make_acquaintance(name="Ada L")
    browser.post(at("pair", one.pk, other.pk), {"step": "two"})
    assert "No name looks" in browser.get(at("duplicates")).content.decode()


TABLE = (
    b"Name,Company,E-mail,Interests,Kind\nAda,Oak,ada@oak.example,oak;trains,Friend\n"
)


def upload(browser: Client, content: bytes, name: str = "names.csv") -> str:
    file = SimpleUploadedFile(name, content)
    sent = browser.post(at("import"), {"file": file})
    assert sent.status_code == 302
    return str(sent["Location"])


def test_names_come_in_from_a_table_after_a_look(marketing, signed_in):
    browser = signed_in(marketing)
    make_acquaintance(name="Known", email="known@oak.example")
    more = TABLE + b"Known K,Oak,KNOWN@oak.example,,\nTwice,Oak,ada@oak.example,,\n"
    address = upload(browser, more)
    page = browser.get(address).content.decode()
    assert "1 new name; 2 we know already" in page
    assert Acquaintance.objects.count() == 1
    assert browser.post(address, {"step": "commit"}).status_code == 302
    ada = Acquaintance.objects.get(name="Ada")
    assert (ada.organisation, ada.kind, ada.interests.count()) == ("Oak", "friend", 2)
    assert ada.email_key
    assert browser.get(address).status_code == 302
    assert browser.post(address, {"step": "commit"}).status_code == 409


def test_a_table_with_faults_says_where_and_writes_nothing(marketing, signed_in):
    browser = signed_in(marketing)
    wrong = b"Name,Mail,Kind,Customer\n,x,cousin,c-9\nAda,ada@oak.example,,\n"
    address = upload(browser, wrong)
    page = browser.get(address).content.decode()
    for words in ("Write one of", "There is no customer", "valid email", "blank"):
        assert words in page
    assert browser.post(address, {"step": "commit"}).status_code == 400
    assert not Acquaintance.objects.exists()
    assert browser.post(address, {"step": "map", "name": "Mail"}).status_code == 302
    assert browser.post(address, {"step": "map"}).status_code == 422
    assert browser.post(address, {"step": "forget"}).status_code == 302
    assert browser.get(address).status_code == 404


def test_a_file_that_is_no_table_is_refused_where_it_was_chosen(marketing, signed_in):
    browser = signed_in(marketing)
    file = SimpleUploadedFile("names.xlsx", b"hello")
    refused = browser.post(at("import"), {"file": file})
    assert refused.status_code == 422
    assert browser.get(at("file", 999)).status_code == 404


def test_customers_are_chosen_by_those_who_may(marketing, signed_in, browser):
    make_customer(code="c-1", name="Ada")
    assert browser.get(at("customers")).status_code == 403
    director = signed_in(marketing)
    assert "Nobody to choose" in director.get(at("customers")).content.decode()
    director.post(at("customers"), {"customer": ["c-1"]})
    assert Acquaintance.objects.get().name == "Ada"


def test_the_firms_assumptions_are_shown_to_all_and_set_by_some(
    browser, ceo, signed_in
):
    assert "belief" in browser.get(at("rules")).content.decode()
    rules = OutreachRules.objects.current()
    sent = {
        name: getattr(rules, name)
        for name in (
            *("ideal_days", "maximum_days", "value", "chance", "most_names"),
            *("mail_minutes", "call_minutes", "meal_minutes", "revision"),
        )
    }
    sent["most_names"] = 5
    assert browser.post(at("rules"), sent).status_code == 403
    chief = signed_in(ceo)
    assert chief.post(at("rules"), sent).status_code == 302
    assert OutreachRules.objects.current().most_names == 5
    late = chief.post(at("rules"), sent)
    assert late.status_code == 422
    assert 'name="revision" value="2"' in late.content.decode(), "it can be saved again"
    assert chief.post(at("rules"), {"value": "x"}).status_code == 422


def test_a_calendar_reads_follow_ups_under_a_secret_address(browser, frontline, client):
    soon = timezone.localtime() + timedelta(days=1)
    services.log(
        actor=frontline,
        acquaintance_id=make_acquaintance(name="Ada").pk,
        talk=services.Talk(
            channel="call",
            follow_up="Send it",
            follow_up_on=soon.date() + timedelta(days=1),
            call_back_at=soon,
        ),
        now=timezone.localtime(),
    )
    made = browser.post(at("calendar"), {"step": "open"})
    address = made.context["address"].removeprefix("http://testserver")
    found = client.get(address)
    text = found.content.decode()
    assert "SUMMARY:Ada: Send it" in text
    assert "SUMMARY:Ada: Call Ada back" in text
    again = client.get(address, headers={"If-None-Match": found["ETag"]})
    assert again.status_code == 304
    browser.post(at("calendar"), {"step": "close"})
    assert not FollowUpCalendar.objects.exists()
    assert client.get(address).status_code == 404
    assert client.get(at("feed", "ü")).status_code == 404
