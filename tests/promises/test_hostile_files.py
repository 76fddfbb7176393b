"""Files that mean no good, or are merely odd: a clear refusal, or the right rows."""

import gzip
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from core.sheets import MEGABYTE, UnreadableFile, open_sheet, pack
from promises import runs, services
from promises.mapping import Mapping
from promises.models import LedgerImport, Outcome
from tests.make import make_promise

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HEAD = ["order", "promised", "due", "done"]
PLAIN = "order,promised,due,done\n1,2026-01-05,2026-01-07,2026-01-07\n"


def workbook(rows, **formats):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for place, written in formats.items():
        sheet[place].number_format = written
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(members, base=None, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO(base or b"")
    with zipfile.ZipFile(file, "a", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def book_of(members):
    parts = {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}
    return archive({**parts, **members})


def read(name, content):
    sheet = open_sheet(pack(name, content))
    return sheet, [cells for _, cells in sheet.rows]


REFUSED_AT_ONCE = {
    "empty": ("a.csv", b""),
    "blank": ("a.csv", b"\n\n  \x00\n"),
    "not what its name says": ("a.xlsx", PLAIN.encode()),
    "a workbook named as text": ("a.csv", workbook([HEAD])),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n"),
    "old excel": ("a.xls", b"\xd0\xcf\x11\xe0" + b"0" * 99),
    "a broken archive": ("a.xlsx", b"PK\x03\x04" + b"0" * 99),
    "an archive of something else": ("a.xlsx", archive({"readme.txt": "hello"})),
    "macros": ("a.xlsx", book_of({"xl/vbaProject.bin": "x"})),
    "a bomb": ("a.xlsx", book_of({"xl/worksheets/sheet1.xml": "0" * 20 * MEGABYTE})),
    "too much unpacked": (
        "a.xlsx",
        book_of({f"xl/{n}.xml": "0" * 6 * MEGABYTE for n in range(9)}),
    ),
    "too many parts": ("a.xlsx", book_of({f"xl/{n}.xml": "0" for n in range(60)})),
    "too large a workbook": ("a.xlsx", b"PK\x03\x04" + b"0" * 6 * MEGABYTE),
    "too large a text": ("a.csv", b"0" * (50 * MEGABYTE + 1)),
}


@pytest.mark.parametrize("case", REFUSED_AT_ONCE)
def test_what_can_be_told_without_unpacking_is_refused_at_the_door(
    marketing, signed_in, case
):
    name, content = REFUSED_AT_ONCE[case]
    with pytest.raises(UnreadableFile) as refusal:
        pack(name, content)
    assert refusal.value.next_step
    answer = signed_in(marketing).post(
        reverse("promises:imports"), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 422
    assert not LedgerImport.objects.exists()


REFUSED_BY_THE_WORKER = {
    "a gzip bomb": ("a.csv.gz", gzip.compress(b"0" * (50 * MEGABYTE + 1))),
    "a damaged gzip": ("a.csv.gz", gzip.compress(PLAIN.encode())[:-9]),
    "an empty gzip": ("a.csv.gz", gzip.compress(b"")),
    "only a head": ("a.csv", b"order,promised,due,done\n"),
    "10,000 columns": ("a.csv", ",".join(map(str, range(10_000))).encode() + b"\n1\n"),
    "10,000 columns below": ("a.csv", b"a,b\n" + b"x," * 10_000 + b"x\n"),
    "a cell of a megabyte": ("a.csv", b'a,b\n1,"' + b"x" * MEGABYTE + b'"\n'),
    "a quote that never closes": ("a.csv", b'a,b\n1,"' + b"x,y\n" * 60_000),
    "half a character": ("a.csv", b"\xff\xfea\x00,\x00b"),
    "no text at all": ("a.csv", bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D]) * 99),
    "a hollow workbook": ("a.xlsx", book_of({"xl/worksheets/sheet1.xml": "<x/>"})),
    "entities": (
        "a.xlsx",
        book_of(
            {
                "xl/workbook2.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
                "_rels/.rels": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                "<x>&a;</x>",
            }
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSED_BY_THE_WORKER)
def test_the_worker_says_what_is_wrong_and_goes_on(marketing, signed_in, case):
    name, content = REFUSED_BY_THE_WORKER[case]
    job = services.upload(actor=marketing, file_name=name, content=content, now=NOW)
    services.upload(
        actor=marketing, file_name="good.csv", content=PLAIN.encode(), now=NOW
    )
    while runs.run_next(now=NOW):
        pass
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.error
    text = signed_in(marketing).get(reverse("promises:import", args=[job.pk]))
    assert "Upload another file" in text.content.decode()
    assert LedgerImport.objects.get(file_name="good.csv").state == "done"


def test_entities_of_a_sheet_are_not_resolved():
    good = workbook([HEAD, [1, "2026-01-05", "2026-01-07", None]])
    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    parts["xl/worksheets/sheet1.xml"] = (bomb + sheet).replace("<v>1</v>", "<v>&b;</v>")
    with pytest.raises(UnreadableFile):
        read("a.xlsx", archive(parts))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encoding_and_separator_are_found(encoding, delimiter):
    text = "order,kunde\n1,Müller & Söhne\n2,Äpfel\n".replace(",", delimiter)
    sheet, rows = read("a.csv", text.encode(encoding))
    assert sheet.head == ["order", "kunde"]
    assert rows == [["1", "Müller & Söhne"], ["2", "Äpfel"]]
    assert sheet.delimiter == delimiter
    assert sheet.encoding == ("utf-8" if encoding == "utf-8" else encoding)


def test_head_names_are_made_unique_and_blank_lines_passed_over():
    sheet, rows = read("a.csv", b"a,a,,a\n\n1,2,3,4\n,,,\n5,6\n")
    assert sheet.head == ["a", "a (2)", "column 3", "a (4)"]
    assert rows == [["1", "2", "3", "4"], ["5", "6"]]
    assert [number for number, _ in open_sheet(pack("a.csv", b"a\n\n1\n")).rows] == [3]


def test_cells_of_a_workbook_come_as_text():
    rows = [
        ["order", "day", "moment", "midnight", "share", "truth", "formula"],
        [
            4711,
            date(2026, 1, 5),
            datetime(2026, 1, 5, 8, 30),  # noqa: DTZ001
            datetime(2026, 1, 5),  # noqa: DTZ001
            0.5,
            True,
            "=1+1",
        ],
    ]
    content = workbook(rows, B2="yyyy-mm-dd", D2="yyyy-mm-dd h:mm")
    _, (cells,) = read("a.xlsx", content)
    assert cells == [
        "4711",
        "2026-01-05",
        "2026-01-05 08:30:00",
        "2026-01-05 00:00:00",
        "0.5",
        "true",
    ]


def test_a_workbook_of_too_many_rows_is_refused_without_reading_them_all():
    content = workbook([["a"]] + [[number] for number in range(50_002)])
    with pytest.raises(UnreadableFile) as refusal:
        read("a.xlsx", content)
    assert "50,000 rows" in refusal.value.message


def test_a_workbook_goes_into_the_ledger(marketing):
    promise = make_promise()
    rows = [HEAD, [1, date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 7)]]
    job = services.upload(
        actor=marketing,
        file_name="orders.xlsx",
        content=workbook(rows),
        mapping=Mapping(
            promise=promise.code,
            reference_column="order",
            promised_column="promised",
            due_column="due",
            done_column="done",
        ),
        now=NOW,
    )
    while runs.run_next(now=NOW):
        pass
    job.refresh_from_db()
    services.ask_commit(actor=marketing, job=job, now=NOW)
    runs.run_next(now=NOW)
    assert Outcome.objects.get().in_time


def test_cells_that_no_page_can_show_are_errors_and_shown_safely(marketing, signed_in):
    promise = make_promise()
    nasty = ["a\x00b", "x" * 81, "\u202egpj.exe", "<script>alert(1)</script>"]
    text = PLAIN + "".join(f'"{cell}",2026-01-05,never,\n' for cell in nasty)
    text += "".join(f'"{cell}",2026-01-05,2026-01-07,\n' for cell in nasty[:3])
    job = services.upload(
        actor=marketing,
        file_name="<b>a\r\n.csv",
        content=text.encode(),
        mapping=Mapping(
            promise=promise.code,
            reference_column="order",
            promised_column="promised",
            due_column="due",
            done_column="done",
        ),
        now=NOW,
    )
    while runs.run_next(now=NOW):
        pass
    job.refresh_from_db()
    assert job.report["errors"] == 7
    page = signed_in(marketing).get(reverse("promises:import", args=[job.pk]))
    text = page.content.decode()
    assert "<script>alert" not in text
    assert "<b>a" not in text
    assert "\x00" not in text


def test_mixed_date_formats_are_errors_of_the_rows_that_do_not_fit(marketing):
    promise = make_promise()
    text = "order,promised,due,done\n" + "".join(
        f"{n},05.01.2026,{day},\n"
        for n, day in enumerate(["31.01.2026", "2026-01-31", "30.01.2026"])
    )
    job = services.upload(
        actor=marketing,
        file_name="a.csv",
        content=text.encode(),
        mapping=Mapping(
            promise=promise.code,
            reference_column="order",
            promised_column="promised",
            promised_format="dmy",
            due_column="due",
            due_format="dmy",
            done_column="done",
        ),
        now=NOW,
    )
    while runs.run_next(now=NOW):
        pass
    job.refresh_from_db()
    assert job.columns[2]["formats"] == ["dmy"]
    assert [e["row"] for e in job.report["first_errors"]] == [3]
