"""See to it that no waiting job is forgotten.

The sweeper looks at the rows, not at the broker: whatever became of the wake-up
that was sent when a job was made, a row that waits is asked for again, at growing
intervals. Several machines may sweep at once, since a wake-up too many does
nothing and all else is a conditional update.
"""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from core.jobs import JobQuerySet

log = logging.getLogger(__name__)

# How many waiting rows one sweep asks for, of each kind: no herd after an outage.
MOST_AT_ONCE = 10
LOOKED_AT = 200
FIRST_PAUSE_SECONDS = 3.0
LONGEST_PAUSE_SECONDS = 60.0
COMPLAIN_SECONDS = 60.0


@dataclass(frozen=True)
class Kind:
    """A kind of job, and the task that works it off."""

    name: str
    rows: Callable[[], JobQuerySet[Any]]
    task: str


@dataclass(frozen=True)
class Chore:
    """Something else to do now and then; it must bear being done twice."""

    name: str
    do: Callable[[datetime], object]
    every_seconds: float


@dataclass
class _Asked:
    times: int
    again_at: float


class Complaints:
    """Say the same thing at most once a minute."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}

    def say(self, what: str, *details: object) -> None:
        now = self._clock()
        if now - self._said.get(what, -COMPLAIN_SECONDS) >= COMPLAIN_SECONDS:
            self._said[what] = now
            log.warning(what, *details)


class Sweeper:
    def __init__(
        self,
        *,
        kinds: Sequence[Kind],
        chores: Sequence[Chore],
        send: Callable[[str], bool],
        attempts: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kinds = kinds
        self._chores = chores
        self._send = send
        self._attempts = attempts
        self._clock = clock
        self._asked: dict[tuple[str, int], _Asked] = {}
        self._chore_at: dict[str, float] = {}
        self._broker_at = 0.0
        self._broker_falls = 0
        self._complaints = Complaints(clock)

    def sweep(self, *, now: datetime) -> int:
        """Look once at everything; return how many wake-ups went out."""
        sent = 0
        for kind in self._kinds:
            try:
                sent += self._look_at(kind)
            except DatabaseError as error:
                self._complaints.say("the database does not answer: %s", error)
        for chore in self._chores:
            self._perhaps_do(chore, now)
        return sent

    def _look_at(self, kind: Kind) -> int:
        rows = kind.rows()
        spent = rows.give_up(attempts=self._attempts)
        if spent:
            log.error(
                "%s: gave up %s after %s attempts", kind.name, spent, self._attempts
            )
        waiting = list(
            rows.waiting().order_by("pk").values_list("pk", flat=True)[:LOOKED_AT]
        )
        self._forget(kind, set(waiting))
        due = [pk for pk in waiting if self._is_due(kind, pk)]
        sent = 0
        for pk in due[:MOST_AT_ONCE]:
            if not self._wake(kind):
                break
            self._remember(kind, pk)
            sent += 1
        return sent

    def _forget(self, kind: Kind, waiting: set[int]) -> None:
        """Keep in mind only what still waits."""
        for key in [k for k in self._asked if k[0] == kind.name]:
            if key[1] not in waiting:
                del self._asked[key]

    def _is_due(self, kind: Kind, pk: int) -> bool:
        asked = self._asked.get((kind.name, pk))
        return asked is None or self._clock() >= asked.again_at

    def _remember(self, kind: Kind, pk: int) -> None:
        times = self._asked.get((kind.name, pk), _Asked(0, 0)).times + 1
        pause = _jittered(FIRST_PAUSE_SECONDS, times)
        self._asked[kind.name, pk] = _Asked(times, self._clock() + pause)

    def _wake(self, kind: Kind) -> bool:
        if self._clock() < self._broker_at:
            return False
        if self._send(kind.task):
            self._broker_falls = 0
            return True
        self._broker_falls += 1
        self._broker_at = self._clock() + _jittered(1.0, self._broker_falls)
        self._complaints.say("the broker does not answer; jobs wait as rows")
        return False

    def _perhaps_do(self, chore: Chore, now: datetime) -> None:
        if self._clock() < self._chore_at.get(chore.name, 0.0):
            return
        self._chore_at[chore.name] = self._clock() + chore.every_seconds
        try:
            chore.do(now)
        except Exception as error:  # noqa: BLE001  # one chore's trouble must not stop the others
            self._complaints.say(f"{chore.name} failed: %r", error)


def _jittered(first: float, times: int) -> float:
    """Return a pause that doubles each time, up or down by a quarter."""
    pause = min(LONGEST_PAUSE_SECONDS, first * 2.0 ** min(times - 1, 10))
    return pause * random.uniform(0.75, 1.25)  # noqa: S311  # not a secret
