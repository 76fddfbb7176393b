"""A wake-up is best effort: nobody waits for it, and nothing depends on it."""

import socket
import time
from functools import partial

import pytest
from django.db import transaction

from core import wake
from planner.celery import app
from tests.make import A_MOMENT

TASK = type("Task", (), {"name": "tests.nothing"})


@pytest.fixture(autouse=True)
def mended():
    wake.fuse.mend()
    yield
    wake.fuse.mend()


@pytest.fixture
def sent(monkeypatch):
    """Return what would have been sent, by a broker that takes everything."""
    names: list[str] = []

    def send(name: str) -> bool:
        names.append(name)
        return True

    monkeypatch.setattr(wake, "send", send)
    return names


@pytest.fixture
def dead_broker(monkeypatch):
    """Point at a port on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        _use(monkeypatch, held)
        yield


@pytest.fixture
def silent_broker(monkeypatch):
    """Point at a port that takes connections and never says a word."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(20)
        _use(monkeypatch, held)
        yield


def _use(monkeypatch, held):
    url = f"redis://127.0.0.1:{held.getsockname()[1]}/0"
    monkeypatch.setattr(
        app, "connection_for_write", partial(app.connection_for_write, url)
    )


def test_the_wake_up_goes_out_when_the_transaction_is_through(
    sent, django_capture_on_commit_callbacks, db
):
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            wake.wake(TASK)
        assert sent == []
    assert sent == ["tests.nothing"]


def test_nothing_goes_out_when_the_transaction_fails(sent, db):
    def submit() -> None:
        with transaction.atomic():
            wake.wake(TASK)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit()
    assert sent == []


def test_a_broker_that_answers_takes_the_wake_up():
    assert wake.send("tests.nothing")
    assert not wake.fuse.is_blown


def test_a_dead_broker_costs_no_time_and_raises_nothing(dead_broker):
    started = time.monotonic()
    assert not wake.send("tests.nothing")
    assert time.monotonic() - started < A_MOMENT
    assert wake.fuse.is_blown


def test_a_broker_that_never_answers_is_left_after_a_moment(silent_broker):
    started = time.monotonic()
    assert not wake.send("tests.nothing")
    assert time.monotonic() - started < A_MOMENT


def test_a_broker_that_failed_is_left_alone_for_a_moment(monkeypatch, caplog):
    tried: list[str] = []

    def send(name: str) -> bool:
        tried.append(name)
        return False

    monkeypatch.setattr(wake, "send", send)
    wake._send_unless_down("tests.nothing")
    assert "the sweeper will" in caplog.text
    wake.fuse.blow()
    wake._send_unless_down("tests.nothing")
    assert tried == ["tests.nothing"]


def test_work_goes_on_until_none_is_left(sent):
    left = [True, True, False]
    wake.work_off(lambda: left.pop(0), task=TASK)
    assert left == []
    assert sent == []


def test_a_long_turn_ends_and_another_wake_up_goes_on(sent, monkeypatch, db):
    monkeypatch.setattr(wake, "TURN_SECONDS", 0.0)
    monkeypatch.setattr(wake, "wake", lambda task: sent.append(task.name))
    left = [True, True]
    wake.work_off(lambda: left.pop(0), task=TASK)
    assert (left, sent) == ([True], ["tests.nothing"])
