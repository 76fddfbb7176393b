"""From a file to customers and what they did: read, mapped, checked, in, and out."""

import gzip
import io
import os
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Sum
from openpyxl import Workbook

from accounts.models import AuditEvent
from core import bulk
from core.jobs import JobState, LostLease
from core.refusals import Conflict, Invalid, NotAllowed
from core.sheets import open_sheet
from customers import importing, services
from customers.incoming.mapping import Mapping, guess
from customers.models import (
    Customer,
    CustomerImport,
    Defection,
    History,
    Interaction,
    Need,
    Purchase,
    SurveyAnswer,
)
from tests.make import make_customer, make_purchase, make_segment

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
SHOP = HEAD + (
    "536365,85123A,HOLDER,6.0,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
    "536365,71053,LANTERN,6.0,2010-12-01 08:26:00,3.39,17850.0,United Kingdom\n"
    "536365,71053,LANTERN,6.0,2010-12-01 08:26:00,3.39,17850.0,United Kingdom\n"
    "C536379,D,Discount,-1.0,2010-12-01 09:41:00,27.50,14527.0,United Kingdom\n"
    "536400,22139,SET,1.0,2010-12-02 09:00:00,0.0,14527.0,United Kingdom\n"
    "536401,22139,SET,-2.0,2010-12-02 09:00:00,4.0,14527.0,United Kingdom\n"
    "536402,22139,SET,2.0,2010-12-03 09:00:00,4.0,,United Kingdom\n"
    "536403,22139,SET,3.0,2010-12-04 09:00:00,4.0,14527.0,United Kingdom\n"
)


def work():
    while importing.run_next(now=NOW):
        pass


def uploaded(actor, text, kind="purchases", name="rows.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    job = services.upload(
        actor=actor, kind=kind, file_name=name, content=content, now=NOW
    )
    work()
    job.refresh_from_db()
    return job


def checked(actor, text, kind="purchases", choices=None, name="rows.csv", fixed=None):
    job = uploaded(actor, text, kind, name)
    found = guess(kind, job.columns)
    found["choices"] |= choices or {}
    found["fixed"] = fixed or {}
    mapping = Mapping.read(kind, found)
    services.ask_check(actor=actor, job=job, mapping=mapping, now=NOW)
    work()
    job.refresh_from_db()
    return job


def brought_in(actor, text, kind="purchases", choices=None, fixed=None):
    job = checked(actor, text, kind, choices, fixed=fixed)
    services.ask_commit(actor=actor, job=job, now=NOW)
    work()
    job.refresh_from_db()
    assert job.stage == CustomerImport.Stage.COMMITTED, job.error
    return job


def lines():
    rows = Purchase.objects.order_by("row").values_list(
        "customer__code", "reference", "item", "on", "amount"
    )
    return list(rows)


def test_a_shops_file_as_it_lies_there(marketing):
    job = checked(marketing, SHOP)
    assert job.report["troubles"] == {
        "no-customer": 1,
        "cancellation": 1,
        "returned": 1,
        "free": 1,
        "twice": 1,
        "unknown-customer": 4,
    }
    assert (job.report["rows"], job.report["stay"], job.report["new"]) == (8, 4, 4)
    assert job.report["amount"] == "67.98"
    assert Purchase.objects.count() == 0, "a dry run changes nothing"
    services.ask_commit(actor=marketing, job=job, now=NOW)
    work()
    day = date(2010, 12, 1)
    assert lines() == [
        ("17850", "536365", "85123A", day, Decimal("15.30")),
        ("17850", "536365", "71053", day, Decimal("20.34")),
        ("17850", "536365", "71053", day, Decimal("20.34")),
        ("14527", "536403", "22139", date(2010, 12, 4), Decimal("12.00")),
    ]
    assert Customer.objects.get(code="14527").first_seen == date(2010, 12, 4)
    history = History.objects.get(customer__code="17850")
    assert (history.days, history.revenue) == (1, Decimal("55.98"))
    job.refresh_from_db()
    assert bytes(job.content) == bytes(job.packed) == b""
    assert job.sample == []


def test_a_file_is_read_once(marketing, monkeypatch):
    opened = []

    def noted(content):
        opened.append(len(content))
        return open_sheet(content)

    monkeypatch.setattr(importing, "open_sheet", noted)
    brought_in(marketing, SHOP)
    assert len(opened) == 1
    assert Purchase.objects.count() == 4


