"""Serial schedule generation for many lists of tasks at once, a lane for each.

Every step places one task in every lane. What is free is kept as a row of numbers for each
lane and resource; the periods in which a task fits become bits of 64-bit words, in which the
first run that is long enough is found by doubling, as in ``engine.schedule.timeline``.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.schedule.problem import Problem, extended

Numbers = NDArray[np.int64]
Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Units = NDArray[np.signedinteger]
Scores = NDArray[np.float64]

WORD = 64
ONE, LAST = np.uint64(1), np.uint64(WORD - 1)
# So many numbers at a time stay near the processor, and so many bytes in memory.
NEAR, MOST_BYTES = 1 << 18, 1 << 26
LEAST_LANES, MOST_LANES = 8, 384


class Lanes:
    """Places lists of one problem's tasks, within so many periods.

    The periods of a row fill its words; in those after the last period nothing is free.
    """

    def __init__(self, problem: Problem, periods: int) -> None:
        self.problem, self.periods = problem, periods
        self.width = -(-periods // WORD) * WORD
        self.durations = np.array(problem.durations, dtype=np.int64)
        most = max((max(row) for row in problem.free), default=0)
        self.units = np.min_scalar_type(-most - 1)
        self.free = self.listed_free()
        self.resources, self.needs = self.listed_needs()
        self.before, self.lags = self.listed_links()
        self.shifts = shifts_of(int(self.durations.max()))
        self.since = bits_since(self.width // WORD)
        ended = np.zeros(2 * self.width, dtype=self.units)
        ended[: self.width] = -1
        self.ended = sliding_window_view(ended, self.width)

    @property
    def count(self) -> int:
        """Return how many lanes are worth while at once; none if memory is too small."""
        near = NEAR // (self.width * self.needs.shape[1])
        most = MOST_BYTES // self.free.nbytes
        return int(min(max(near, LEAST_LANES), MOST_LANES, most))

    def listed_free(self) -> Units:
        """Return (resources + 1, width) what is free; the last is nobody's."""
        free = np.full((len(self.problem.free) + 1, self.width), -1, dtype=self.units)
        free[-1] = 0
        free[-1, self.periods :] = -1
        for resource, row in enumerate(self.problem.free):
            free[resource, : self.periods] = extended(row, self.periods)
        return free

    def listed_needs(self) -> tuple[Numbers, Units]:
        """Return (n, most needs) resources and the units needed, nobody's where there are fewer."""
        needs = self.problem.needs
        most = max(1, *map(len, needs), 0)
        resources = np.full((len(needs), most), len(self.problem.free))
        units = np.zeros((len(needs), most), dtype=self.units)
        for task, rows in enumerate(needs):
            for place, (resource, amount) in enumerate(rows):
                resources[task, place], units[task, place] = resource, amount
        return resources, units

    def listed_links(self) -> tuple[Numbers, Numbers]:
        """Return (most links, n) tasks waited for and lags; task n starts at 0."""
        links = self.problem.before
        most = 1 + max(map(len, links))
        before = np.full((most, len(links)), len(links))
        lags = np.zeros((most, len(links)), dtype=np.int64)
        lags[0] = self.problem.earliest
        for task, rows in enumerate(links):
            for place, (earlier, lag) in enumerate(rows, 1):
                before[place, task], lags[place, task] = earlier, lag
        return before, lags

    def place(self, lists: Numbers, free: Units | None = None) -> tuple[Numbers, Flags]:
        """Return (lanes, n) starts, each as early as it fits, one after the other.

        ``lists`` (lanes, n) follow their links; ``free`` (lanes, resources + 1, width) may
        differ from lane to lane and is used up. The flags (lanes,) tell which fit.
        """
        lanes, tasks = lists.shape
        rows = len(self.free) * np.arange(lanes)[:, None]
        if free is None:
            free = np.repeat(self.free[None], lanes, axis=0)
        left = free.reshape(-1, self.width)
        starts = np.zeros((lanes, tasks + 1), dtype=np.int64)
        flat, first = starts.reshape(-1), (tasks + 1) * np.arange(lanes)
        fit = np.ones(lanes, dtype=np.bool_)
        for task in np.ascontiguousarray(lists.T):
            lengths = self.durations.take(task)
            waited = flat.take(first + self.before.take(task, axis=1))
            soonest = (waited + self.lags.take(task, axis=1)).max(axis=0)
            units = self.needs.take(task, axis=0)[:, :, None]
            used = rows + self.resources.take(task, axis=0)
            unused = left.take(used, axis=0)
            fits = everywhere(unused >= units)
            start = self.first_fit(fits, soonest, lengths)
            misses = (start < 0) | (start + lengths > self.periods)
            fit &= ~misses
            start[misses] = 0
            flat[first + task] = start
            taken = self.ended[self.width - start - lengths]
            taken ^= self.ended[self.width - start]
            taken[misses] = 0
            unused -= units & taken[:, None, :]
            left[used] = unused
        return starts[:, :tasks], fit

    def first_fit(self, fits: Flags, soonest: Numbers, lengths: Numbers) -> Numbers:
        """Return (lanes,) the first start of so many periods that fit, or -1."""
        words = words_of(fits)
        for shift in self.shifts[:, lengths]:
            moved = words >> shift
            moved[:-1] |= (words[1:] << ONE) << (LAST - shift)
            words &= moved
        whole, part = np.divmod(np.minimum(soonest, self.width), WORD)
        words &= self.since[part, self.width // WORD - whole].T
        word = (words != 0).argmax(axis=0)
        bits = words[word, np.arange(word.size)]
        found = WORD * word + np.bitwise_count((bits & -bits) - ONE)
        found[bits == 0] = -1
        return np.where(lengths == 0, soonest, found)


def bits_since(words: int) -> Words:
    """Return (64, words + 1, words): at [p, words - w] the bits from period 64 w + p on."""
    line = np.zeros((WORD, 2 * words), dtype=np.uint64)
    line[:, words:] = np.iinfo(np.uint64).max
    line[:, words] <<= np.arange(WORD, dtype=np.uint64)
    return sliding_window_view(line, words, axis=1)


def everywhere(flags: Flags) -> Flags:
    """Return (rows, width) where all flags of a row (rows, k, width) are set."""
    found = flags[:, 0].copy()
    for place in range(1, flags.shape[1]):
        found &= flags[:, place]
    return found


def words_of(flags: Flags) -> Words:
    """Return (words, rows) the bits of rows of flags (rows, width)."""
    packed = np.packbits(flags, axis=1, bitorder="little")
    return np.ascontiguousarray(packed.view("<u8").T)


def shifts_of(longest: int) -> Words:
    """Return (steps, longest + 1) by how much bits are moved to find runs of a length.

    After a step a bit stands for twice as many periods on end, or for all that are asked for.
    """
    lengths = np.arange(longest + 1)
    steps, run = [], 1
    while run < longest:
        steps.append(np.clip(lengths - run, 0, min(run, WORD - 1)))
        run += min(run, WORD - 1)
    return np.array(steps, dtype=np.uint64).reshape(len(steps), longest + 1)
