"""A broker that other processes reach, and workers that end with the test."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest
from django.conf import settings

from core import wake
from planner.celery import app
from tests.reliability.places import start, surroundings


@pytest.fixture(autouse=True)
def mended_fuse(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nothing blow over while a busy machine is slow."""
    monkeypatch.setattr(wake.fuse, "_seconds", 600.0)
    wake.fuse.mend()
    yield
    wake.fuse.mend()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Give the broker that workers share with us; the function moves us elsewhere.

    On SQLite that is a directory, on PostgreSQL the Redis of this test run.
    """
    before = {
        name: app.conf[name] for name in ("broker_url", "broker_transport_options")
    }
    shared, options = settings.REDIS_URL, settings.CELERY_BROKER_TRANSPORT_OPTIONS
    if not shared:
        folders = [str(tmp_path / name) for name in ("broker", "broker-control")]
        for folder in folders:
            Path(folder).mkdir()
        names = ("data_folder_in", "data_folder_out", "control_folder")
        shared = "filesystem://"
        options = dict(zip(names, (folders[0], *folders), strict=True))

    def move(url: str) -> None:
        app.conf.update(
            broker_url=url or shared, broker_transport_options={} if url else options
        )

    move("")
    yield move
    app.conf.update(before)


@pytest.fixture
def employ(
    tmp_path: Path, broker: Callable[[str], None]
) -> Iterator[Callable[[], "Popen[str]"]]:
    """Return a function that starts a Celery worker, which ends with the test."""
    workers: list[Popen[str]] = []

    def start_worker() -> "Popen[str]":
        words = "-m celery --quiet --app planner worker --concurrency=1"
        more = f"--without-gossip --without-mingle -n worker{len(workers)}@%h"
        environment = surroundings(tmp_path, JOB_LEASE_SECONDS="300")
        worker = start(*words.split(), *more.split(), environment=environment)
        workers.append(worker)
        return worker

    yield start_worker
    for worker in workers:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.communicate(timeout=60)
