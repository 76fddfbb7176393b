"""A promise's record as its page shows it: by both rules, and its error budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import KeptByWeek, WeekOutcome, kept_by_week
from core.weeks import WEEK
from promises.models import Promise
from promises.queries.burn import Burn, ErrorBudget, burn_of
from promises.queries.kept import WeekCount, kept_weeks

CHARTED_WEEKS = 104
NO_BREAK = "\N{NO-BREAK SPACE}"
RULES = (Promise.KeptRule.MOMENT, Promise.KeptRule.DAY)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    kept: int
    of: int

    @property
    def rate(self) -> float | None:
        return self.kept / self.of if self.of else None


@dataclass(frozen=True, kw_only=True)
class RuleRecord:
    """One rule of comparison, under both ways of counting what was never done."""

    rule: str
    words: str
    finished: Share
    all_due: Share
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """All of it, over the weeks that are over."""

    first: date
    last: date
    weeks: int
    undone: int
    rules: tuple[RuleRecord, ...]
    burn: Burn
    chart: KeptByWeek

    @property
    def budget(self) -> ErrorBudget | None:
        return self.burn.budget

    @property
    def own(self) -> RuleRecord:
        return next(rule for rule in self.rules if rule.is_own)


def record_of(promise: Promise, as_of: date) -> Record | None:
    """Return a promise's record, or nothing if no week with occasions is over."""
    weeks = kept_weeks(promise, as_of)
    if not weeks:
        return None
    due, done = sum(w.due for w in weeks), sum(w.done for w in weeks)
    return Record(
        first=weeks[0].week,
        last=weeks[-1].week + WEEK,
        weeks=len(weeks),
        undone=due - done,
        rules=tuple(_by_rule(promise, weeks, rule, due, done) for rule in RULES),
        burn=burn_of(promise, weeks, as_of),
        chart=_chart(promise, weeks),
    )


def _by_rule(
    promise: Promise, weeks: Sequence[WeekCount], rule: str, due: int, done: int
) -> RuleRecord:
    kept = sum(week.kept(rule) for week in weeks)
    return RuleRecord(
        rule=rule,
        words=str(Promise.KeptRule(rule).label),
        finished=Share(kept, done),
        all_due=Share(kept, due),
        is_own=promise.kept_rule == rule,
    )


def _chart(promise: Promise, weeks: Sequence[WeekCount]) -> KeptByWeek:
    since = weeks[-1].week - (CHARTED_WEEKS - 1) * WEEK
    shown = [week for week in weeks if week.week >= since]
    return kept_by_week(
        [
            WeekOutcome(week=w.week, occasions=w.due, kept=(w.in_time, w.on_day))
            for w in shown
        ],
        rules=("to the moment", "to the day"),
        title=_headline(promise, shown),
        note=(
            "Share of the occasions that fell due in each week and were kept; "
            "what was never done counts as broken."
        ),
        target=None if promise.target is None else float(promise.target),
    )


def _headline(promise: Promise, weeks: Sequence[WeekCount]) -> str:
    """Say what the chart shows: the worst week, and how many missed the target."""
    due = [week for week in weeks if week.due]
    rates = [week.kept(promise.kept_rule) / week.due for week in due]
    if promise.target is None:
        return (
            f"Between {min(rates):.0%} and {max(rates):.0%} kept, week by week".replace(
                "%", f"{NO_BREAK}%"
            )
        )
    short = sum(rate < promise.target for rate in rates)
    if not short:
        return "The target was reached in every week"
    return f"Short of the target in {short} of {len(rates)} weeks"
