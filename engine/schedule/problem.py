"""What a schedule is looked for in: tasks, links and capacity as whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from operator import add

from engine.schedule.timeline import planes_of

Links = tuple[tuple[tuple[int, int], ...], ...]
Needs = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True)
class Problem:
    """Tasks 0 … n − 1 and what they need, in one direction of time.

    ``before[j]`` holds (i, lag): task j starts at the earliest ``lag`` after the start of i;
    ``after[i]`` holds the same as (j, lag). ``needs[j]`` holds (resource, units). ``free``
    has a row for each resource: whole units free in each period; after its end the last
    entry stands. ``order`` is a topological order of the tasks.
    """

    durations: tuple[int, ...]
    needs: Needs
    before: Links
    after: Links
    earliest: tuple[int, ...]
    deadlines: tuple[int | None, ...]
    free: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]
    rank: tuple[int, ...] = field(init=False)
    follows_starts: bool = field(init=False)

    def __post_init__(self) -> None:
        rank = [0] * len(self.order)
        for place, task in enumerate(self.order):
            rank[task] = place
        lags = (lag for links in self.before for _, lag in links)
        object.__setattr__(self, "rank", tuple(rank))
        object.__setattr__(self, "follows_starts", all(lag >= 0 for lag in lags))

    def planes(self, periods: int) -> list[list[int]]:
        """Return the planes of what is free in so many periods, for each resource."""
        return [planes_of(extended(row, periods)) for row in self.free]

    def backward(self, end: int) -> "Problem":
        """Return the same tasks with time running from ``end`` to 0."""
        return Problem(
            self.durations,
            self.needs,
            before=mirrored(self.after, self.durations),
            after=tuple(
                tuple(
                    (i, lag + self.durations[j] - self.durations[i]) for i, lag in links
                )
                for j, links in enumerate(self.before)
            ),
            earliest=(0,) * len(self.order),
            deadlines=(None,) * len(self.order),
            free=tuple(extended(row, end)[::-1] for row in self.free),
            order=self.order[::-1],
        )

    def arranged(self, keys: Sequence[float]) -> list[int]:
        """Return the tasks by key, none before one that it waits for.

        Keys that are starts follow the links by themselves where no lag is negative.
        """
        if self.follows_starts:
            rank = self.rank
            return sorted(self.order, key=lambda task: (keys[task], rank[task]))
        return self.least_first(keys)

    def least_first(self, keys: Sequence[float]) -> list[int]:
        """Return the tasks, always the one of least key among those that could follow."""
        waiting = [len(links) for links in self.before]
        ready = [(keys[task], task) for task in self.order if not waiting[task]]
        heapify(ready)
        found = []
        while ready:
            _, task = heappop(ready)
            found.append(task)
            for follower, _ in self.after[task]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    heappush(ready, (keys[follower], follower))
        return found

    def heads(self) -> list[int]:
        """Return (n,) the earliest starts that links and earliest starts allow."""
        starts = list(self.earliest)
        for task in self.order:
            for earlier, lag in self.before[task]:
                starts[task] = max(starts[task], starts[earlier] + lag)
        return starts

    def tails(self) -> list[int]:
        """Return (n,) the periods from a start to the end of all that hangs on it."""
        return self.hanging_on(self.durations)

    def urgency(self) -> list[int]:
        """Return (n,) the tails, as if what has a deadline were followed by what is left."""
        tails = self.tails()
        end = max(map(add, self.heads(), tails))
        return self.hanging_on(
            [
                duration if deadline is None else duration + max(0, end - deadline)
                for duration, deadline in zip(
                    self.durations, self.deadlines, strict=True
                )
            ]
        )

    def hanging_on(self, own: Sequence[int]) -> list[int]:
        """Return (n,) the longest way to any task's end, whose own (n,) part is given."""
        tails = list(own)
        for task in reversed(self.order):
            for later, lag in self.after[task]:
                tails[task] = max(tails[task], lag + tails[later])
        return tails

    def end(self, starts: Sequence[int]) -> int:
        """Return the period in which everything is finished."""
        return max(
            start + duration
            for start, duration in zip(starts, self.durations, strict=True)
        )

    def lateness(self, starts: Sequence[int]) -> int:
        """Return the periods by which deadlines are missed, added up."""
        return sum(
            max(0, start + duration - deadline)
            for start, duration, deadline in zip(
                starts, self.durations, self.deadlines, strict=True
            )
            if deadline is not None
        )


def mirrored(after: Links, durations: Sequence[int]) -> Links:
    """Return links as they are with time turned round: from start to start again."""
    return tuple(
        tuple((j, lag + durations[j] - durations[i]) for j, lag in links)
        for i, links in enumerate(after)
    )


def extended(row: Sequence[int], periods: int) -> tuple[int, ...]:
    """Return what is free in so many periods."""
    listed = tuple(row[:periods])
    return listed + listed[-1:] * (periods - len(listed))
