"""No waiting job is forgotten, and no outage is followed by a herd."""

from datetime import datetime

import pytest
from django.db import OperationalError

from core import sweeping
from core.jobs import JobState
from core.sweeping import Chore, Kind, Sweeper
from promises.models import LedgerImport
from tests.core.test_jobs import make_job
from tests.make import NOW

pytestmark = pytest.mark.django_db


class World:
    """A clock and a broker that do as they are told."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.broker_is_up = True
        self.sent: list[str] = []
        self.tried = 0

    def send(self, task: str) -> bool:
        self.tried += 1
        if self.broker_is_up:
            self.sent.append(task)
        return self.broker_is_up

    def sweeper(self, *, kinds=None, chores=()):
        kind = Kind("imports", LedgerImport.objects.all, "import")
        return Sweeper(
            kinds=[kind] if kinds is None else kinds,
            chores=chores,
            send=self.send,
            attempts=3,
            clock=lambda: self.time,
        )


@pytest.fixture
def world() -> World:
    return World()


def test_a_waiting_job_gets_a_wake_up(world):
    make_job()
    assert world.sweeper().sweep(now=NOW) == 1
    assert world.sent == ["import"]


def test_no_job_no_wake_up(world):
    make_job(state=JobState.DONE)
    assert world.sweeper().sweep(now=NOW) == 0


def test_a_job_is_not_asked_for_again_at_once_but_later(world):
    make_job()
    sweeper = world.sweeper()
    assert sweeper.sweep(now=NOW) == 1
    assert sweeper.sweep(now=NOW) == 0
    world.time += 2 * sweeping.FIRST_PAUSE_SECONDS
    assert sweeper.sweep(now=NOW) == 1


def test_the_pauses_grow_and_stay_bounded(world):
    make_job()
    sweeper = world.sweeper()
    for _ in range(720):
        world.time += 5
        sweeper.sweep(now=NOW)
    assert 50 <= len(world.sent) <= 90


def test_a_backlog_is_asked_for_a_few_at_a_time(world):
    for _ in range(sweeping.MOST_AT_ONCE + 5):
        make_job()
    sweeper = world.sweeper()
    assert sweeper.sweep(now=NOW) == sweeping.MOST_AT_ONCE
    assert sweeper.sweep(now=NOW) == 5


def test_a_broker_that_is_down_is_tried_less_and_less(world, caplog):
    for _ in range(20):
        make_job()
    world.broker_is_up = False
    sweeper = world.sweeper()
    for _ in range(150):
        world.time += 2
        sweeper.sweep(now=NOW)
    assert world.tried <= 15
    assert caplog.text.count("the broker does not answer") <= 6
    world.broker_is_up = True
    world.time += 2 * sweeping.LONGEST_PAUSE_SECONDS
    assert sweeper.sweep(now=NOW) == sweeping.MOST_AT_ONCE


def test_a_job_that_was_tried_too_often_is_given_up(world, caplog):
    make_job(state=JobState.RUNNING, attempts=3, lease_until=NOW)
    assert world.sweeper().sweep(now=NOW) == 0
    assert LedgerImport.objects.get().state == JobState.FAILED
    assert "gave up 1 after 3 attempts" in caplog.text


def test_a_database_that_is_down_does_not_end_the_sweeper(world, caplog):
    def fail():
        raise OperationalError("gone")

    sweeper = world.sweeper(kinds=[Kind("broken", fail, "broken")])
    assert sweeper.sweep(now=NOW) == 0
    sweeper.sweep(now=NOW)
    assert caplog.text.count("the database does not answer") == 1


def test_chores_are_done_at_their_own_pace(world):
    done: list[datetime] = []
    sweeper = world.sweeper(kinds=[], chores=[Chore("tidying", done.append, 30)])
    for _ in range(4):
        sweeper.sweep(now=NOW)
        world.time += 10
    assert done == [NOW, NOW]


def test_a_chore_that_fails_does_not_stop_the_others(world, caplog):
    def fail(now: datetime) -> None:
        raise ValueError("no")

    done: list[datetime] = []
    chores = [Chore("failing", fail, 30), Chore("tidying", done.append, 30)]
    world.sweeper(kinds=[], chores=chores).sweep(now=NOW)
    assert done == [NOW]
    assert "failing failed" in caplog.text
