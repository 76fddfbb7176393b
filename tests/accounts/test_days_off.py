"""The days on which nobody works: read, kept, and counted around."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts import queries
from accounts.days_off import DayOff, from_file, from_lines, written
from accounts.models import AuditEvent, User
from accounts.services.company import CompanyChanged
from accounts.services.days_off import set_days_off
from core.refusals import Invalid, NotAllowed
from core.workdays import day_of, due, follow, weeks_from, workday, working_days_after
from tests.make import MONDAY, NOW

DAY = timedelta(days=1)
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261224\r
DTEND;VALUE=DATE:20261227\r
SUMMARY:Christmas\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART:20261231T180000Z\r
DTEND:20261231T200000Z\r
SUMMARY:A party closes nothing\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture(autouse=True)
def _no_days_off() -> Iterator[None]:
    follow(())
    yield
    follow(())


def test_a_line_holds_a_day_and_what_it_is_called() -> None:
    days = from_lines("2026-12-25 Christmas Day\n\n2026-01-06\n2026-12-25, Again\n")
    assert days == [DayOff(date(2026, 1, 6)), DayOff(date(2026, 12, 25), "Again")]
    assert from_lines(written(days)) == days


@pytest.mark.parametrize("line", ["Christmas", "25.12.2026 Christmas", "1850-01-01"])
def test_what_is_no_day_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(Invalid) as caught:
        from_lines(f"2026-12-25\n{line}")
    assert list(caught.value.errors) == ["days"]


def test_a_calendar_closes_the_days_of_its_whole_day_events() -> None:
    days = from_file("holidays.ics", CALENDAR)
    assert [each.day.day for each in days] == [24, 25, 26]
    assert {each.name for each in days} == {"Christmas"}


def test_a_table_may_have_the_names_of_its_columns() -> None:
    content = b"day;name\n2026-05-01;Labour Day\n"
    assert from_file("days.csv", content) == [DayOff(date(2026, 5, 1), "Labour Day")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ics", b"nothing"),
        ("a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x\r\nEND:VEVENT\r\n"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"a" * 1_000_001),
        ("a.csv", b"day\nnever 3\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid):
        from_file(name, content)


def test_working_days_are_counted_around_days_off() -> None:
    tuesday, friday = MONDAY + DAY, MONDAY + 4 * DAY
    plain = workday(friday) - workday(MONDAY)
    follow([tuesday, friday, MONDAY + 5 * DAY])
    assert workday(friday) - workday(MONDAY) == plain - 1
    assert workday(tuesday) == workday(MONDAY + 2 * DAY)
    assert day_of(workday(friday)) == MONDAY + 7 * DAY
    assert due(MONDAY + 3 * DAY) == workday(MONDAY + 7 * DAY)
    assert working_days_after(MONDAY, 1) == MONDAY + 2 * DAY
    assert working_days_after(MONDAY, 3) == MONDAY + 7 * DAY
    assert weeks_from(workday(MONDAY), workday(friday)) == 1
    for number in range(workday(MONDAY) - 300, workday(MONDAY) + 300):
        assert workday(day_of(number)) == number


@pytest.mark.django_db
def test_the_day_it_is_comes_with_the_days_off_that_hold(operations: User) -> None:
    set_days_off(actor=operations, days=[DayOff(MONDAY + DAY)], revision=None, now=NOW)
    follow(())
    assert queries.local_day(NOW) == MONDAY
    assert working_days_after(MONDAY, 1) == MONDAY + 2 * DAY
    event = AuditEvent.objects.get(action="company.days-off")
    assert event.changes["days off"][1] == [{"day": "2026-01-06", "name": ""}]


@pytest.mark.django_db
def test_operations_keep_the_calendar_and_marketing_does_not(
    operations: User, marketing: User
) -> None:
    with pytest.raises(NotAllowed):
        set_days_off(actor=marketing, days=[], revision=None, now=NOW)
    with pytest.raises(CompanyChanged):
        set_days_off(actor=operations, days=[], revision=7, now=NOW)


@pytest.mark.django_db
def test_the_page_keeps_what_is_typed_and_adds_the_days_of_a_file(
    client: Client, operations: User
) -> None:
    client.force_login(operations)
    address = reverse("accounts:days-off")
    assert b"No days off are known" in client.get(address).content
    sent = SimpleUploadedFile("holidays.ics", CALENDAR)
    body = {"days": "2027-01-01 New Year", "file": sent, "revision": 0}
    assert client.post(address, body).status_code == 302
    assert len(queries.days_off()) == 4
    assert b"2027-01-01 New Year" in client.get(address).content
    refused = client.post(address, {"days": "soon", "revision": 1})
    assert refused.status_code == 422
    assert "is not 2026-12-25" in refused.content.decode()


@pytest.mark.django_db
def test_other_systems_read_and_replace_them(operations: User, marketing: User) -> None:
    caller = APIClient()
    caller.force_authenticate(operations)
    address = "/api/v1/company/days-off/"
    body = {"days": [{"day": "2026-12-25", "name": "Christmas"}], "revision": 0}
    answer = caller.put(address, body, format="json")
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    assert caller.put(address, body, format="json").status_code == 409
    bad = {"days": [{"day": "1066-10-14"}], "revision": 1}
    assert caller.put(address, bad, format="json").status_code == 400
    caller.force_authenticate(marketing)
    assert caller.get(address).json()["days"] == body["days"]
    assert caller.put(address, body, format="json").status_code == 403