def test_a_file_whose_table_was_not_kept_is_read_again(marketing):
    """Uploaded before tables were kept, or kept as another version did."""
    job = uploaded(marketing, SHOP)
    CustomerImport.objects.update(packed=b"")
    mapping = Mapping.read("purchases", guess("purchases", job.columns))
    services.ask_check(actor=marketing, job=job, mapping=mapping, now=NOW)
    work()
    services.ask_commit(
        actor=marketing, job=CustomerImport.objects.get(pk=job.pk), now=NOW
    )
    work()
    assert Purchase.objects.count() == 4


def test_each_row_in_trouble_is_named(marketing):
    job = checked(marketing, SHOP)
    text = gzip.decompress(bytes(job.problems)).decode("utf-8-sig")
    rows = [line.split(",")[0] for line in text.splitlines()[1:]]
    assert Counter(rows) == Counter(
        ["8", "5", "5", "6", "7", "4", "2", "3", "4", "9"]
    ) - Counter(["5"])
    assert "8,CustomerID,,No customer. Leave these rows out." in text
    shown = job.report["shown"]["cancellation"]
    assert [(row["row"], row["value"]) for row in shown] == [(5, "C536379")]


def test_choices_keep_what_the_defaults_leave_out(marketing):
    choices = {
        "cancellation": "refund",
        "returned": "refund",
        "free": "keep",
        "twice": "once",
    }
    brought_in(marketing, SHOP, choices=choices)
    assert [(row[1], row[4]) for row in lines()] == [
        ("536365", Decimal("15.30")),
        ("536365", Decimal("20.34")),
        ("C536379", Decimal("-27.50")),
        ("536400", Decimal("0.00")),
        ("536401", Decimal("-8.00")),
        ("536403", Decimal("12.00")),
    ]


def test_a_cancelled_order_with_a_positive_amount_becomes_a_refund(marketing):
    text = "order,customer,date,amount\nC17,a,2026-01-05,12.50\n18,a,2026-01-06,3\n"
    brought_in(marketing, text, choices={"cancellation": "refund"})
    assert [row[4] for row in lines()] == [Decimal("-12.50"), Decimal("3.00")]


def test_a_row_worth_more_than_anything_is_left_out_and_the_others_counted(marketing):
    text = (
        "customer,date,quantity,price\na,2026-01-05,2,1.25\n"
        "a,2026-01-06,9999999999,9999999999\na,2026-01-07,1,3\n"
    )
    job = brought_in(marketing, text)
    assert job.report["troubles"]["unreadable"] == 1
    history = History.objects.get(customer__code="a")
    assert (history.days, history.revenue) == (2, Decimal("5.50"))


def test_rows_that_stop_the_file_keep_it_out(marketing):
    job = checked(marketing, SHOP, choices={"no-customer": "stop"})
    assert job.report["errors"] == 1
    assert not job.can_be_committed
    with pytest.raises(Invalid, match="stop the file"):
        services.ask_commit(actor=marketing, job=job, now=NOW)


DATES = "customer,date,amount\n" + "".join(
    f"c{number},{text},10\n"
    for number, text in enumerate(
        [
            "2026-01-31",
            "31.01.2026",
            "01/31/2026",
            "20260131",
            "31 Jan 2026",
            "46053",
            "3/4/2025",
            "soon",
            "",
            "2027-01-01",
        ]
    )
)


def test_six_formats_of_dates_are_told_apart_and_two_readings_asked_about(marketing):
    job = uploaded(marketing, DATES)
    found = next(column for column in job.columns if column["name"] == "date")
    assert found["dates"] == {
        "iso": 2,
        "dmy": 1,
        "mdy": 1,
        "compact": 1,
        "named": 1,
        "serial": 1,
        "either": 1,
        "unreadable": 1,
    }
    job = checked(marketing, DATES)
    assert job.report["errors"] == 1, "3/4/2025 has to be chosen"
    assert job.report["troubles"]["unreadable"] == 2
    assert job.report["troubles"]["future"] == 1


@pytest.mark.parametrize(
    ("choice", "day"),
    [("day-first", date(2025, 4, 3)), ("month-first", date(2025, 3, 4))],
)
def test_a_date_of_two_readings_is_read_as_chosen(marketing, choice, day):
    brought_in(marketing, DATES, choices={"either-date": choice})
    days = [row[3] for row in lines()]
    assert days == [date(2026, 1, 31)] * 6 + [day]


