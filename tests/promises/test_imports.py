"""From a file to the ledger: read, mapped, checked, in."""

import csv
import gzip
import io
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError

from accounts.models import AuditEvent, Company
from core.jobs import JobState, LostLease
from core.refusals import Invalid, NotAllowed
from promises import ledger, runs, services
from promises.mapping import Mapping, guess
from promises.models import KeptWeek, LedgerImport, Outcome
from promises.queries import track_records
from promises.services.imports import ImportMoved
from tests.make import make_promise, make_segment

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEAD = "order,customer,promised,due,done\n"
PLAIN = HEAD + (
    "1,a,2026-01-05 08:00,2026-01-07 12:00,2026-01-07 11:00\n"
    "2,b,2026-01-05 08:00,2026-01-07 12:00,2026-01-07 13:00\n"
    "3,c,2026-01-05 08:00,2026-01-14 12:00,\n"
)


def columns_of(made, /, **fields):
    names = {
        "promise": made.code,
        "reference_column": "order",
        "customer_column": "customer",
        "promised_column": "promised",
        "due_column": "due",
        "done_column": "done",
    }
    return Mapping(**{**names, **fields})


def work():
    while runs.run_next(now=NOW):
        pass


def upload(actor, text, name="orders.csv"):
    content = text.encode() if isinstance(text, str) else text
    job = services.upload(actor=actor, file_name=name, content=content, now=NOW)
    work()
    job.refresh_from_db()
    return job


def checked(actor, text, mapping, name="orders.csv"):
    job = upload(actor, text, name)
    services.ask_check(actor=actor, job=job, mapping=mapping, now=NOW)
    work()
    job.refresh_from_db()
    return job


def imported(actor, text, mapping, name="orders.csv"):
    job = checked(actor, text, mapping, name)
    services.ask_commit(actor=actor, job=job, now=NOW)
    work()
    job.refresh_from_db()
    return job


def test_the_file_is_read_and_the_mapping_suggested(marketing):
    job = upload(marketing, PLAIN)
    assert (job.stage, job.state) == ("uploaded", "done")
    assert job.facts == {
        "kind": "csv",
        "encoding": "utf-8",
        "delimiter": ",",
        "rows": 3,
    }
    assert guess(job.columns) == {
        "reference_column": "order",
        "customer_column": "customer",
        "promised_column": "promised",
        "promised_format": "iso",
        "due_column": "due",
        "due_format": "iso",
        "done_column": "done",
        "done_format": "iso",
    }


def test_a_check_changes_nothing_and_says_what_would_happen(marketing):
    promise = make_promise()
    job = checked(marketing, PLAIN, columns_of(promise))
    assert (job.stage, job.state) == ("checked", "done")
    report = job.report
    assert [report[key] for key in ("rows", "new", "changed", "errors")] == [3, 3, 0, 0]
    assert not Outcome.objects.exists()


def test_a_commit_fills_the_ledger_and_its_weekly_counts(marketing):
    promise = make_promise()
    job = imported(marketing, PLAIN, columns_of(promise))
    assert (job.stage, job.state, job.progress) == ("committed", "done", 100)
    assert bytes(job.content) == b""
    rows = Outcome.objects.order_by("reference").values_list(
        "reference", "in_time", "on_day", "due_week"
    )
    assert list(rows) == [
        ("1", True, True, date(2026, 1, 5)),
        ("2", False, True, date(2026, 1, 5)),
        ("3", False, False, date(2026, 1, 12)),
    ]
    counts = KeptWeek.objects.order_by("week").values_list(
        "week", "due", "done", "in_time", "on_day"
    )
    assert list(counts) == [
        (date(2026, 1, 5), 2, 2, 1, 2),
        (date(2026, 1, 12), 1, 0, 0, 0),
    ]
    actions = AuditEvent.objects.order_by("pk").values_list("action", "actor")
    assert list(actions) == [
        ("ledger-import.uploaded", marketing.pk),
        ("ledger-import.committed", marketing.pk),
        ("ledger.imported", None),
    ]


def test_the_same_file_twice_changes_nothing(marketing):
    promise = make_promise()
    mapping = columns_of(promise)
    imported(marketing, PLAIN, mapping)
    again = checked(marketing, PLAIN, mapping)
    assert (again.report["unchanged"], again.report["new"]) == (3, 0)
    assert not again.can_be_committed
    with pytest.raises(ImportMoved):
        services.ask_commit(actor=marketing, job=again, now=NOW)


