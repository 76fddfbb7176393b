"""Real Celery workers on the run's own broker: told to stop, woken too often."""

import random
import signal

import pytest
from django.db.models import Sum

from core import wake
from core.jobs import JobState
from planner.chores import KINDS
from planner.scores.models import Score, ScoringRun
from planner.scores.tasks import work
from tests.reliability.jobs import make_runs
from tests.reliability.places import until

pytestmark = pytest.mark.django_db(transaction=True)


def scored() -> int:
    return Score.objects.count()


def test_a_worker_told_to_stop_loses_nothing(broker, employ):
    runs = make_runs(60)
    worker = employ()
    assert wake.send(work.name)
    until(scored, seconds=300, otherwise="the worker did not begin")
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=300)
    assert worker.returncode == 0
    assert not ScoringRun.objects.filter(state=JobState.RUNNING).exists()

    employ()
    assert wake.send(work.name)
    until(lambda: scored() == 60, seconds=300, otherwise="not all were scored")
    assert sorted(Score.objects.values_list("run", flat=True)) == runs
    assert ScoringRun.objects.aggregate(all=Sum("attempts"))["all"] <= 61


def test_wake_ups_that_come_five_times_in_any_order_score_once(broker, employ):
    runs = make_runs(40)
    names = [kind.task for kind in KINDS] * 5
    random.Random(1).shuffle(names)  # noqa: S311
    employ()
    employ()
    assert all(wake.send(name) for name in names)
    until(lambda: scored() == 40, seconds=300, otherwise="not all were scored")
    assert sorted(Score.objects.values_list("run", flat=True)) == runs
    assert ScoringRun.objects.aggregate(all=Sum("attempts"))["all"] == 40