def test_dates_of_one_reading_suggest_how_the_others_are_read(marketing):
    text = "customer,date,amount\na,31/01/2026,1\nb,03/04/2025,1\n"
    brought_in(marketing, text)
    assert [row[3] for row in lines()] == [date(2026, 1, 31), date(2025, 4, 3)]


def test_numbers_with_a_decimal_comma_and_signs_of_money(marketing):
    text = (
        "customer;date;amount\na;2026-01-05;€ 1.234,56\n"
        "b;2026-01-05;12,5\nc;2026-01-05;1.5\nd;2026-01-05;viel\n"
    )
    job = brought_in(marketing, text)
    assert [row[4] for row in lines()] == [Decimal("1234.56"), Decimal("12.50")]
    assert job.report["troubles"]["unreadable"] == 2


def test_the_same_file_twice_changes_nothing(marketing):
    brought_in(marketing, SHOP)
    before = lines()
    again = checked(marketing, SHOP)
    assert (again.report["new"], again.report["unchanged"]) == (0, 4)
    assert not again.can_be_committed
    assert lines() == before


def test_a_file_that_reaches_back_into_the_last_one_adds_what_is_new(marketing):
    brought_in(marketing, SHOP)
    more = SHOP + "536404,9,X,1.0,2010-12-01 10:00:00,5.0,17850.0,France\n"
    # One equal line more than there was, and one line that is new.
    more += SHOP.splitlines()[2] + "\n"
    job = brought_in(marketing, more)
    assert (job.report["new"], job.report["unchanged"]) == (2, 4)
    assert Purchase.objects.count() == 6


def test_an_import_is_taken_out_again(marketing):
    ada = make_customer(code="17850")
    own = make_purchase(ada, on=date(2010, 12, 1))
    job = brought_in(marketing, SHOP)
    services.ask_undo(actor=marketing, job=job, now=NOW)
    work()
    job.refresh_from_db()
    assert job.stage == CustomerImport.Stage.UNDONE
    assert job.report["undone"] == {
        "rows_taken_out": 4,
        "customers_taken_out": 1,
        "put_back": 0,
        "stay_because_used_or_changed": 0,
    }
    assert list(Purchase.objects.all()) == [own]
    assert list(Customer.objects.all()) == [ada]
    assert History.objects.get(customer=ada).revenue == own.amount
    brought_in(marketing, SHOP)
    assert Purchase.objects.count() == 5


def test_whoever_is_used_elsewhere_stays_when_an_import_is_taken_out(marketing):
    job = brought_in(marketing, SHOP)
    make_purchase(Customer.objects.get(code="14527"))
    services.ask_undo(actor=marketing, job=job, now=NOW)
    work()
    job.refresh_from_db()
    assert job.report["undone"]["stay_because_used_or_changed"] == 1
    assert [c.code for c in Customer.objects.all()] == ["14527"]


PEOPLE = (
    "customer id,name,e-mail,segment,status,since,consent\n"
    "c1,Ada,ada@example.com,families,customer,2025-01-05,given\n"
    "c2,Bob,not an address,families,Former customer,2025-01-05,\n"
    "c2,Robert,,,,,\n"
    "c3,Cy,,nobody,,,\n"
    ",Dan,,,,,\n"
)


def test_customers_come_with_their_facts(marketing):
    families = make_segment(code="families")
    job = brought_in(marketing, PEOPLE, "customers")
    assert job.report["troubles"] == {"unreadable": 1, "optional": 2, "same-key": 1}
    ada, bob, cy = Customer.objects.order_by("code")
    assert (ada.name, ada.email, ada.segment, ada.consent) == (
        "Ada",
        "ada@example.com",
        families,
        "given",
    )
    assert (bob.name, bob.relationship) == ("Robert", "customer")
    assert cy.segment is None
    assert History.objects.filter(customer__segment=families).count() == 1


def test_known_customers_change_and_change_back(marketing):
    families = make_segment(code="families")
    ada = make_customer(code="c1", name="Adam", phone="1", segment=None)
    job = brought_in(marketing, PEOPLE, "customers")
    ada.refresh_from_db()
    assert (ada.name, ada.phone, ada.segment, ada.revision) == ("Ada", "1", families, 2)
    assert (job.report["new"], job.report["changed"]) == (2, 1)
    services.ask_undo(actor=marketing, job=job, now=NOW)
    work()
    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.segment) == ("Adam", "", None)
    assert Customer.objects.count() == 1


