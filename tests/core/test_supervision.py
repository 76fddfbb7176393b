"""Several programs run as one: started, restarted, and stopped together."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from core import supervision
from core.supervision import Program, Supervisor

ROOT = Path(__file__).parents[2]
PATIENCE = 180.0
T = TypeVar("T")

# A program that notes its number and stays until told to stop.
STEADY = """
import os, pathlib, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
note = pathlib.Path(sys.argv[1]); note.with_suffix(".part").write_text(str(os.getpid()))
note.with_suffix(".part").rename(note)
while True: signal.pause()
"""
DEAF = STEADY.replace("lambda *_: sys.exit(0)", "signal.SIG_IGN")
# A supervisor in a process of its own, over the programs it is given.
SUPERVISOR = """
import pathlib, sys
from core.supervision import Program, Supervisor
here = pathlib.Path.cwd()
programs = [
    Program(name=pathlib.Path(note).name, folder=here,
            command=[sys.executable, "-c", sys.argv[1], note])
    for note in sys.argv[2:]
]
Supervisor(programs, say=lambda line: print(line, flush=True), patience=3).run()
"""


def until(condition: Callable[[], T]) -> T:
    """Look again and again until something is so; return what was found."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail("it did not happen in time")


def number(note: Path) -> int:
    return until(lambda: int(note.read_text()) if note.exists() else 0)


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


@pytest.fixture
def supervise(tmp_path):
    """Return a function that starts a supervisor; end it after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(script, *names):
        notes = [tmp_path / name for name in names]
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SUPERVISOR), script, *notes],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, notes

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_it_stops_all(supervise, told):
    process, notes = supervise(STEADY, "one", "two")
    pids = [number(note) for note in notes]
    process.send_signal(told)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert said.splitlines()[-2:] == ["Stopping …", "Stopped."]
    assert all(is_gone(pid) for pid in pids)


def test_a_fallen_program_is_started_again_and_said(supervise):
    process, (note,) = supervise(STEADY, "one")
    first = number(note)
    note.unlink()
    os.kill(first, signal.SIGKILL)
    second = number(note)
    assert second != first
    process.terminate()
    said, _ = process.communicate(timeout=PATIENCE)
    assert "one ended (SIGKILL); starting it again in 0.5 s" in said


def test_a_program_that_will_not_stop_is_ended(supervise):
    process, (note,) = supervise(DEAF, "one")
    pid = number(note)
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert is_gone(pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_the_programs_end_when_the_supervisor_is_killed(supervise):
    process, notes = supervise(STEADY, "one", "two")
    pids = [number(note) for note in notes]
    process.kill()
    process.wait()
    until(lambda: all(is_gone(pid) for pid in pids))


def test_a_program_that_keeps_falling_is_started_less_and_less(monkeypatch):
    said: list[str] = []
    clock = [0.0]
    monkeypatch.setattr("core.supervision.time.monotonic", lambda: clock[0])
    falls = [sys.executable, "-c", "raise SystemExit(1)"]
    program = Program(name="one", folder=ROOT, command=falls)
    place = supervision._Place(program)
    for _ in range(8):
        place.process.wait()
        place.look(said.append)
        clock[0] += supervision.LONGEST_PAUSE_SECONDS
        place.look(said.append)
    place.process.wait()
    pauses = [line.rpartition(" in ")[2] for line in said]
    assert pauses[:4] == ["0.5 s", "1 s", "2 s", "4 s"]
    assert pauses[-1] == "30 s"


def test_what_has_started_is_stopped_when_another_cannot_start(tmp_path):
    note = tmp_path / "one"
    said: list[str] = []
    there = Program(
        name="one", folder=ROOT, command=[sys.executable, "-c", STEADY, str(note)]
    )
    nowhere = Program(name="two", folder=ROOT, command=["/no/such/program"])
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(FileNotFoundError):
        Supervisor([there, nowhere], say=said.append).run()
    assert said == ["Stopping …"]
    assert signal.getsignal(signal.SIGINT) is before
