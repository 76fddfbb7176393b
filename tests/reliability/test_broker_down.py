"""The broker is away when a plan is submitted: nobody waits, nothing is lost."""

import socket
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from core import wake
from core.jobs import JobState
from planner.scores.models import Score, ScoringRun
from tests.make import A_MOMENT, make_heard
from tests.reliability.jobs import make_ready_plan
from tests.reliability.places import until
from tests.reliability.proxy import Proxy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proxy():
    found = urlsplit(settings.REDIS_URL)
    proxy = Proxy((found.hostname or "", found.port or 0) if found.hostname else None)
    yield proxy
    proxy.close()


@pytest.fixture
def closed_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def submit() -> float:
    """Submit a plan of its own over REST; return how long its author waited."""
    plan = make_heard(make_ready_plan())
    author = Client()
    author.force_login(plan.author)
    started = time.monotonic()
    answer = author.post(
        f"/api/v1/plans/{plan.pk}/submit/",
        {"revision": plan.revision},
        content_type="application/json",
    )
    assert answer.status_code == 202, answer.content
    return time.monotonic() - started


def slowest_of_three() -> float:
    """Submit four plans; the first one only loads what the others use."""
    submit()
    wake.fuse.mend()
    return max(submit() for _ in range(3))


def await_scores(number: int) -> None:
    until(
        lambda: Score.objects.count() == number,
        seconds=300,
        otherwise="the plans were not scored after the broker had returned",
    )


def test_a_broker_that_refuses_is_made_good_by_the_sweeper(broker, closed_port, employ):
    broker(f"redis://127.0.0.1:{closed_port}/0")
    assert slowest_of_three() < A_MOMENT
    assert ScoringRun.objects.filter(state=JobState.QUEUED).count() == 4
    broker("")
    employ()
    call_command("sweep", once=True)
    await_scores(4)


def test_a_broker_that_never_answers_is_made_good_by_the_sweeper(broker, proxy, employ):
    database = urlsplit(settings.REDIS_URL).path or "/0"
    broker(f"redis://127.0.0.1:{proxy.port}{database}")
    assert slowest_of_three() < A_MOMENT
    assert proxy.connections == 2, "after a failure it is left alone for a moment"
    assert ScoringRun.objects.filter(state=JobState.QUEUED).count() == 4
    employ()
    if proxy.target:
        proxy.is_silent = False
    else:
        broker("")
    call_command("sweep", once=True)
    await_scores(4)


def test_a_broker_that_lost_its_messages_is_made_good_by_the_sweeper(broker, employ):
    submit()
    broker("memory://")
    submit()
    broker("")
    employ()
    call_command("sweep", once=True)
    await_scores(2)