def test_known_customers_stay_as_they_are_if_that_is_chosen(marketing):
    ada = make_customer(code="c1", name="Adam")
    brought_in(marketing, PEOPLE, "customers", {"known": "leave-out"})
    ada.refresh_from_db()
    assert ada.name == "Adam"


def test_what_somebody_changed_since_is_not_changed_back(marketing):
    ada = make_customer(code="c1", name="Adam")
    job = brought_in(marketing, PEOPLE, "customers")
    Customer.objects.filter(pk=ada.pk).update(name="Ada L", revision=3)
    services.ask_undo(actor=marketing, job=job, now=NOW)
    work()
    ada.refresh_from_db()
    assert ada.name == "Ada L"


@pytest.mark.parametrize(
    ("kind", "text", "model", "expected"),
    [
        (
            "answers",
            "customer,score,date\na,4,2026-01-05\na,9,2026-01-06\nb,,2026-01-06\n",
            SurveyAnswer,
            [("a", Decimal(4), Decimal(1), Decimal(5))],
        ),
        (
            "interactions",
            "customer,when,channel,kind,note\na,2026-01-05 10:00,Telephone,complaint,late\n"
            "a,2026-01-06 10:00,pigeon,,\n",
            Interaction,
            [("a", "phone", "complaint"), ("a", "other", "contact")],
        ),
        (
            "defections",
            "customer,left on,reason,promise\na,2026-01-05,late,two-days\na,5.1.2026,late,two-days\n",
            Defection,
            [("a", "late", "two-days")],
        ),
    ],
)
def test_what_customers_said_and_did_comes_in(marketing, kind, text, model, expected):
    choices = {"either-date": "day-first"}
    job = brought_in(marketing, text, kind, choices)
    names = {
        "answers": ("score", "lowest", "highest"),
        "interactions": ("channel", "kind"),
        "defections": ("why", "broken_promise"),
    }[kind]
    rows = model.objects.order_by("pk").values_list("customer__code", *names)
    assert [tuple(row) for row in rows] == expected
    again = checked(marketing, text, kind, choices)
    assert (again.report["new"], again.report["unchanged"]) == (0, len(expected))
    services.ask_undo(actor=marketing, job=job, now=NOW)
    work()
    assert model.objects.count() == 0


def test_needs_come_in_by_their_short_name(marketing):
    text = (
        "code,need,importance,source,date\n"
        "know-the-day,I want to know the day,5,40 talks,2026-01-05\n"
        "Know The Day,bad code,5,talks,2026-01-05\n"
        "other,no importance,9,talks,2026-01-05\n"
    )
    job = brought_in(marketing, text, "needs")
    need = Need.objects.get()
    assert (need.code, need.importance) == ("know-the-day", 5)
    assert job.report["troubles"] == {"unreadable": 2}


