"""Schedule a project: a first list, a bound, and a search until they meet or time is over."""

import time
from collections.abc import Callable
from random import Random

from engine import checks
from engine.draws import MOST_SEED
from engine.schedule.bound import bound
from engine.schedule.building import build_problem
from engine.schedule.case import ScheduleCase
from engine.schedule.justifying import Justifier
from engine.schedule.parallel import begun, is_constant
from engine.schedule.placing import Placer
from engine.schedule.problem import Problem
from engine.schedule.reporting import report, without_schedule
from engine.schedule.result import Found, OnProgress, Progress, Schedule
from engine.schedule.search import Search
from engine.schedule.stepping import polished, stepped

LONGEST_SECONDS = 3_600.0
# With fewer lanes than that nothing is gained.
FEWEST = 2
# Above so many tasks there is time for few schedules only: small steps from the best.
MANY = 300
# So many of the first schedules are sampled, and how far they are blurred, as a share of
# the longest tail.
SAMPLES, BLUR = 24, 0.1
# A population needs schedules that end later than the first: so much later, or, where
# deadlines are missed, so many times.
ROOM, WIDE_ROOM = 1.4, 2


class Clock:
    """Says when the search is over. The only place that reads the clock."""

    def __init__(self, seconds: float, progress: OnProgress | None) -> None:
        self.began, self.seconds = time.monotonic(), seconds
        self.least, self.progress = 0, progress
        self.asked: float | None = None
        self.cut_short = False

    def enough(self, best: Found) -> bool:
        """Tell whether nothing can be better, there is no time to go on, or somebody says stop.

        To go on takes as long as it took since this was asked before.
        """
        if best.late == 0 and best.end <= self.least:
            return True
        now = time.monotonic()
        passed = now - self.began
        step = 0.0 if self.asked is None else now - self.asked
        self.asked = now
        share = min(1.0, passed / self.seconds)
        self.cut_short = passed + step >= self.seconds or (
            self.progress is not None
            and self.progress(Progress(share, best.end, self.least)) is False
        )
        return self.cut_short


def schedule(
    case: ScheduleCase,
    *,
    seconds: float = 2.0,
    seed: int = 1,
    progress: OnProgress | None = None,
) -> Schedule:
    """Find starts for all tasks that hold links and capacity, the end as soon as can be.

    Deadlines are held where that is possible: the periods late are counted before the end.
    Uncertain durations count with their expectation. ``progress`` is told how far it is
    after every generation. Raises ``InvalidCase`` for a seed or a time that cannot be used.
    """
    checks.positive(seconds, "seconds", most=LONGEST_SECONDS)
    checks.whole(seed, "seed", most=MOST_SEED)
    clock = Clock(seconds, progress)
    problem = build_problem(case)
    keys = [-float(tail) for tail in problem.urgency()]
    placer = Placer(problem, furthest(problem))
    first = placer.early(problem.least_first(keys))
    if first is None:
        return without_schedule(problem, seed)
    clock.least = bound(problem, problem.end(first))
    room = WIDE_ROOM if problem.lateness(first) else ROOM
    periods = min(placer.periods, int(room * problem.end(first)) + 1)
    placer = Placer(problem, periods)
    best = polished(placer, first)
    if is_constant(problem):
        best = min(best, polished(placer, begun(problem, keys)))
    if not clock.enough(best):
        best = improved(placer, best, seed, clock.enough)
    return report(case, problem, best, clock.least, seed, cut_short=clock.cut_short)


def improved(
    placer: Placer, best: Found, seed: int, enough: Callable[[Found], bool]
) -> Found:
    """Return the best schedule that is found beside one until it is good enough."""
    if len(placer.problem.order) > MANY:
        return stepped(placer, best, seed, enough)
    justifier = Justifier(placer.problem, placer.periods)
    if justifier.forward.count < FEWEST:
        return stepped(placer, best, seed, enough)
    return Search(justifier, seed, enough).run([best.starts, *sampled(placer, seed)])


def sampled(placer: Placer, seed: int) -> list[list[int]]:
    """Return starts (n,) of parallel schedules by chance, those that end soon enough."""
    problem = placer.problem
    if not is_constant(problem):
        return []
    random = Random(seed)  # noqa: S311
    tails = problem.urgency()
    blur = BLUR * max(tails)
    drawn = (
        begun(problem, [random.gauss(0.0, blur) - tail for tail in tails])
        for _ in range(SAMPLES)
    )
    return [starts for starts in drawn if problem.end(starts) <= placer.periods]


def furthest(problem: Problem) -> int:
    """Return the periods in which all tasks fit one after the other, where capacity lasts."""
    lags = sum(
        max(0, lag - problem.durations[earlier])
        for links in problem.before
        for earlier, lag in links
    )
    listed = max((len(row) for row in problem.free), default=0)
    return listed + max(problem.earliest) + sum(problem.durations) + lags
