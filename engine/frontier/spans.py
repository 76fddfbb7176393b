"""How long things took, as far as it was known at one moment."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Indices = NDArray[np.int64]
Moments = NDArray[np.datetime64]

SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Occasions and how long each took; all arrays are (n,), in days.

    ``started`` counts from 1970-01-01, ``took`` is infinite where the occasion was not
    done by ``as_of``, ``count`` says how many such occasions one entry stands for.
    """

    started: Array
    took: Array
    count: Array
    as_of: float

    @property
    def age(self) -> Array:
        """Return how long each occasion has been known, in days."""
        age: Array = self.as_of - self.started
        return age

    @property
    def finished(self) -> NDArray[np.bool_]:
        """Return which occasions were done."""
        return np.isfinite(self.took)

    @property
    def observed(self) -> Array:
        """Return for how long each occasion was seen: until done, or until now."""
        return np.minimum(self.took, self.age)

    def among(self, chosen: NDArray[np.bool_]) -> "Spans":
        """Return the chosen occasions only."""
        return Spans(
            self.started[chosen], self.took[chosen], self.count[chosen], self.as_of
        )

    def known_at(self, moment: float) -> "Spans":
        """Return what was known earlier: nothing promised or done after ``moment``."""
        begun = self.started <= moment
        started, took = self.started[begun], self.took[begun]
        done = took <= moment - started
        return Spans(started, np.where(done, took, np.inf), self.count[begun], moment)

    def begun_between(self, first: float, end: float) -> "Spans":
        """Return the occasions promised from ``first`` until before ``end``."""
        return self.among((self.started >= first) & (self.started < end))


def day_of(moment: np.datetime64) -> float:
    """Return a moment in days since 1970-01-01.

    >>> day_of(np.datetime64("1970-01-02T12:00:00"))
    1.5
    """
    return float(moment.astype("datetime64[s]").astype(np.int64)) / SECONDS_A_DAY


def spans_of(
    promised: Moments,
    done: Moments,
    as_of: np.datetime64,
    count: Array | None = None,
) -> Spans:
    """Return the durations of occasions as they were known at ``as_of``.

    ``promised`` and ``done`` are (n,) datetime64, NaT in ``done`` where it is empty. An
    occasion promised after ``as_of`` is left out, one done after it is not done yet, and
    one done before it was promised took no time (files of dates without times hold many:
    promised by the end of a day, done in its afternoon).
    """
    known = promised <= as_of
    begun = promised[known].astype("datetime64[s]").astype(np.int64)
    ended = done[known].astype("datetime64[s]")
    is_done = ended <= as_of  # never true of NaT
    seconds = np.maximum(ended.astype(np.int64) - begun, 0)
    took = np.where(is_done, seconds / SECONDS_A_DAY, np.inf)
    many = np.ones(len(begun)) if count is None else np.asarray(count, float)[known]
    return Spans(begun / SECONDS_A_DAY, took, many, day_of(as_of))


def done_too_early(promised: Moments, done: Moments, as_of: np.datetime64) -> int:
    """Count the occasions of ``spans_of`` that were done before they were promised."""
    return int(np.count_nonzero((done < promised) & (promised <= as_of)))