def test_a_blank_never_erases_what_is_known(marketing):
    mapping = columns_of(make_promise())
    imported(marketing, PLAIN, mapping)
    blank = HEAD + "1,,2026-01-05 08:00,2026-01-07 12:00,\n"
    assert checked(marketing, blank, mapping).report["unchanged"] == 1


def test_an_occasion_that_moves_to_another_week_is_counted_there_only(marketing):
    mapping = columns_of(make_promise())
    imported(marketing, PLAIN, mapping)
    later = HEAD + "3,c,2026-01-05 08:00,2026-01-21 12:00,2026-01-20 10:00\n"
    job = imported(marketing, later, mapping)
    assert job.report["changed"] == 1
    assert set(KeptWeek.objects.values_list("week", "due", "on_day")) == {
        (date(2026, 1, 5), 2, 2),
        (date(2026, 1, 19), 1, 1),
    }


def test_a_check_shows_what_a_changed_row_said_before(marketing):
    mapping = columns_of(make_promise())
    imported(marketing, PLAIN, mapping)
    done = HEAD + "3,c,2026-01-05 08:00,2026-01-14 12:00,2026-01-14 09:00\n"
    (shown,) = checked(marketing, done, mapping).report["first_changes"]
    assert shown["reference"] == "3"
    assert shown["changes"] == {"done": ["", "2026-01-14 09:00"]}


def test_errors_name_row_column_and_what_to_do_and_stop_the_whole_file(marketing):
    bad = PLAIN + (
        ",d,2026-01-05,2026-01-06,\n"
        "5,d,2026-01-05,someday,\n"
        "6,d,2026-01-05,,\n"
        "7,d,2026-01-05,2026-01-06,2031-01-01\n"
        "8,d,2026-01-05,2026-02-30,\n"
        "1,z,2026-01-05 08:00,2026-01-09 12:00,\n"
        "9,d,2026-01-05,2026-01-06,,,extra\n"
    )
    job = checked(marketing, bad, columns_of(make_promise()))
    found = [(e["row"], e["column"], e["words"]) for e in job.report["first_errors"]]
    assert found == [
        (5, "order", "is empty: give every occasion its own reference."),
        (6, "due", "is not a date (year first: 2026-01-31)."),
        (7, "due", "is empty: fill in the date."),
        (8, "done", "has not come yet: leave it empty until it is done."),
        (9, "due", "is a day or time that does not exist."),
        (10, "order", "stands in row 2 already, with other dates: keep one of them."),
        (11, "", "The row has 7 cells, the head 5."),
    ]
    with pytest.raises(Invalid):
        services.ask_commit(actor=marketing, job=job, now=NOW)
    lines = list(csv.reader(io.StringIO(gzip.decompress(job.problems).decode())))
    assert len(lines) == 8
    assert lines[2] == ["6", "due", "someday", found[1][2]]


def test_a_row_that_comes_twice_word_for_word_counts_once(marketing):
    job = checked(marketing, PLAIN + PLAIN[len(HEAD) :], columns_of(make_promise()))
    report = job.report
    assert (report["errors"], report["new"], report["repeated"]) == (0, 3, 3)


def test_all_errors_are_in_the_file_and_the_first_on_the_page(marketing):
    bad = HEAD + "".join(f"{n},d,2026-01-05,never,\n" for n in range(300))
    job = checked(marketing, bad, columns_of(make_promise()))
    assert job.report["errors"] == 300
    assert len(job.report["first_errors"]) == 200
    assert len(gzip.decompress(job.problems).decode().splitlines()) == 301


def test_error_files_hold_no_formula(marketing):
    bad = HEAD + "1,d,2026-01-05,=cmd|'/c calc'!A1,\n"
    job = checked(marketing, bad, columns_of(make_promise()))
    assert ",'=cmd|" in gzip.decompress(job.problems).decode()


