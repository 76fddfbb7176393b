"""How far a commit is, seen from outside while its transaction is open."""

import logging
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from promises import ledger, rows, runs, services
from promises.mapping import Mapping
from promises.models import LedgerImport, Outcome
from promises.progress import Progress, latest
from tests.make import make_promise

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = "order,promised,due,done\n" + "".join(
    f"{number},2026-01-05,2026-01-07,2026-01-07\n" for number in range(5)
)


@pytest.fixture
def waiting(marketing):
    """Give a checked import whose commit is asked for."""
    mapping = Mapping(
        promise=make_promise().code,
        reference_column="order",
        promised_column="promised",
        due_column="due",
        done_column="done",
    )
    job = services.upload(
        actor=marketing,
        file_name="orders.csv",
        content=TEXT.encode(),
        mapping=mapping,
        now=NOW,
    )
    while runs.run_next(now=NOW):
        pass
    job.refresh_from_db()
    return services.ask_commit(actor=marketing, job=job, now=NOW)


@pytest.fixture
def watched(monkeypatch):
    """Look after each batch of two rows; give what was seen."""
    seen = []
    write = ledger.write

    def look_and_write(*arguments):
        seen.append(look())
        return write(*arguments)

    def look():
        return latest(LedgerImport.objects.get())

    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr(ledger, "write", look_and_write)
    return seen


def broken(settings, tmp_path):
    """Put a file where the cache's directory should be."""
    (tmp_path / "file").touch()
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {
        "default": {"BACKEND": backend, "LOCATION": tmp_path / "file" / "cache"}
    }


def test_every_batch_is_told_while_the_transaction_is_open(waiting, watched):
    assert runs.run_next(now=NOW)
    assert watched == [
        Progress(0, "Writing 5 rows: all of them, or none"),
        Progress(40, "2 rows written; they count once all of them are"),
        Progress(80, "4 rows written; they count once all of them are"),
    ]
    waiting.refresh_from_db()
    assert waiting.progress == 100
    assert latest(waiting) == Progress(100, waiting.note)


def test_the_page_and_rest_show_it(waiting, marketing, signed_in, monkeypatch):
    client = signed_in(marketing)
    seen: list[str] = []

    def look(touched):
        seen.extend(
            client.get(place).content.decode()
            for place in (
                reverse("promises:import", args=[waiting.pk]),
                reverse("promises:import-progress", args=[waiting.pk]),
                reverse("ledgerimport-detail", args=[waiting.pk]),
                reverse("ledgerimport-list"),
            )
        )

    monkeypatch.setattr(ledger, "count_weeks", look)
    assert runs.run_next(now=NOW)
    assert len(seen) == 4
    for page in seen:
        assert "counting the weeks" in page
        assert '"progress":99' in page or 'value="99"' in page


def test_another_attempt_does_not_show_what_the_first_one_said(waiting, watched):
    assert runs.run_next(now=NOW)
    LedgerImport.objects.update(stage="committing", state="queued", note="")
    LedgerImport.objects.claim(seconds=60, attempts=3)
    assert latest(LedgerImport.objects.get()) == Progress(0, "")


def test_without_a_cache_the_note_remains_and_the_rows_go_in(
    waiting, watched, settings, tmp_path, caplog
):
    broken(settings, tmp_path)
    with caplog.at_level(logging.WARNING):
        assert runs.run_next(now=NOW)
    note = Progress(0, "Writing 5 rows: all of them, or none")
    assert watched == [note] * 3
    assert "is not shown" in caplog.text
    assert "is not known" in caplog.text
    assert Outcome.objects.count() == 5
    assert LedgerImport.objects.get().stage == "committed"


def test_what_is_told_does_not_stay_for_ever(waiting, watched, settings):
    settings.JOB_LEASE_SECONDS = 0
    assert runs.run_next(now=NOW)
    assert {progress.share for progress in watched} == {0}
