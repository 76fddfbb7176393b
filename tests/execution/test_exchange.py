"""Tasks as files: in and out, as a calendar, and for other planning tools."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as Xml

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.days_off import DayOff
from accounts.models import AuditEvent, Notice, User
from accounts.services.days_off import set_days_off
from planner.execution import services
from planner.execution.models import Task, TaskLink, TaskState
from planner.execution.services.importing import Outcome
from planner.plans.models import Plan
from tests.make import (
    MONDAY,
    NOW,
    link_tasks,
    make_initiative,
    make_plan,
    make_tactic,
    make_task,
)

pytestmark = pytest.mark.django_db
HEAD = "code,name,tactic,responsible,accountable,low,likely,high,deadline,after\n"


@pytest.fixture
def plan(marketing: User) -> Plan:
    made = make_plan(author=marketing)
    make_tactic(made, [], code="letters", name="Letters")
    return made


def bring_in(plan: Plan, actor: User, text: str, *, commit: bool = True) -> Outcome:
    return services.bring_in(
        actor=actor,
        plan=plan,
        name="tasks.csv",
        content=text.encode(),
        commit=commit,
        now=NOW,
    )


def test_a_table_is_tried_then_brought_in_and_again_changes_nothing(
    plan, marketing, frontline
):
    text = HEAD + (
        f"write,Write,letters,{frontline.email},{marketing.email},1,2,3,2026-02-01,\n"
        "print,Print,letters,,,,3,,,write SS+1.5; proof\n"
        "proof,Proof,,,,,,,,write\n"
    )
    tried = bring_in(plan, marketing, text, commit=False)
    assert (tried.new, tried.faults, tried.done) == (3, (), False)
    assert not plan.tasks.exists()
    assert bring_in(plan, marketing, text).done
    printing = plan.tasks.get(code="print")
    found = [
        (k.before.code, k.kind, k.lag) for k in printing.links_before.order_by("pk")
    ]
    assert found == [("write", "SS", Decimal("1.5")), ("proof", "FS", 0)]
    again = bring_in(plan, marketing, text)
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    changed = bring_in(plan, marketing, "code,name\nprint,Print all\n")
    assert (changed.changed, changed.done) == (1, True)
    printing.refresh_from_db()
    assert (printing.name, printing.likely) == ("Print all", Decimal(3))
    assert printing.links_before.count() == 2


def test_every_cell_that_is_not_right_is_named_by_line_and_column(plan, marketing):
    text = HEAD + (
        "write,Write,unknown,nobody@example.com,,x,2,3,soon,\n"
        "Not A Code,,,,,,,,,gone\n"
        "print,Print,,,,5,2,3,,print later\n"
    )
    found = bring_in(plan, marketing, text)
    assert not found.done
    places = {(fault.line, fault.column) for fault in found.faults}
    assert places >= {
        (2, "tactic"),
        (2, "responsible"),
        (2, "low"),
        (2, "deadline"),
        (3, "code"),
        (3, "name"),
        (4, "after"),
    }
    assert not plan.tasks.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "a,A,,,,3,2,1,,\n", "go upwards"),
        (HEAD + "a,A,,,,,,,,b\nb,B,,,,,,,,a\n", "wait for each other"),
        (HEAD + "a,A,,,,,,,,gone\n", "no other task is called so"),
        (HEAD + "a,A,,,,,,,,\na,B,,,,,,,,\n", "stands in line 2 already"),
    ],
)
def test_what_contradicts_itself_is_refused_whole(plan, marketing, text, words):
    found = bring_in(plan, marketing, text)
    assert any(words in fault.words for fault in found.faults)
    assert not plan.tasks.exists()


def test_a_file_goes_in_on_the_page(signed_in, plan, marketing):
    address = reverse("execution:import", args=[plan.pk])
    browser = signed_in(marketing)
    for content, step, status in (
        (b"", "check", 422),
        (b"name\nPrint\n", "check", 422),
        (b"\x00\xff\x00", "check", 422),
        (b"code,name\nprint,\n", "commit", 422),
        (b"code,name\nprint,Print\n", "check", 200),
        (b"code,name\nprint,Print\n", "commit", 302),
    ):
        file = SimpleUploadedFile("tasks.csv", content)
        answer = browser.post(address, {"file": file, "step": step})
        assert answer.status_code == status, content
    assert plan.tasks.get().name == "Print"


def test_what_goes_out_comes_in_again(signed_in, plan, marketing, frontline):
    one = make_task(
        plan,
        name="=SUM(A1)",
        tactic_code="letters",
        responsible=[frontline],
        accountable=marketing,
        budget=Decimal("12.50"),
        likely=Decimal(3),
        deadline=MONDAY,
    )
    two = make_task(plan)
    link_tasks(one, two, kind="FF", lag=Decimal("-1.5"))
    browser = signed_in(marketing)
    for kind in ("csv", "xlsx"):
        answer = browser.get(reverse("execution:export", args=[plan.pk, kind]))
        content = b"".join(answer.streaming_content)
        found = services.bring_in(
            actor=marketing,
            plan=plan,
            name=f"tasks.{kind}",
            content=content,
            commit=True,
            now=NOW,
        )
        assert (found.faults, found.same) == ((), 2)
    one.refresh_from_db()
    assert one.name == "=SUM(A1)"
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert "'=SUM(A1)" in [row[1].value for row in sheet.iter_rows(min_row=2)]


def test_the_template_comes_with_a_line_that_shows_how(signed_in, plan, marketing):
    answer = signed_in(marketing).get(
        reverse("execution:template", args=[plan.pk, "csv"])
    )
    assert b"write FS; proof SS+2" in b"".join(answer.streaming_content)


def test_a_column_that_is_left_out_changes_nothing(plan, marketing):
    building = make_initiative()
    for code, fields in (
        ("builds", {"initiative": building}),
        ("writes", {"tactic_code": "letters"}),
    ):
        make_task(plan, code=code, **fields)
    assert bring_in(plan, marketing, "code,name,tactic\nbuilds,Build,\n").done
    assert bring_in(plan, marketing, "code,name,initiative\nwrites,Write,\n").done
    builds, writes = plan.tasks.get(code="builds"), plan.tasks.get(code="writes")
    assert (builds.initiative, writes.tactic_code) == (building, "letters")
    assert bring_in(plan, marketing, "code,name,tactic\nbuilds,Build,letters\n").done
    builds.refresh_from_db()
    assert (builds.initiative, builds.tactic_code) == (None, "letters")


@pytest.mark.parametrize(
    ("text", "days", "budget"),
    [
        ("code;name;likely;budget\na;A;2,5;1.200,50\n", "2.5", "1200.50"),
        ("code;name;likely;budget\na;A;2.5;1.200\n", "2.5", "1200"),
        ('code,name,likely,budget\na,A,2.5,"1,200.50"\n', "2.5", "1200.50"),
    ],
)
def test_a_number_is_read_as_the_file_writes_numbers(
    plan, marketing, text, days, budget
):
    assert bring_in(plan, marketing, text).done
    task = plan.tasks.get()
    assert (task.likely, task.budget) == (Decimal(days), Decimal(budget))


@pytest.mark.parametrize("cell", ['"2,5"', '"1200,50"', '"1,2345"', "1.2.3"])
def test_a_number_that_can_be_read_in_two_ways_is_none(plan, marketing, cell):
    found = bring_in(plan, marketing, f"code,name,budget\na,A,{cell}\n")
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, "budget")]


def test_a_link_that_is_not_right_is_named_by_line_and_column(
    plan, marketing, monkeypatch
):
    text = "code,name,after\na,A,\nb,B,a FS+5000\n"
    found = bring_in(plan, marketing, text)
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, "after")]
    monkeypatch.setattr("planner.execution.services.batches.MOST_LINKS", 1)
    text = "code,name,after\na,A,\nb,B,\nc,C,a; b\n"
    found = bring_in(plan, marketing, text)
    assert [(fault.line, fault.column) for fault in found.faults] == [(4, "after")]


def test_a_file_that_is_older_than_a_task_does_not_overwrite_it(plan, marketing):
    task = make_task(plan, code="print", name="Newer", revision=3)
    found = bring_in(plan, marketing, "code,name,revision\nprint,Older,2\n")
    assert [(f.line, f.column) for f in found.faults] == [(2, "revision")]
    assert bring_in(plan, marketing, "code,name,revision\nprint,Newer,2\n").same == 1
    assert bring_in(plan, marketing, "code,name,revision\nprint,Next,3\n").done
    task.refresh_from_db()
    assert (task.name, task.revision) == ("Next", 4)


def test_a_file_that_is_too_large_is_refused_whole(
    signed_in, plan, marketing, monkeypatch
):
    monkeypatch.setattr("planner.execution.services.importing.MOST", 40)
    rows = "".join(f"a-{n},Task {n}\n" for n in range(10))
    file = SimpleUploadedFile("tasks.csv", f"code,name\n{rows}".encode())
    answer = signed_in(marketing).post(
        reverse("execution:import", args=[plan.pk]), {"file": file, "step": "commit"}
    )
    assert answer.status_code == 422
    assert not plan.tasks.exists()


def test_a_long_table_asks_few_questions_and_leaves_one_record(
    plan, marketing, frontline
):
    def text(count, word):
        rows = (
            f"a-{n},{word} {n},{frontline.email},2,{f'a-{n - 1}' if n else ''}\n"
            for n in range(count)
        )
        return "code,name,responsible,likely,after\n" + "".join(rows)

    asked = []
    for count in (20, 200):
        with CaptureQueriesContext(connection) as queries:
            assert bring_in(plan, marketing, text(count, f"Task{count}")).done
        asked.append(len(queries))
    assert asked[1] < asked[0] + 20
    assert plan.tasks.count() == 200
    assert TaskLink.objects.count() == 199
    task = plan.tasks.get(code="a-5")
    assert (task.name, task.revision, task.high) == ("Task200 5", 2, Decimal(2))
    assert list(task.responsible.all()) == [frontline]
    assert AuditEvent.objects.filter(action__startswith="task").count() == 2
    assert Notice.objects.filter(person=frontline).count() == 2


# --- Other tools ----------------------------------------------------------------------


def test_project_reads_tasks_links_and_durations(signed_in, plan, marketing):
    one = make_task(plan, name="A & <B>", likely=Decimal("1.5"), deadline=MONDAY)
    two = make_task(plan, state=TaskState.DONE)
    make_task(plan, state=TaskState.DROPPED)
    for kind, lag in (("FS", 2), ("SS", 0), ("FF", -1), ("SF", 0)):
        link_tasks(two, one, kind=kind, lag=lag)
    answer = signed_in(marketing).get(
        reverse("execution:export", args=[plan.pk, "xml"])
    )
    space = {"p": "http://schemas.microsoft.com/project"}
    root = Xml.fromstring(answer.content)  # noqa: S314  # our own
    tasks = root.findall("p:Tasks/p:Task", space)
    assert len(tasks) == 2
    by_name = {task.findtext("p:Name", "", space): task for task in tasks}
    found = by_name["A & <B>"]
    assert found.findtext("p:Duration", "", space) == "PT12H0M0S"
    links = {
        (
            link.findtext("p:Type", "", space),
            link.findtext("p:LinkLag", "", space),
        )
        for link in found.findall("p:PredecessorLink", space)
    }
    assert links == {("1", "9600"), ("3", "0"), ("0", "-4800"), ("2", "0")}


def test_mermaid_draws_a_bar_for_each_task(signed_in, plan, marketing):
    make_task(plan, name="Print: all; #1", tactic_code="letters", likely=Decimal(2))
    answer = signed_in(marketing).get(
        reverse("execution:export", args=[plan.pk, "mermaid"])
    )
    text = answer.content.decode()
    assert text.startswith("gantt\n")
    (bar,) = [line for line in text.splitlines() if ":t" in line]
    assert bar.count(":") == 1
    assert "Print all 1" in bar


# --- The calendar ---------------------------------------------------------------------


def test_a_calendar_holds_ones_own_tasks_and_nothing_else(
    client, plan, marketing, frontline
):
    mine = make_task(
        plan,
        name="Print, fold; post " + "ü" * 60,
        responsible=[frontline],
        deadline=MONDAY + timedelta(days=4),
    )
    make_task(plan, deadline=MONDAY)
    make_task(plan, responsible=[frontline])  # without a day
    token = services.open_calendar(actor=frontline, now=NOW)
    address = reverse("execution:feed", args=[token])
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(answer.content)
    event: Any = calendar.walk("VEVENT")[0]
    assert len(calendar.walk("VEVENT")) == 1
    assert str(event["summary"]) == mine.name
    assert event["dtstart"].dt == date(2026, 1, 9)
    assert event["dtend"].dt == date(2026, 1, 10)
    assert (event["sequence"], str(event["uid"])) == (1, f"task-{mine.pk}@testserver")
    assert b"DTSTAMP:20260105T090000Z" in answer.content
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    services.change(
        actor=marketing, task_id=mine.pk, revision=1, facts={"name": "Post"}, now=NOW
    )
    assert client.get(address)["ETag"] != answer["ETag"]


def test_the_secret_address_is_renewed_and_revoked(signed_in, client, frontline):
    browser = signed_in(frontline)
    address = reverse("execution:calendar")
    shown = browser.post(address, {"step": "open"}).content.decode()
    assert ".ics" in shown
    assert ".ics" not in browser.get(address).content.decode()
    token = services.open_calendar(actor=frontline, now=NOW)
    feed = reverse("execution:feed", args=[token])
    assert client.get(feed).status_code == 200
    browser.post(address, {"step": "close"})
    for path in (feed, reverse("execution:feed", args=["x" * 300])):
        assert client.get(path).status_code == 404


def test_who_has_left_has_no_calendar(client, frontline):
    token = services.open_calendar(actor=frontline, now=NOW)
    User.objects.filter(pk=frontline.pk).update(is_active=False)
    assert client.get(reverse("execution:feed", args=[token])).status_code == 404
    assert not Task.objects.exists()


def test_what_goes_out_knows_the_days_off(signed_in, plan, marketing, operations):
    # A Tuesday: what takes three days from the Monday on is done on the Thursday.
    set_days_off(
        actor=operations, days=[DayOff(date(2035, 1, 2))], revision=None, now=NOW
    )
    make_task(plan, likely=Decimal(3), not_before=date(2035, 1, 1))
    client = signed_in(marketing)
    address = reverse("execution:export", args=[plan.pk, "xml"])
    space = {"p": "http://schemas.microsoft.com/project"}
    root = Xml.fromstring(client.get(address).content)  # noqa: S314  # our own
    closed = [
        day.findtext("p:TimePeriod/p:FromDate", "", space)
        for day in root.findall("p:Calendars/p:Calendar/p:WeekDays/p:WeekDay", space)
        if day.findtext("p:DayType", "", space) == "0"
    ]
    assert closed == ["2035-01-02T00:00:00"]
    finish = root.findtext("p:Tasks/p:Task/p:Finish", "", space)
    assert finish.startswith("2035-01-04")
    drawn = client.get(reverse("execution:export", args=[plan.pk, "mermaid"]))
    assert "excludes weekends, 2035-01-02" in drawn.content.decode()