def test_promises_and_segments_can_stand_in_columns(marketing):
    fast, careful = make_promise(code="fast"), make_promise(code="careful")
    families = make_segment(code="families")
    text = "promise,segment,order,promised,due,done\n" + (
        "fast,families,1,2026-01-05,2026-01-06,2026-01-06\n"
        "careful,,1,2026-01-05,2026-01-06,2026-01-07\n"
    )
    mapping = columns_of(
        fast,
        promise="",
        promise_column="promise",
        customer_column="",
        segment_column="segment",
    )
    imported(marketing, text, mapping)
    assert set(KeptWeek.objects.values_list("promise", "segment", "on_day")) == {
        (fast.pk, families.pk, 1),
        (careful.pk, None, 0),
    }
    wrong = text.replace("careful", "unknown").replace("families", "nobody")
    job = checked(marketing, wrong, mapping)
    assert [e["column"] for e in job.report["first_errors"]] == ["segment", "promise"]


def test_days_are_counted_in_the_company_s_time_zone(marketing):
    Company.objects.create(pk=1, time_zone="America/Sao_Paulo")
    # Due on the 7th at noon, done at 23:00 there, which is the 8th in UTC.
    text = HEAD + "1,a,2026-01-05T08:00Z,2026-01-07T15:00Z,2026-01-08T02:00Z\n"
    imported(marketing, text, columns_of(make_promise()))
    row = Outcome.objects.get()
    assert (row.due_on, row.in_time, row.on_day) == (date(2026, 1, 7), False, True)


