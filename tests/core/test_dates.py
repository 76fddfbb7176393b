"""How dates are read: by a named format, and never by a guess."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.dates import END_OF_DAY, NotADate, fitting, read_moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "written", "utc"),
    [
        ("2026-01-31 12:00:00", "iso", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("2026-01-31T12:00:00", "iso", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("2026-01-31T12:00", "iso", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("2026/1/31 12:00", "iso", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("2026-01-31T12:00:00Z", "iso", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        (
            "2026-01-31T12:00:00.5-03:00",
            "iso",
            datetime(2026, 1, 31, 15, 0, 0, 500_000, UTC),
        ),
        ("2026-07-31 12:00:00", "iso", datetime(2026, 7, 31, 10, tzinfo=UTC)),
        ("31.01.2026 12:00", "dmy", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("31/1/26 12:00", "dmy", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("01/31/2026 1:05 PM", "mdy", datetime(2026, 1, 31, 12, 5, tzinfo=UTC)),
        ("01/31/2026 12:05 am", "mdy", datetime(2026, 1, 30, 23, 5, tzinfo=UTC)),
        ("20260131 12:00", "compact", datetime(2026, 1, 31, 11, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_its_format_and_zone(text, written, utc):
    assert read_moment(text, written, BERLIN, END_OF_DAY).astimezone(UTC) == utc


def test_a_bare_date_is_taken_at_the_time_that_was_chosen():
    end = read_moment("2026-01-31", "iso", BERLIN, END_OF_DAY)
    assert end == datetime(2026, 1, 31, 23, 59, 59, 999_999, BERLIN)
    start = read_moment("2026-01-31", "iso", BERLIN, time.min)
    assert start == datetime(2026, 1, 31, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "iso"),
        ("soon", "iso"),
        ("2026-02-30", "iso"),
        ("2026-01-31 25:00", "iso"),
        ("2026-01-31 25:00:00", "iso"),
        ("2026-W05-6T12:00:00", "iso"),
        ("1899-12-31", "iso"),
        ("1899-12-31 12:00:00", "iso"),
        ("9999-12-31 12:00:00", "iso"),
        ("2026-01-31T12:00:00+99:00", "iso"),
        ("2026-01-31T12:00:00+05:99", "iso"),
        ("31.13.2026", "dmy"),
        ("13/31/2026", "dmy"),
        ("01/31/2026 13:00 PM", "mdy"),
        ("01/31/2026 0:00 AM", "mdy"),
        ("\uff12\uff10\uff12\uff16-01-31", "iso"),
        ("\u0662\u0660\u0662\u0666-01-31 12:00:00", "iso"),
        ("2026-01-31" + " " * 50_000, "iso"),
    ],
)
def test_what_is_no_date_is_refused(text, written):
    with pytest.raises(NotADate):
        read_moment(text, written, BERLIN, END_OF_DAY)


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("2026-01-31", {"iso"}),
        ("31.01.2026", {"dmy"}),
        ("01/31/2026", {"mdy"}),
        ("05/01/2026", {"dmy", "mdy"}),
        ("20260131", {"compact"}),
        ("4711", set()),
        ("b9a6c5f5df52c7226ac85aee7524c27f", set()),
        ("123456", set()),
    ],
)
def test_the_formats_that_fit_are_named(text, formats):
    assert fitting(text) == formats
