"""The course of one solution: its time, the best set so far, the bound, and progress."""

import math
import threading
import time
from collections.abc import Callable

from engine.portfolio.program import Flags
from engine.portfolio.result import OnProgress, Phase, Progress

# Sums of values are right to about this share of them.
ROUNDING = 1e-9
# A number this much below a whole one is meant to be it.
NEARLY = 1e-6
# Between two reports, in seconds.
REPORT_EVERY = 0.2


class Course:
    """What is known so far. The only place that reads the clock."""

    def __init__(self, seconds: float, progress: OnProgress | None) -> None:
        self.seconds = seconds
        self.whole = False  # whether every set is worth a whole number
        self.progress = progress
        self.began = time.monotonic()
        self.reported = self.began
        self.phase: Phase = "relaxation"
        self.chosen: Flags | None = None
        self.value: float | None = None
        self.bound = math.inf
        self.proven = False
        self.stopped = False
        self.lock = threading.RLock()

    @property
    def share(self) -> float:
        """Return the share of the time that is over."""
        return min(1.0, (time.monotonic() - self.began) / self.seconds)

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, self.seconds * (1.0 - self.share))

    def found(self, chosen: Flags, value: float) -> None:
        """Keep a feasible set if it is the best."""
        with self.lock:
            if not self.proven and (self.value is None or value > self.value):
                self.chosen, self.value = chosen, value
                self.compare()

    def bounded(self, bound: float) -> None:
        """Keep a bound if it is the lowest."""
        if self.whole and math.isfinite(bound):
            bound = math.floor(bound + NEARLY)
        self.bound = min(self.bound, bound)
        self.compare()

    def settle(self) -> None:
        """Nothing is better than the best set so far; without one, nothing is feasible."""
        self.proven = True
        if self.value is not None:
            self.bound = self.value

    def apart(self) -> "Course":
        """Return a course of its own from here on, with nobody to report to."""
        other = Course(self.seconds, None)
        other.began, other.whole = self.began, self.whole
        other.chosen, other.value, other.bound = self.chosen, self.value, self.bound
        return other

    def take_over(self, other: "Course") -> None:
        """Take the answer of a course that proved it."""
        self.chosen, self.value = other.chosen, other.value
        self.settle()

    def learn(self, other: "Course") -> None:
        """Keep what is better of a course that proved nothing."""
        if other.chosen is not None and other.value is not None:
            self.found(other.chosen, other.value)
        self.bounded(other.bound)

    def compare(self) -> None:
        """Tell whether the best set reaches the bound."""
        if self.value is not None:
            room = ROUNDING * max(1.0, abs(self.bound))
            self.proven = self.bound - self.value <= room

    def open_gap(self, bound: float) -> float:
        """Return how far below ``bound`` a better set is at most, rounding included."""
        if self.value is None:
            return math.inf
        better = self.value + (1.0 - NEARLY if self.whole else 0.0)
        return bound - better + ROUNDING * max(1.0, abs(bound))

    def over(self) -> bool:
        """Tell whether to end: proven, out of time or stopped."""
        return self.proven or self.stopped or self.left <= 0.0

    def go_on(self, seen: float | None = None) -> bool:
        """Report now and then; tell whether to go on. ``seen`` is a value just met."""
        now = time.monotonic()
        if self.progress is not None and now - self.reported >= REPORT_EVERY:
            self.reported = now
            values = [each for each in (self.value, seen) if each is not None]
            answer = self.progress(
                Progress(
                    self.phase,
                    self.share,
                    max(values, default=None),
                    self.bound if math.isfinite(self.bound) else None,
                )
            )
            self.stopped = self.stopped or answer is False
        return not (self.stopped or self.proven)

    def after(self, share: float) -> float:
        """Return the share of all time that is over when this one of the rest is."""
        now = self.share
        return now + share * (1.0 - now)

    def rounds(
        self, most: int | None, until: float, kept: float
    ) -> Callable[[float], float | None]:
        """Return what a search asks each round: how much of it is over, None to end.

        It ends after ``most`` rounds or when the share ``until`` of the time is over;
        ``kept`` is what the set is worth beside what is searched.
        """
        first, done = self.share, 0

        def over(best: float) -> float | None:
            nonlocal done
            done += 1
            now = self.share
            if now >= until or not self.go_on(kept + best):
                return None
            if most is None:
                return (now - first) / (until - first)
            return done / most if done <= most else None

        return over
