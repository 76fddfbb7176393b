"""The sweeper as a command, over the product's own kinds of jobs."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from core import wake
from core.jobs import LeasedJob
from planner.chores import KINDS
from tests.core.test_jobs import make_job

ROOT = Path(__file__).parents[2]


def test_every_kind_of_job_is_looked_after():
    jobs = {model for model in apps.get_models() if issubclass(model, LeasedJob)}
    assert {kind.rows().model for kind in KINDS} == jobs


@pytest.mark.django_db
def test_one_sweep_wakes_a_worker_for_what_waits(monkeypatch, capsys):
    sent: list[str] = []

    def send(name: str) -> bool:
        sent.append(name)
        return True

    monkeypatch.setattr(wake, "send", send)
    make_job()
    call_command("sweep", once=True)
    assert len(sent) == 1
    assert capsys.readouterr().out == "Sent 1 wake-ups.\n"


def test_told_to_stop_the_sweeper_stops_at_once(tmp_path):
    with subprocess.Popen(
        [sys.executable, "manage.py", "sweep"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
            "SECRET_KEY": "for tests only",
            "SWEEP_SECONDS": "600",
        },
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "the database does not answer" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
