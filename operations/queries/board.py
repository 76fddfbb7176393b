"""The board: every capability by weeks, one measure at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.policy import Act, allows
from core.weeks import WEEK, mondays
from operations.cells import Estimate, Measure, show_estimate
from operations.models import Capability, CapabilityWeek

BOARD_WEEKS = 26


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """A capability; ``stored`` holds the weeks that differ, empty where usual."""

    pk: int
    code: str
    name: str
    unit: str
    units: str
    revision: int
    usual: Estimate | None
    stored: tuple[Estimate | None, ...]
    fixed: bool  # follows from people and hours: not to be set week by week

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(map(show_estimate, self.stored))

    @property
    def usual_text(self) -> str:
        return show_estimate(self.usual)


@dataclass(frozen=True, kw_only=True)
class Board:
    measure: Measure
    weeks: tuple[date, ...]
    rows: tuple[BoardRow, ...]
    editable: bool

    @property
    def earlier(self) -> date:
        return self.weeks[0] - WEEK * len(self.weeks)

    @property
    def later(self) -> date:
        return self.weeks[-1] + WEEK


def _usual(capability: Capability, measure: Measure) -> Estimate | None:
    if measure == Measure.CAPACITY and capability.staffed_capacity is not None:
        return Estimate.exactly(capability.staffed_capacity.quantize(1))
    return capability.usual(measure)


def board(
    *,
    user: User,
    measure: Measure,
    weeks_from: date,
    capabilities: Sequence[Capability],
) -> Board:
    """Lay out these capabilities over the board's weeks; one query."""
    weeks = mondays(weeks_from, BOARD_WEEKS)
    stored: dict[int, dict[date, Estimate | None]] = defaultdict(dict)
    for week in CapabilityWeek.objects.filter(
        capability__in=capabilities, week__gte=weeks[0], week__lte=weeks[-1]
    ):
        stored[week.capability_id][week.week] = week.value(measure)
    return Board(
        measure=measure,
        weeks=weeks,
        editable=allows(user, Act.EDIT_OPERATIONS),
        rows=tuple(
            BoardRow(
                pk=capability.pk,
                code=capability.code,
                name=capability.name,
                unit=capability.unit,
                units=capability.units,
                revision=capability.revision,
                usual=_usual(capability, measure),
                stored=tuple(stored[capability.pk].get(week) for week in weeks),
                fixed=measure == Measure.CAPACITY and capability.is_staffed,
            )
            for capability in capabilities
        ),
    )
