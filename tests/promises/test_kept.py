"""What the weekly counts say of a promise."""

from datetime import timedelta

from promises.models import KeptWeek
from promises.queries import kept_weeks, track_records, weekly_records
from tests.make import MONDAY, make_promise, make_segment


def count(promise, *, week=MONDAY, segment=None, due=10, done=9, in_time=7, on_day=8):
    KeptWeek.objects.create(
        promise=promise,
        segment=segment,
        week=week,
        due=due,
        done=done,
        in_time=in_time,
        on_day=on_day,
    )


def test_a_record_follows_the_promise_s_own_rule_over_all_segments(db):
    by_day = make_promise(kept_rule="day")
    by_moment = make_promise(kept_rule="moment")
    for promise in (by_day, by_moment):
        count(promise)
        count(promise, segment=make_segment())
    records = track_records([by_day.pk, by_moment.pk], MONDAY + timedelta(days=7))
    assert records == {by_day.pk: (16, 4), by_moment.pk: (14, 6)}


def test_a_week_counts_only_when_it_is_over(db):
    promise = make_promise()
    count(promise)
    assert track_records([promise.pk], MONDAY + timedelta(days=6)) == {}
    assert promise.pk in track_records([promise.pk], MONDAY + timedelta(days=7))


def test_records_take_one_query_however_many_promises(db, django_assert_num_queries):
    promises = [make_promise() for _ in range(12)]
    for promise in promises:
        count(promise)
    ids = [promise.pk for promise in promises]
    with django_assert_num_queries(1):
        assert len(track_records(ids, MONDAY + timedelta(days=7))) == 12
    with django_assert_num_queries(1):
        assert len(weekly_records(ids, MONDAY + timedelta(days=7))) == 12


def test_weeks_come_oldest_first_and_add_their_segments(db):
    promise = make_promise()
    later = MONDAY + timedelta(days=7)
    count(promise, week=later)
    count(promise, segment=make_segment())
    count(promise)
    weeks = kept_weeks(promise, later + timedelta(days=7))
    assert [(w.week, w.due, w.kept("day"), w.kept("moment")) for w in weeks] == [
        (MONDAY, 20, 16, 14),
        (later, 10, 8, 7),
    ]
