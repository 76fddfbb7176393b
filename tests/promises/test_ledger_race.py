"""Two who write at the same moment: nothing lost, nothing counted twice."""

from datetime import UTC, datetime
from functools import partial

import pytest

from accounts.models import AuditEvent
from promises import ledger, runs, services
from promises.mapping import Mapping
from promises.models import KeptWeek, LedgerImport, Outcome
from promises.services.imports import ImportMoved
from tests.make import make_promise, make_user
from tests.reliability.race import race

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 1, 7, 12, tzinfo=UTC)
TEXT = "order,promised,due,done\n" + "".join(
    f"{number},2026-01-05,2026-01-07,2026-01-07\n" for number in range(50)
)


def entry(promise, number, done=DUE):
    return ledger.Entry(
        row=number,
        promise_id=promise.pk,
        reference=str(number),
        customer="",
        segment_id=None,
        promised_at=DUE,
        due_at=DUE,
        done_at=done,
    )


def checked_import(actor):
    promise = make_promise()
    mapping = Mapping(
        promise=promise.code,
        reference_column="order",
        promised_column="promised",
        due_column="due",
        done_column="done",
    )
    job = services.upload(
        actor=actor,
        file_name="orders.csv",
        content=TEXT.encode(),
        mapping=mapping,
        now=NOW,
    )
    while runs.run_next(now=NOW):
        pass
    return LedgerImport.objects.get(pk=job.pk)


def test_of_two_commits_one_is_taken_and_written_once():
    actor = make_user()
    pk = checked_import(actor).pk

    def commit():
        job = LedgerImport.objects.get(pk=pk)
        return services.ask_commit(actor=actor, job=job, now=NOW)

    outcomes = race([commit] * 4)
    assert sum(isinstance(outcome, LedgerImport) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, ImportMoved) for outcome in outcomes) == 3
    race([lambda: runs.run_next(now=NOW)] * 3)
    assert Outcome.objects.count() == 50
    assert AuditEvent.objects.filter(action="ledger.imported").count() == 1


def test_reports_of_one_week_at_once_are_all_counted():
    actor, promise = make_user(), make_promise()

    def report(start):
        entries = [entry(promise, start + number) for number in range(20)]
        return services.report_outcomes(actor=actor, entries=entries, now=NOW)

    outcomes = race([partial(report, start) for start in range(0, 80, 20)])
    assert [outcome.new for outcome in outcomes] == [20] * 4
    assert KeptWeek.objects.get().due == Outcome.objects.count() == 80


def test_a_blank_that_comes_at_once_with_a_date_never_wins():
    actor, promise = make_user(), make_promise()
    services.report_outcomes(actor=actor, entries=[entry(promise, 1, None)], now=NOW)

    def report(done):
        entries = [entry(promise, 1, done)]
        return services.report_outcomes(actor=actor, entries=entries, now=NOW)

    for _ in range(5):
        race([lambda: report(None), lambda: report(DUE), lambda: report(None)])
        assert Outcome.objects.get().done_at == DUE
        Outcome.objects.update(done_at=None, in_time=False, on_day=False)
