"""Schedule a project: a first list, a bound, and a search until they meet or time is over."""

import time
from random import Random

from engine import checks
from engine.draws import MOST_SEED
from engine.schedule.bound import bound
from engine.schedule.building import build_problem
from engine.schedule.case import ScheduleCase
from engine.schedule.placing import Placer
from engine.schedule.problem import Problem
from engine.schedule.reporting import report, without_schedule
from engine.schedule.result import OnProgress, Progress, Schedule
from engine.schedule.search import MANY, Found, Search

LONGEST_SECONDS = 3_600.0
# A population needs schedules that end later than the first, up to so many times.
ROOM = 2


class Clock:
    """Says when the search is over. The only place that reads the clock."""

    def __init__(self, seconds: float, least: int, progress: OnProgress | None) -> None:
        self.began, self.seconds = time.monotonic(), seconds
        self.least, self.progress = least, progress
        self.cut_short = False

    def enough(self, best: Found) -> bool:
        """Tell whether nothing can be better, the time is over, or somebody says stop."""
        if best.late == 0 and best.end <= self.least:
            return True
        share = min(1.0, (time.monotonic() - self.began) / self.seconds)
        self.cut_short = share >= 1.0 or (
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
    after every schedule. Raises ``InvalidCase`` for a seed or a time that cannot be used.
    """
    checks.positive(seconds, "seconds", most=LONGEST_SECONDS)
    checks.whole(seed, "seed", most=MOST_SEED)
    problem = build_problem(case)
    urgency = [-tail for tail in problem.urgency()]
    placer = Placer(problem, furthest(problem))
    first = placer.early(problem.least_first(urgency))
    if first is None:
        return without_schedule(problem, seed)
    least = bound(problem, problem.end(first))
    clock = Clock(seconds, least, progress)
    if problem.lateness(first) == 0:
        wide = 1 if len(case.tasks) > MANY else ROOM
        placer = Placer(problem, wide * problem.end(first))
    search = Search(placer, Random(seed), clock.enough)  # noqa: S311
    best = search.run(first)
    return report(case, problem, best, least, seed, cut_short=clock.cut_short)


def furthest(problem: Problem) -> int:
    """Return the periods in which all tasks fit one after the other, where capacity lasts."""
    lags = sum(
        max(0, lag - problem.durations[earlier])
        for links in problem.before
        for earlier, lag in links
    )
    listed = max((len(row) for row in problem.free), default=0)
    return listed + max(problem.earliest) + sum(problem.durations) + lags
