"""Run a few programs as one: start them, restart the fallen, stop all together.

Each program gets a process group of its own, so that Ctrl-C reaches only the
supervisor and the programs are stopped in good order. On Linux the kernel ends
the programs should the supervisor itself be killed; a program that has children
of its own ends them when it is told to stop.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

GLANCE_SECONDS = 0.2
STEADY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its parent is gone (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start a program in its own process group, bound to this process's life."""
    return subprocess.Popen(  # noqa: S603  # the command is our own
        list(program.command),
        cwd=program.folder,
        env={**os.environ, **program.environment},
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=partial(end_with_parent, os.getpid()),
    )


def stop(processes: Sequence[subprocess.Popen[bytes]], *, patience: float) -> bool:
    """Ask all to stop, end those that do not; say whether all did by themselves."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + patience
    willing = True
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            willing = False
        _end_group(process)
    return willing


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of a program and of its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Place:
    """One program's place: who stands there now, and how often it fell."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process = start(program)
        self.started = time.monotonic()
        self.falls = 0
        self.restart_at: float | None = None

    def look(self, say: Callable[[str], None]) -> None:
        now = time.monotonic()
        if self.restart_at is not None:
            if now >= self.restart_at:
                self.process = start(self.program)
                self.started, self.restart_at = now, None
            return
        status = self.process.poll()
        if status is None:
            return
        _end_group(self.process)
        self.falls = 1 if now - self.started > STEADY_SECONDS else self.falls + 1
        pause = min(LONGEST_PAUSE_SECONDS, 0.5 * 2 ** (self.falls - 1))
        self.restart_at = now + pause
        say(
            f"{self.program.name} ended ({_cause(status)}); "
            f"starting it again in {pause:g} s"
        )


def _cause(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"


class Supervisor:
    """Keep programs running until told to stop."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        say: Callable[[str], None],
        patience: float = 20.0,
    ) -> None:
        self._programs = programs
        self._say = say
        self._patience = patience
        self._told: int | None = None

    def run(self) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP, then stop everything."""
        kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {kind: signal.signal(kind, self._hear) for kind in kinds}
        places: list[_Place] = []
        try:
            for program in self._programs:
                places.append(_Place(program))
            while self._told is None:
                time.sleep(GLANCE_SECONDS)
                for place in places:
                    place.look(self._say)
        finally:
            self._say("Stopping …")
            stop([place.process for place in places], patience=self._patience)
            for kind, handler in before.items():
                signal.signal(kind, handler)
        self._say("Stopped.")

    def _hear(self, kind: int, frame: FrameType | None) -> None:
        self._told = kind
