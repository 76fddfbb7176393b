"""A job is a row: claimed with a lease, finished with a token."""

import uuid

import pytest

from core.jobs import JobState, Lease, LostLease
from promises.models import LedgerImport
from tests.make import NOW, make_user

pytestmark = pytest.mark.django_db
JOBS = LedgerImport.objects
ATTEMPTS = 3


def make_job(**fields):
    return LedgerImport.objects.create(
        file_name="orders.csv",
        content=b"",
        content_hash=uuid.uuid4().hex,
        uploaded_by=make_user(),
        uploaded_at=NOW,
        **fields,
    )


def claim(seconds: float = 60) -> Lease:
    lease = JOBS.claim(seconds=seconds, attempts=ATTEMPTS)
    assert lease is not None
    return lease


def test_the_oldest_waiting_job_is_claimed_first():
    first, second = make_job(), make_job()
    assert [claim().job_id, claim().job_id] == [first.pk, second.pk]


def test_nothing_waits_so_nothing_is_claimed():
    assert JOBS.claim(seconds=60, attempts=ATTEMPTS) is None


def test_a_claimed_job_is_not_claimed_again_while_the_lease_lasts():
    make_job()
    claim()
    assert JOBS.claim(seconds=60, attempts=ATTEMPTS) is None


def test_a_job_whose_worker_fell_silent_is_claimed_under_a_new_token():
    make_job()
    lost = claim(seconds=-1)
    taken = claim()
    assert taken.job_id == lost.job_id
    assert taken.token != lost.token
    assert taken.attempt == 2


def test_a_worker_that_comes_back_late_is_refused():
    make_job()
    late = claim(seconds=-1)
    claim()
    for act in (
        lambda: JOBS.finish(late),
        lambda: JOBS.fail(late, error="no"),
        lambda: JOBS.prolong(late, seconds=60),
    ):
        with pytest.raises(LostLease):
            act()
    assert JOBS.get().state == JobState.RUNNING


def test_a_late_worker_may_finish_if_nobody_else_took_the_job():
    make_job()
    late = claim(seconds=-1)
    JOBS.finish(late)
    assert JOBS.get().state == JobState.DONE


def test_a_finished_job_is_over_and_holds_no_lease():
    make_job()
    lease = claim()
    JOBS.prolong(lease, seconds=60, progress=40, note="Half of it")
    assert (JOBS.get().progress, JOBS.get().note) == (40, "Half of it")
    JOBS.finish(lease)
    job = JOBS.get()
    assert job.is_over
    assert (job.progress, job.token, job.lease_until) == (100, None, None)
    with pytest.raises(LostLease):
        JOBS.finish(lease)


def test_a_new_attempt_starts_from_no_progress():
    make_job()
    JOBS.prolong(claim(), seconds=-1, progress=90, note="Nearly")
    claim()
    assert (JOBS.get().progress, JOBS.get().note) == (0, "")


def test_a_failed_job_says_why_and_is_not_claimed_again():
    make_job()
    JOBS.fail(claim(), error="x" * 3000)
    assert len(JOBS.get().error) == 2000
    assert JOBS.claim(seconds=60, attempts=ATTEMPTS) is None


def test_a_job_handed_back_waits_before_it_is_tried_again():
    make_job()
    JOBS.hand_back(claim(), seconds=60, error="The database was busy.")
    assert JOBS.claim(seconds=60, attempts=ATTEMPTS) is None
    JOBS.update(not_before=None)
    assert claim().attempt == 2


def test_a_job_that_kills_its_workers_is_given_up():
    make_job()
    for _ in range(ATTEMPTS):
        claim(seconds=-1)
    assert JOBS.claim(seconds=60, attempts=ATTEMPTS) is None
    job = JOBS.get()
    assert job.state == JobState.FAILED
    assert "several times" in job.error


def test_a_job_handed_back_too_often_is_given_up_with_its_last_words():
    make_job()
    for _ in range(ATTEMPTS):
        JOBS.hand_back(claim(), seconds=-1, error="The database was busy.")
    assert JOBS.give_up(attempts=ATTEMPTS) == 1
    assert JOBS.get().error == "The database was busy."
    assert JOBS.get().state == JobState.FAILED


def test_a_job_in_its_last_attempt_is_left_to_its_worker():
    make_job()
    for _ in range(ATTEMPTS - 1):
        claim(seconds=-1)
    lease = claim()
    assert JOBS.give_up(attempts=ATTEMPTS) == 0
    JOBS.finish(lease)
    assert JOBS.get().state == JobState.DONE


def test_a_job_queued_again_starts_as_if_never_tried():
    make_job()
    JOBS.fail(claim(), error="no")
    assert JOBS.all().requeue() == 1
    assert (JOBS.get().attempts, JOBS.get().error) == (0, "")
    assert claim().attempt == 1