def test_dates_without_an_offset_are_read_in_the_chosen_zone(marketing):
    mapping = columns_of(make_promise(), time_zone="Europe/Berlin")
    imported(marketing, PLAIN, mapping)
    due = Outcome.objects.get(reference="1").due_at
    assert due == datetime(2026, 1, 7, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(("bare", "kept"), [("end", True), ("start", False)])
def test_a_date_without_a_time_is_the_end_of_that_day_unless_said_otherwise(
    marketing, bare, kept
):
    text = HEAD + "1,a,2026-01-05,2026-01-07,2026-01-07 15:00\n"
    imported(marketing, text, columns_of(make_promise(), bare_date=bare))
    assert Outcome.objects.get().in_time is kept


def test_dates_that_read_two_ways_are_asked_for(marketing):
    text = HEAD + "1,a,05/01/2026,07/01/2026,06/01/2026\n"
    job = upload(marketing, text)
    assert [c["formats"] for c in job.columns[2:]] == [["dmy", "mdy"]] * 3
    assert "due_format" not in guess(job.columns)
    with_a_31st = text + "2,a,05/01/2026,31/01/2026,06/01/2026\n"
    job = upload(marketing, with_a_31st)
    assert guess(job.columns)["due_format"] == "dmy"


@pytest.mark.parametrize(
    "change",
    [
        {"due_column": "nowhere"},
        {"due_column": ""},
        {"due_format": "julian"},
        {"time_zone": "Mars/Olympus"},
        {"bare_date": "noon"},
        {"promise": ""},
        {"promise": "unknown"},
        {"segment": "unknown"},
        {"promise_column": "order"},
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_its_key(marketing, change):
    job = upload(marketing, PLAIN)
    mapping = columns_of(make_promise(), **change)
    with pytest.raises(Invalid) as refusal:
        services.ask_check(actor=marketing, job=job, mapping=mapping, now=NOW)
    key = next(iter(change))
    assert key.replace("_column", "") in "".join(refusal.value.errors)


def test_unknown_keys_of_a_mapping_are_refused():
    with pytest.raises(Invalid) as refusal:
        Mapping.read({"due_column": 3, "colour": "red"})
    assert set(refusal.value.errors) == {"due_column", "colour"}


def test_the_frontline_does_not_import(frontline):
    with pytest.raises(NotAllowed):
        services.upload(actor=frontline, file_name="a.csv", content=b"a,b\n", now=NOW)


# --- The job as a row -----------------------------------------------------------


def test_two_commits_of_one_import_are_one(marketing):
    job = checked(marketing, PLAIN, columns_of(make_promise()))
    other_window = LedgerImport.objects.get(pk=job.pk)
    services.ask_commit(actor=marketing, job=job, now=NOW)
    with pytest.raises(ImportMoved):
        services.ask_commit(actor=marketing, job=other_window, now=NOW)
    work()
    assert AuditEvent.objects.filter(action="ledger.imported").count() == 1


def test_what_waits_can_be_cancelled_and_asked_again(marketing):
    mapping = columns_of(make_promise())
    job = checked(marketing, PLAIN, mapping)
    services.ask_commit(actor=marketing, job=job, now=NOW)
    services.cancel(actor=marketing, job=job, now=NOW)
    assert (job.stage, job.state) == ("checked", "done")
    work()
    assert not Outcome.objects.exists()
    services.ask_commit(actor=marketing, job=job, now=NOW)
    work()
    assert Outcome.objects.count() == 3


def test_what_runs_cannot_be_cancelled(marketing):
    job = services.upload(
        actor=marketing, file_name="a.csv", content=PLAIN.encode(), now=NOW
    )
    LedgerImport.objects.claim(seconds=60, attempts=3)
    with pytest.raises(ImportMoved):
        services.cancel(actor=marketing, job=job, now=NOW)


def test_a_worker_that_lost_its_lease_writes_nothing(marketing):
    job = checked(marketing, PLAIN, columns_of(make_promise()))
    services.ask_commit(actor=marketing, job=job, now=NOW)
    slow = LedgerImport.objects.claim(seconds=-1, attempts=3)
    quick = LedgerImport.objects.claim(seconds=60, attempts=3)
    assert slow
    assert quick
    job.refresh_from_db()
    runs.commit(job, quick, NOW)
    with pytest.raises(LostLease):
        runs.commit(job, slow, NOW)
    assert Outcome.objects.count() == 3
    assert AuditEvent.objects.filter(action="ledger.imported").count() == 1


def test_what_changed_since_the_check_stops_the_commit(marketing):
    promise = make_promise(code="fast")
    mapping = columns_of(promise)
    job = checked(marketing, PLAIN, mapping)
    services.ask_commit(actor=marketing, job=job, now=NOW)
    type(promise).objects.update(code="renamed")
    work()
    job.refresh_from_db()
    assert (job.stage, job.state) == ("checked", "failed")
    assert job.report["errors"] == 3
    assert not Outcome.objects.exists()
    services.retry(actor=marketing, job=job, now=NOW)
    assert (job.stage, job.state) == ("checking", "queued")


def test_a_failing_write_leaves_nothing_behind_and_is_tried_again(
    marketing, monkeypatch
):
    job = checked(marketing, PLAIN, columns_of(make_promise()))
    services.ask_commit(actor=marketing, job=job, now=NOW)

    def fail(touched):
        raise OperationalError("gone away")

    with monkeypatch.context() as broken:
        broken.setattr(ledger, "count_weeks", fail)
        assert runs.run_next(now=NOW)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    assert not Outcome.objects.exists()
    LedgerImport.objects.update(not_before=None)
    work()
    assert Outcome.objects.count() == 3


# --- Real orders -----------------------------------------------------------------

DATA = Path(os.environ.get("PLANNER_DATA", settings.BASE_DIR / "../shared/data"))
ORDERS = DATA / "olist" / "olist_orders_dataset.csv.gz"


@pytest.mark.skipif(not ORDERS.exists(), reason=f"no Olist orders in {DATA}")
def test_the_olist_orders_come_in_as_they_are_and_give_the_known_figures(marketing):
    Company.objects.create(pk=1, time_zone="America/Sao_Paulo")
    promise = make_promise(kept_rule="moment")
    mapping = Mapping(
        promise=promise.code,
        reference_column="order_id",
        customer_column="customer_id",
        promised_column="order_purchase_timestamp",
        due_column="order_estimated_delivery_date",
        done_column="order_delivered_customer_date",
        time_zone="America/Sao_Paulo",
    )
    job = upload(marketing, ORDERS.read_bytes(), ORDERS.name)
    suggested = {**guess(job.columns), "promise": promise.code}
    assert {**mapping.document(), **suggested} == mapping.document()
    services.ask_check(actor=marketing, job=job, mapping=mapping, now=NOW)
    work()
    job.refresh_from_db()
    assert (job.report["new"], job.report["errors"]) == (15_000, 0)
    services.ask_commit(actor=marketing, job=job, now=NOW)
    work()
    record = track_records([promise.pk], NOW.date())[promise.pk]
    counts = Outcome.objects.filter(done_at__isnull=False)
    assert counts.count() == 14_552
    assert round(record.kept / 14_552, 4) == 0.9206
    assert round(record.kept / 15_000, 4) == 0.8931
    assert record.kept + record.broken == 15_000
    promise.kept_rule = "day"
    promise.save()
    by_day = track_records([promise.pk], NOW.date() + timedelta(days=1))[promise.pk]
    assert round(by_day.kept / 14_552, 4) == 0.9342
