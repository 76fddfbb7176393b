"""Workers are killed and frozen in mid-score: nothing is lost or scored twice."""

import json
import signal
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Sum

from core.jobs import JobState
from planner.scores.models import Score, ScoringRun
from tests.reliability.jobs import make_runs
from tests.reliability.places import start, surroundings, until

pytestmark = pytest.mark.django_db(transaction=True)
LEASE_SECONDS = 1


def let_loose(tmp_path, *, is_over, **options):
    """Run the chaos until something is so; return what it did and the notes."""
    notes = tmp_path / "notes"
    options = {"notes": str(notes), "freeze_seconds": 2.5 * LEASE_SECONDS, **options}
    environment = surroundings(
        tmp_path,
        JOB_LEASE_SECONDS=str(LEASE_SECONDS),
        JOB_ATTEMPTS="1000",
        LOG_LEVEL="CRITICAL",
    )
    chaos = start(
        "-m", "tests.reliability.chaos", json.dumps(options), environment=environment
    )
    try:
        until(
            lambda: chaos.poll() is not None or is_over(notes),
            seconds=600,
            otherwise="the jobs were not done in time",
        )
    finally:
        chaos.send_signal(signal.SIGTERM)
        said, _ = chaos.communicate(timeout=120)
    assert chaos.returncode == 0, said
    accepted = Counter(int(pk) for pk in notes.read_text().split())
    return json.loads(said.splitlines()[-1]), accepted


def test_none_of_300_jobs_is_lost_or_scored_twice_over_60_kills(tmp_path):
    runs = make_runs(300)
    open_states = [JobState.QUEUED, JobState.RUNNING]

    def is_over(notes: Path) -> bool:
        return not ScoringRun.objects.filter(state__in=open_states).exists()

    did, accepted = let_loose(tmp_path, is_over=is_over, jobs=300, kills=70, freezes=8)

    assert did["kills"] >= 60
    assert did["freezes"] == 8
    assert ScoringRun.objects.filter(state=JobState.DONE).count() == 300
    assert sorted(Score.objects.values_list("run", flat=True)) == runs
    assert max(accepted.values()) == 1
    attempts = ScoringRun.objects.aggregate(all=Sum("attempts"))["all"]
    assert attempts >= 300 + did["kills"]


def test_without_fencing_a_worker_that_comes_back_late_scores_twice(tmp_path):
    """The control: what the token is for."""
    make_runs(100)

    def is_over(notes: Path) -> bool:
        seen = notes.read_text().split() if notes.exists() else []
        return len(set(seen)) == 100 and len(seen) > 100

    _, accepted = let_loose(
        tmp_path, is_over=is_over, jobs=100, kills=0, freezes=6, fencing=False
    )

    assert len(accepted) == 100
    assert max(accepted.values()) > 1