def test_a_workbook_comes_in_like_a_file_of_text(marketing):
    book = Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["customer", "order date", "amount"])
    sheet.append(["a", datetime(2026, 1, 5), 12.5])  # noqa: DTZ001
    sheet.append([17, "6.1.2026", 3])
    file = io.BytesIO()
    book.save(file)
    job = checked(
        marketing,
        file.getvalue(),
        name="orders.xlsx",
        choices={"either-date": "day-first"},
    )
    services.ask_commit(actor=marketing, job=job, now=NOW)
    work()
    assert [(row[0], row[3], row[4]) for row in lines()] == [
        ("a", date(2026, 1, 5), Decimal("12.50")),
        ("17", date(2026, 1, 6), Decimal("3.00")),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_import_saves_nothing(marketing, monkeypatch):
    job = checked(marketing, SHOP)
    services.ask_commit(actor=marketing, job=job, now=NOW)
    insert = bulk.insert_columns

    def cancelled_meanwhile(*arguments):
        insert(*arguments)
        # What another connection does on PostgreSQL; SQLite has one writer.
        CustomerImport.objects.filter(pk=job.pk).update(token=None, state="done")

    monkeypatch.setattr(bulk, "insert_columns", cancelled_meanwhile)
    assert importing.run_next(now=NOW)
    assert Purchase.objects.count() == 0
    assert Customer.objects.count() == 0


def test_a_waiting_part_is_cancelled_and_goes_back(marketing):
    job = checked(marketing, SHOP)
    services.ask_commit(actor=marketing, job=job, now=NOW)
    services.cancel(actor=marketing, job=job, now=NOW)
    assert (job.stage, job.state) == ("checked", JobState.DONE)
    with pytest.raises(Conflict, match="nothing left"):
        services.cancel(actor=marketing, job=job, now=NOW)
    assert job.can_be_committed


def test_a_lost_lease_cannot_be_finished(marketing):
    job = checked(marketing, SHOP)
    services.ask_commit(actor=marketing, job=job, now=NOW)
    lease = CustomerImport.objects.claim(seconds=60, attempts=3)
    assert lease is not None
    services.cancel(actor=marketing, job=job, now=NOW)
    with pytest.raises(LostLease):
        CustomerImport.objects.finish(lease)


def test_the_trail_and_the_log_say_nothing_of_anybody(marketing, caplog):
    make_segment(code="families")
    make_customer(code="c1", name="Adam")
    job = brought_in(marketing, PEOPLE, "customers")
    services.ask_undo(actor=marketing, job=job, now=NOW)
    work()
    told = str(list(AuditEvent.objects.values_list("changes", "subject_name")))
    for word in ("Ada", "Bob", "Robert", "example.com", "c1", "Cy"):
        assert word not in told
        assert word not in caplog.text


def test_only_who_may_change_customers_brings_files(frontline, outsider):
    for person in (frontline, outsider):
        with pytest.raises(NotAllowed):
            uploaded(person, SHOP)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "is an object"),
        ({"colour": "red"}, "no such key"),
        ({"columns": ["a"]}, "object of texts"),
        ({"columns": {"hue": "a"}}, "no such fact"),
        ({"choices": {"rain": "keep"}}, "no such trouble"),
        ({"choices": {"twice": "thrice"}}, "Choose one of"),
        ({"decimal": "dot"}, "point or comma"),
    ],
)
def test_a_mapping_that_is_not_right_is_refused(document, words):
    with pytest.raises(Invalid) as caught:
        Mapping.read("purchases", document)
    assert words in f"{caught.value.message} {caught.value.errors}"


def test_a_mapping_names_columns_that_are_there():
    with pytest.raises(Invalid) as caught:
        Mapping.read("purchases", {"columns": {"customer": "who"}}).check(["a", "b"])
    assert set(caught.value.errors) == {
        "columns.customer",
        "columns.on",
        "columns.amount",
    }


DATA = Path(os.environ.get("PLANNER_DATA", settings.BASE_DIR / "../shared/data"))
RETAIL = DATA / "online_retail/online_retail.csv.gz"


@pytest.mark.skipif(not RETAIL.exists(), reason=f"no UCI Online Retail in {DATA}")
def test_online_retail_goes_in_as_it_is(marketing):
    job = checked(marketing, RETAIL.read_bytes(), name=RETAIL.name)
    troubles = job.report["troubles"]
    assert job.report["rows"] == 541_909
    assert (troubles["no-customer"], troubles["twice"]) == (135_080, 5_268)
    assert troubles["cancellation"] == 9_288
    services.ask_commit(actor=marketing, job=job, now=NOW)
    work()
    assert Purchase.objects.count() == 397_884
    assert Customer.objects.count() == 4_338
    # SQLite adds floats.
    total = Purchase.objects.aggregate(total=Sum("amount"))["total"]
    assert round(total, 2) == Decimal("8911407.90")
    revenue = History.objects.aggregate(total=Sum("revenue"))["total"]
    assert round(revenue, 2) == Decimal("8911407.90")


def test_the_lease_lasts_as_long_as_many_rows_take(marketing, monkeypatch):
    job = checked(marketing, SHOP)
    CustomerImport.objects.filter(pk=job.pk).update(
        facts={**job.facts, "rows": 1_000_000}
    )
    services.ask_commit(actor=marketing, job=job, now=NOW)
    held = []
    prolong = type(CustomerImport.objects.all()).prolong

    def noted(rows, lease, *, seconds, **told):
        held.append(seconds)
        prolong(rows, lease, seconds=seconds, **told)

    monkeypatch.setattr(type(CustomerImport.objects.all()), "prolong", noted)
    work()
    assert held == [settings.JOB_LEASE_SECONDS + 200]
