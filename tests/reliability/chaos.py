"""Run workers on the jobs that wait, and kill or freeze them in mid-score.

    python -m tests.reliability.chaos OPTIONS (a JSON document)

Runs until its standard input closes, then prints what it did. A worker is a fork
that works off runs as the Celery task does; every result that was accepted is
noted in a file, after its transaction. Without fencing a lease is not looked at,
and nothing but the note is written, so that duplicates can be counted.
"""

import json
import mmap
import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import django

WORKERS = 3
IDLE, SCORING, SEEN = range(3)
SEED = 20260105


@dataclass(frozen=True)
class Options:
    notes: str
    kills: int
    freezes: int
    jobs: int
    freeze_seconds: float
    fencing: bool = True


def work(number: int, flags: mmap.mmap, options: Options) -> None:
    """Be a worker, and raise a flag while a case is being scored.

    A score is only done once chaos has seen it under way: then enough of them are struck,
    however seldom a busy machine lets chaos have its turn.
    """
    from django.db import transaction
    from django.utils import timezone

    import engine
    from core.jobs import JobQuerySet
    from core.supervision import end_with_parent
    from planner.scores import runs

    end_with_parent(os.getppid())
    score, store = engine.score, runs._store
    notes = os.open(options.notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def watched(*args: Any, **more: Any) -> Any:
        flags[number] = SCORING
        try:
            found = score(*args, **more)
            while flags[number] == SCORING:
                time.sleep(0.001)
            return found
        finally:
            flags[number] = IDLE

    def noted(run: Any, *args: Any, **more: Any) -> None:
        if options.fencing:
            store(run, *args, **more)
        transaction.on_commit(partial(os.write, notes, f"{run.pk}\n".encode()))

    engine.score = watched
    runs._store = noted
    if not options.fencing:
        JobQuerySet.held = lambda self, lease: self.filter(pk=lease.job_id)  # type: ignore[method-assign]
    while True:
        if not runs.score_next(now=timezone.now()):
            time.sleep(0.02)


class Chaos:
    def __init__(self, options: Options) -> None:
        self.options = options
        self.flags = mmap.mmap(-1, WORKERS)
        self.random = random.Random(SEED)  # noqa: S311
        self.workers = [self.employ(number) for number in range(WORKERS)]
        self.frozen: dict[int, float] = {}
        self.kills = self.freezes = 0

    def employ(self, number: int) -> int:
        self.flags[number] = IDLE
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            try:
                work(number, self.flags, self.options)
            finally:
                os._exit(1)
        return pid

    def thaw(self) -> None:
        """Wake who was frozen for long enough."""
        now = time.monotonic()
        for number, since in list(self.frozen.items()):
            if now - since > self.options.freeze_seconds:
                os.kill(self.workers[number], signal.SIGCONT)
                del self.frozen[number]

    def turn(self) -> None:
        """Strike one who scores, the strikes being spread evenly over the work."""
        self.thaw()
        here = [n for n in range(WORKERS) if n not in self.frozen]
        scoring = [n for n in here if self.flags[n] == SCORING]
        if not scoring:
            return
        is_behind = self.share() <= self.done() / self.options.jobs
        if not (is_behind and self.strike(self.random.choice(scoring))):
            for number in scoring:
                self.flags[number] = SEEN

    def strike(self, number: int) -> bool:
        """Freeze or kill this one; tell whether there was anything left to do."""
        if self.freezes < self.options.freezes and len(self.frozen) < WORKERS - 1:
            os.kill(self.workers[number], signal.SIGSTOP)
            self.frozen[number] = time.monotonic()
            self.freezes += 1
            return True
        if self.kills < self.options.kills:
            os.kill(self.workers[number], signal.SIGKILL)
            os.waitpid(self.workers[number], 0)
            self.workers[number] = self.employ(number)
            self.kills += 1
            return True
        return False

    def done(self) -> int:
        notes = Path(self.options.notes)
        return len(set(notes.read_bytes().split())) if notes.exists() else 0

    def share(self) -> float:
        """Return which share of the strikes is behind us."""
        wanted = self.options.kills + self.options.freezes
        return (self.kills + self.freezes) / wanted if wanted else 1.0

    def run(self, told: list[int]) -> None:
        try:
            while not told:
                self.turn()
                time.sleep(0.002)
        finally:
            for pid in self.workers:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def main() -> None:
    options = Options(**json.loads(sys.argv[1]))
    django.setup()
    import planner.scores.runs  # noqa: F401  # before the forks, so that they start at once

    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda kind, _: told.append(kind))
    chaos = Chaos(options)
    chaos.run(told)
    print(json.dumps({"kills": chaos.kills, "freezes": chaos.freezes}))  # noqa: T201


if __name__ == "__main__":
    main()
