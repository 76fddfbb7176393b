"""Over REST: what is assumed, who is held out, files of names, the calendar, exports."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from planner.outreach import services
from planner.outreach.models import (
    Acquaintance,
    FollowUpCalendar,
    NamesFile,
    Sending,
)
from tests.make import (
    make_acquaintance,
    make_customer,
    make_key,
    make_story,
    make_telling,
    make_user,
)

pytestmark = pytest.mark.django_db
REST = "/api/v1/outreach"


@pytest.fixture
def director(marketing, signed_in):
    return signed_in(marketing)


def sender(client, method="post"):
    return partial(getattr(client, method), content_type="application/json")


# --- what is assumed --------------------------------------------------------------


def test_the_assumptions_are_read_by_all_and_set_by_some(
    director, frontline, signed_in
):
    path = f"{REST}/rules/"
    found = signed_in(frontline).get(path).json()
    assert (found["most_names"], found["chance"]) == (12, "0.1000")
    put = sender(director, "put")
    assert put(path, {"most_names": 5}).status_code == 400
    changed = put(path, {"most_names": 5, "revision": 1}).json()
    assert (changed["most_names"], changed["ideal_days"]) == (5, 90)
    assert changed["revision"] == 2
    assert put(path, {"most_names": 6, "revision": 1}).status_code == 409
    for wrong in (
        {"most_names": 0},
        {"chance": "NaN"},
        {"value": "-1"},
        {"call_minutes": 1},
        {"ideal_days": 900},
        {"maximum_days": "9" * 5_000},
    ):
        answer = put(path, {**wrong, "revision": 2})
        assert answer.status_code == 400, wrong
    assert sender(signed_in(frontline), "put")(path, {}).status_code == 403


# --- holding out ------------------------------------------------------------------


def test_a_part_is_held_out_and_let_back(director, frontline, signed_in):
    path, post = f"{REST}/holding-out/", sender(director)
    for _ in range(80):
        make_acquaintance(customer=make_customer())
    assert director.get(path).json() == {"people": 0, "since": None}
    assert post(path, {"share": "0.9"}).status_code == 400
    held = post(path, {"share": "0.25", "seed": 7})
    assert (held.status_code, held.json()["people"]) == (201, 20)
    assert held.json()["since"]
    assert post(path, {"share": "0.25"}).status_code == 409
    assert signed_in(frontline).delete(path).status_code == 403
    assert director.delete(path).json() == {"people": 0, "since": None}
    assert not Acquaintance.objects.filter(held_out_at__isnull=False).exists()


def test_with_too_few_customers_nobody_is_held_out(director):
    answer = sender(director)(f"{REST}/holding-out/", {"share": "0.2"})
    assert answer.status_code == 400
    assert "fewer than 80" in answer.json()["detail"]


# --- the calendar -----------------------------------------------------------------


def test_a_calendars_address_is_made_renewed_and_withdrawn(
    frontline, signed_in, client
):
    path, caller = f"{REST}/calendar/", signed_in(frontline)
    assert caller.get(path).json() == {"made_at": None}
    made = caller.post(path)
    assert made.status_code == 201
    first = made.json()["address"].removeprefix("http://testserver")
    assert client.get(first).status_code == 200
    second = caller.post(path).json()["address"].removeprefix("http://testserver")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert list(caller.get(path).json()) == ["made_at"]
    assert caller.delete(path).status_code == 204
    assert client.get(second).status_code == 404
    assert not FollowUpCalendar.objects.exists()


# --- files of names ---------------------------------------------------------------


@pytest.fixture
def program() -> Client:
    user = make_user(role=Role.INTEGRATION, name="Shop", department="")
    key = make_key(user=user, scopes=["read", "customers"])
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_program_sends_a_file_checks_it_and_brings_it_in(program):
    make_acquaintance(name="Grace", email="grace@oak.example")
    body = "Person,Mail,Note\nAda,ada@oak.example,oak\nGrace H.,grace@oak.example,\n"
    made = program.post(
        f"{REST}/names-files/?name=friends.csv",
        body.encode(),
        content_type="text/csv",
    )
    assert made.status_code == 201
    assert made.json()["columns"] == ["Person", "Mail", "Note"]
    assert made.json()["mapping"] == {"name": "Person", "email": "Mail", "line": "Note"}
    path = f"{REST}/names-files/{made.json()['id']}/"
    report = sender(program)(f"{path}check/").json()
    assert (report["rows"], report["new"], report["known"]) == (2, 1, 1)
    assert report["first_known"] == [
        {"row": 3, "name": "Grace H.", "known_as": "Grace"}
    ]
    done = sender(program)(f"{path}commit/").json()
    assert (done["report"], done["columns"]) == ({"new": 1, "known": 1}, [])
    assert sender(program)(f"{path}commit/").status_code == 409
    assert sender(program)(f"{path}check/", {"mapping": {}}).status_code == 409
    assert program.get(f"{REST}/names-files/").json()["results"][0]["committed_at"]
    assert Acquaintance.objects.filter(name="Ada").exists()


def test_a_mapping_says_which_column_is_what_and_a_wrong_row_keeps_all_out(director):
    file = SimpleUploadedFile("names.csv", b"A,B\nAda,nonsense\nBo,bo@oak.example\n")
    made = director.post(f"{REST}/names-files/", {"file": file}).json()
    path = f"{REST}/names-files/{made['id']}/"
    post = sender(director)
    unmapped = post(f"{path}check/").json()
    assert unmapped["first_faults"][0]["words"] == "Say which column holds the name."
    report = post(f"{path}check/", {"mapping": {"name": "A", "email": "B"}}).json()
    assert (report["faults"], report["first_faults"][0]["row"]) == (1, 2)
    refused = post(f"{path}commit/")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["row 2"])
    for wrong, place in (
        ({"name": "C"}, "mapping.name"),
        ({"shoe size": "A"}, "mapping.shoe size"),
        ({"name": ["A"]}, "mapping.name"),
    ):
        answer = post(f"{path}check/", {"mapping": wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [place])
    assert post(f"{path}check/", {"mapping": "{"}).status_code == 400
    assert post(f"{path}check/", {"mapping": 7}).status_code == 400
    assert director.delete(path).status_code == 204
    assert not NamesFile.objects.exists()


def test_a_file_of_a_colleague_is_not_there(director, operations, signed_in):
    file = SimpleUploadedFile("names.csv", b"Name\nAda\n")
    made = director.post(f"{REST}/names-files/", {"file": file}).json()
    other = signed_in(operations)
    path = f"{REST}/names-files/{made['id']}/"
    assert other.get(path).status_code == 404
    for step in ("check", "commit"):
        assert other.post(f"{path}{step}/").status_code == 404
    assert other.delete(path).status_code == 404
    assert other.get(f"{REST}/names-files/{'9' * 18}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"), [("names.csv", b""), ("names.xlsx", b"no workbook")]
)
def test_what_is_no_table_is_refused(director, name, content):
    file = SimpleUploadedFile(name, content)
    assert director.post(f"{REST}/names-files/", {"file": file}).status_code == 400
    assert director.post(f"{REST}/names-files/", {}).status_code == 400


def test_a_name_that_no_database_holds_is_refused(director):
    answer = director.post(
        f"{REST}/names-files/?name=a%00.csv", b"Name\nAda\n", content_type="text/csv"
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["file"])


# --- exports ----------------------------------------------------------------------


@pytest.fixture
def talked(frontline):
    now = timezone.localtime()
    services.log(
        actor=frontline,
        acquaintance_id=make_acquaintance(name="=Ada").pk,
        talk=services.Talk(
            channel="call",
            line="+oak",
            follow_up="Send the article",
            follow_up_on=now.date() + timedelta(days=3),
        ),
        now=now,
    )


@pytest.mark.parametrize(
    ("over_rest", "on_page", "head", "held"),
    [
        (
            f"{REST}/follow-ups/export/",
            "/outreach/follow-ups/export/",
            "person,what,kind,promised by",
            "'=Ada,Send the article,Something promised,",
        ),
        (
            f"{REST}/talks/export/",
            "/outreach/talks/export/",
            "person,on,channel,who spoke",
            ",'+oak,",
        ),
    ],
)
def test_follow_ups_and_talks_are_taken_along_as_files(
    talked, frontline, signed_in, over_rest, on_page, head, held
):
    client = signed_in(frontline)
    for path in (over_rest, on_page):
        answer = client.get(f"{path}csv/")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert text.startswith(head)
        assert held in text
        assert text.count("\r\n") == 2
    book = client.get(f"{over_rest}xlsx/")
    assert book["Content-Disposition"].endswith('.xlsx"')
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert client.get(f"{over_rest}pdf/").status_code == 404
    assert client.get(f"{on_page}pdf/").status_code == 404


def test_a_file_holds_what_was_asked_for(talked, marketing, frontline, signed_in):
    def lines(client, address):
        return b"".join(client.get(address).streaming_content).count(b"\r\n") - 1

    mine, theirs = signed_in(frontline), signed_in(marketing)
    page, rest = "/outreach/follow-ups/export/csv/", f"{REST}/follow-ups/export/csv/"
    assert lines(mine, page) == 1
    assert lines(theirs, page) == 0
    assert lines(theirs, f"{page}?which=all") == 1
    assert lines(mine, f"{page}?which=done") == 0
    assert lines(theirs, f"{rest}?owner={frontline.pk}") == 1
    assert lines(theirs, f"{rest}?owner={marketing.pk}") == 0


# --- a fixed number of queries ----------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/outreach/follow-ups/?which=all",
        "/outreach/follow-ups/export/csv/?which=all",
        "/outreach/talks/export/csv/",
        "/outreach/people/",
        "/outreach/people/export/csv/",
        "/outreach/referrals/",
        "/outreach/referrals/export/csv/",
        "/outreach/stories/",
        f"{REST}/people/",
        f"{REST}/talks/",
        f"{REST}/talks/export/csv/",
        f"{REST}/follow-ups/",
        f"{REST}/follow-ups/export/csv/",
        f"{REST}/referrals/",
        "/api/v1/stories/",
        "/api/v1/tellings/",
        f"{REST}/names-files/",
    ],
)
def test_a_list_asks_the_database_as_often_for_many_as_for_few(
    path, marketing, signed_in
):
    client = signed_in(marketing)
    one_of_each(marketing)
    asked(client, path)  # the first visit also writes the session
    few = asked(client, path)
    for _ in range(4):
        one_of_each(marketing)
    assert asked(client, path) == few


def asked(client, path):
    """Count what an answer asks of the database, until the end of a file."""
    with CaptureQueriesContext(connection) as found:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.getvalue()
    return len(found)


def one_of_each(actor):
    """Have somebody told a story, with an interest, a promise and a referral."""
    now = timezone.localtime()
    person = make_acquaintance(known_by=[actor], customer=make_customer())
    story = make_story(interests=[f"interest {person.pk}"])
    contact = services.log(
        actor=make_user(),
        acquaintance_id=person.pk,
        talk=services.Talk(
            channel="call",
            interest=f"interest {person.pk}",
            follow_up_on=now.date(),
            referral=f"Brought {person.pk}",
        ),
        now=now,
    )
    make_telling(story, person, contact=contact, by=actor)
    Sending.objects.create(contact=contact, begun_at=now)
    services.upload(actor=actor, name="names.csv", content=b"Name\nAda\n", now=now)
