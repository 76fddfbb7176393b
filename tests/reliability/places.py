"""Where the database and the broker of this test run are, for other processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from django.conf import settings
from django.db import connection

from core.supervision import end_with_parent

ROOT = Path(__file__).parents[2]
T = TypeVar("T")


def database_url() -> str:
    """Return the address of the database that this test writes to."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def surroundings(var: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process that shares this test's database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "planner.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "KEPT_VAR": str(var),
        "LOG_LEVEL": "WARNING",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONWARNINGS": "default",
        **more,
    }


def start(*words: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a Python process of the house, which ends when this one does."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
        preexec_fn=partial(end_with_parent, os.getpid()),
    )


def until(condition: Callable[[], T], *, seconds: float, otherwise: str) -> T:
    """Look again and again until something is so; fail after a time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(otherwise)
