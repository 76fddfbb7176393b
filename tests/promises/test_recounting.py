"""The company takes another clock: every ledger is counted by it, one at a time."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.urls import reverse

from accounts.models import AuditEvent, Company
from accounts.services.company import change_company
from core.jobs import JobState
from planner.scores.queries import changes_since, is_current
from planner.scores.runs import score_next
from promises import ledger, recounting, services
from promises.models import KeptWeek, LedgerRecount, Outcome, Promise
from promises.queries.clock import ledger_clock
from tests.make import (
    make_capability,
    make_made_promise,
    make_plan,
    make_promise,
    make_tactic,
    submit_heard,
)
from tests.reliability.race import race

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# Sunday evening in London is Monday morning in Berlin.
SUNDAY = datetime(2026, 1, 11, 23, 30, tzinfo=UTC)


def entry(promise, number=1, *, due=SUNDAY, done=SUNDAY):
    return ledger.Entry(
        row=number,
        promise_id=promise.pk,
        reference=str(number),
        customer="",
        segment_id=None,
        promised_at=due - timedelta(days=3),
        due_at=due,
        done_at=done,
    )


def report(promise, actor, *entries):
    services.report_outcomes(actor=actor, entries=entries, now=NOW)


def move_to(zone):
    Company.objects.update_or_create(pk=1, defaults={"time_zone": zone})


def recount():
    """Do what sweeper and worker do until nothing is left."""
    while services.ask_recount(now=NOW) is not None:
        assert recounting.run_next(now=NOW)


def counted(promise):
    weeks = KeptWeek.objects.filter(promise=promise).order_by("week")
    return [(f"{w.week:%m-%d}", w.due, w.done, w.in_time, w.on_day) for w in weeks]


@pytest.fixture
def told(marketing):
    """Give a promise with three occasions, counted by the clock of London."""
    move_to("Europe/London")
    promise = make_promise()
    report(
        promise,
        marketing,
        entry(promise, 1),
        # Late by an hour: the same day in London, the next one in Tokyo's summer.
        entry(promise, 2, due=SUNDAY - timedelta(hours=9), done=SUNDAY),
        entry(promise, 3, due=SUNDAY + timedelta(days=1), done=None),
    )
    return promise


def test_days_and_weeks_are_told_by_the_new_clock(told):
    assert counted(told) == [("01-05", 2, 2, 1, 2), ("01-12", 1, 0, 0, 0)]
    move_to("Europe/Berlin")
    recount()
    assert counted(told) == [("01-05", 1, 1, 0, 0), ("01-12", 2, 1, 1, 1)]
    first = Outcome.objects.get(reference="1")
    assert (f"{first.due_on}", f"{first.due_week}") == ("2026-01-12", "2026-01-12")


def test_a_recount_is_what_the_same_report_gives_under_that_clock(told, marketing):
    """Each clock in turn, against rows that were written by it in the first place."""
    for zone in ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "UTC"):
        move_to(zone)
        recount()
        fresh = make_promise()
        report(
            fresh,
            marketing,
            *(
                entry(fresh, row.pk, due=row.due_at, done=row.done_at)
                for row in Outcome.objects.filter(promise=told)
            ),
        )
        assert counted(told) == counted(fresh), zone
        days = [
            list(
                Outcome.objects.filter(promise=promise)
                .order_by("due_at")
                .values_list("due_on", "due_week", "in_time", "on_day")
            )
            for promise in (told, fresh)
        ]
        assert days[0] == days[1], zone


def test_nothing_is_queued_while_the_clock_is_the_ledgers(told):
    make_promise()  # without a ledger
    assert services.ask_recount(now=NOW) is None
    move_to("Europe/Berlin")
    assert services.ask_recount(now=NOW) is not None
    assert services.ask_recount(now=NOW) is None  # one is under way
    assert recounting.run_next(now=NOW)
    assert services.ask_recount(now=NOW) is None
    assert not recounting.run_next(now=NOW)


def test_what_comes_in_between_is_counted_like_the_rest_of_its_promise(told, marketing):
    move_to("Europe/Berlin")
    report(told, marketing, entry(told, 4))
    assert counted(told)[0] == ("01-05", 3, 3, 2, 3)  # still by London's clock
    recount()
    assert counted(told) == [("01-05", 1, 1, 0, 0), ("01-12", 3, 2, 2, 2)]


def test_a_ledger_that_begins_in_between_begins_by_the_new_clock(told, marketing):
    move_to("Europe/Berlin")
    other = make_promise()
    report(other, marketing, entry(other))
    assert counted(other) == [("01-12", 1, 1, 1, 1)]


def test_each_promise_is_written_down_once(told):
    move_to("Europe/Berlin")
    recount()
    event = AuditEvent.objects.get(action="ledger.recounted")
    assert event.subject_id == str(told.pk)
    assert event.changes == {"time_zone": ["Europe/London", "Europe/Berlin"]}


def test_a_worker_that_dies_leaves_whole_promises_and_the_next_one_goes_on(
    told, marketing, monkeypatch
):
    second = make_promise()
    report(second, marketing, entry(second))
    move_to("Europe/Berlin")
    services.ask_recount(now=NOW)
    count_anew = ledger.count_anew
    done: list[int] = []

    def die_at_the_second(promise_id, zone):
        if done:
            raise KeyboardInterrupt
        done.append(promise_id)
        count_anew(promise_id, zone)

    monkeypatch.setattr(ledger, "count_anew", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        recounting.run_next(now=NOW)
    assert counted(told)[0] == ("01-05", 1, 1, 0, 0)
    assert counted(second) == [("01-05", 1, 1, 1, 1)]
    assert ledger_clock().left == 1

    monkeypatch.setattr(ledger, "count_anew", count_anew)
    LedgerRecount.objects.update(lease_until=NOW - timedelta(days=365))
    assert recounting.run_next(now=NOW)
    assert counted(second) == [("01-12", 1, 1, 1, 1)]
    assert LedgerRecount.objects.get().state == JobState.DONE
    assert AuditEvent.objects.filter(action="ledger.recounted").count() == 2


def test_a_late_worker_finds_its_lease_gone_and_writes_no_more(told, monkeypatch):
    move_to("Europe/Berlin")
    services.ask_recount(now=NOW)
    monkeypatch.setattr(
        ledger,
        "count_anew",
        lambda *_: LedgerRecount.objects.update(token=None),
    )
    assert recounting.run_next(now=NOW)
    assert LedgerRecount.objects.get().state == JobState.RUNNING


def test_what_failed_is_tried_again_after_an_hour(told, monkeypatch):
    def fail(*_):
        raise OperationalError

    monkeypatch.setattr(ledger, "count_anew", fail)
    move_to("Europe/Berlin")
    services.ask_recount(now=NOW)
    for _ in range(3):
        LedgerRecount.objects.update(not_before=None)
        assert recounting.run_next(now=NOW)
    LedgerRecount.objects.update(not_before=None)
    assert not recounting.run_next(now=NOW)
    LedgerRecount.objects.update(finished_at=NOW)
    job = LedgerRecount.objects.get()
    assert (job.state, job.error) == ("failed", "The database did not answer in time.")
    assert services.ask_recount(now=NOW + timedelta(minutes=59)) is None
    assert services.ask_recount(now=NOW + timedelta(minutes=61)) is not None


@pytest.mark.django_db(transaction=True)
def test_a_report_and_a_recount_at_once_lose_nothing(marketing):
    move_to("Europe/London")
    promise = make_promise()
    report(promise, marketing, entry(promise, 0))
    for round_, zone in enumerate(("Europe/Berlin", "Asia/Tokyo", "Europe/London"), 1):
        move_to(zone)
        services.ask_recount(now=NOW)
        race(
            [
                lambda: recounting.run_next(now=NOW),
                *(
                    lambda n=number, r=round_: report(
                        promise, marketing, entry(promise, 10 * r + n)
                    )
                    for number in range(3)
                ),
            ]
        )
        recount()
        assert Outcome.objects.count() == 3 * round_ + 1
        day = SUNDAY.astimezone(ZoneInfo(zone)).date()
        assert KeptWeek.objects.get().due == 3 * round_ + 1
        assert KeptWeek.objects.get().week == day - timedelta(days=day.weekday())


def test_a_score_is_overtaken_by_the_recount_and_says_by_what(told, marketing, ceo):
    packing = make_capability()
    promise = make_made_promise(requires=[(packing, 1)])
    report(promise, marketing, entry(promise, 1, due=SUNDAY, done=SUNDAY))
    # Broken to the day in London, and in Berlin of a week that counts only later.
    report(promise, marketing, entry(promise, 2, done=None))
    plan = make_plan(author=marketing)
    make_tactic(plan, [promise])
    at = SUNDAY + timedelta(hours=1)  # Monday in London: Sunday's week is over
    version, _ = submit_heard(plan=plan, actor=marketing, revision=1, now=at)
    assert score_next(now=at)
    score = version.runs.get().score
    assert is_current(score, now=at)
    company = Company.objects.get()
    change_company(
        actor=ceo,
        name=company.name,
        currency=company.currency,
        time_zone="Europe/Berlin",
        revision=company.revision,
        now=at,
    )
    recount()
    assert not is_current(score, now=at)
    told_so = changes_since(score, now=at)
    assert any("outcomes" in words for words in told_so)


def test_existing_ledgers_are_marked_with_the_companys_clock(told):
    make_promise(code="without-a-ledger")
    Promise.objects.update(ledger_zone="")
    migration = import_module("promises.migrations.0002_ledger_zone")
    migration.say_by_which_clock(apps, connection.schema_editor())
    assert dict(Promise.objects.values_list("code", "ledger_zone")) == {
        told.code: "Europe/London",
        "without-a-ledger": "",
    }


# --- What the pages say -----------------------------------------------------------

HTMX = {"HX-Request": "true"}


def test_the_companys_page_follows_the_recount(told, outsider, signed_in):
    browser = signed_in(outsider)
    address = reverse("promises:clock")
    assert address in browser.get(reverse("accounts:company")).content.decode()
    assert (
        "are those of Europe/London"
        in browser.get(address, headers=HTMX).content.decode()
    )
    move_to("Europe/Berlin")
    waiting = browser.get(address, headers=HTMX).content.decode()
    assert "waiting for a worker" in waiting
    assert f'hx-get="{address}"' in waiting
    services.ask_recount(now=NOW)
    lease = LedgerRecount.objects.all().claim(seconds=60, attempts=3)
    assert lease is not None
    LedgerRecount.objects.all().prolong(lease, seconds=60, progress=40, note="Half")
    running = browser.get(address, headers=HTMX).content.decode()
    assert "by the clock of Europe/Berlin" in running
    assert 'value="40"' in running
    LedgerRecount.objects.all().fail(lease, error="The database did not answer.")
    failed = browser.get(address, headers=HTMX).content.decode()
    assert "1 ledger could not be counted" in failed
    assert "hx-get" not in failed


def test_without_the_script_the_clock_leads_to_the_company(outsider, signed_in):
    answer = signed_in(outsider).get(reverse("promises:clock"))
    assert answer["Location"] == reverse("accounts:company")


def test_a_promises_page_says_by_which_clock_its_weeks_are(told, marketing, signed_in):
    browser = signed_in(marketing)
    page = reverse("promises:detail", args=[told.pk])
    assert "still counted by the clock" not in browser.get(page).content.decode()
    move_to("Europe/Berlin")
    shown = browser.get(page).content.decode()
    assert "still counted by the clock of Europe/London" in shown
    poll = reverse("promises:clock") + "?weeks=1"
    assert f'hx-get="{poll}"' in shown
    assert poll in browser.get(poll, headers=HTMX).content.decode()
    recount()
    assert browser.get(poll, headers=HTMX)["HX-Refresh"] == "true"
    history = browser.get(page).content.decode()
    assert "Its days are those of Europe/Berlin now" in history
