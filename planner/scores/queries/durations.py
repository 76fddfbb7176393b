"""How long the occasions of a promise took: counted in the database, read in one query.

Of a long ledger the occasions are grouped by day of promise, and by durations rounded
up to a fiftieth of the usual one, so that what is read does not grow with the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import (
    Avg,
    Case,
    Count,
    F,
    FloatField,
    Func,
    IntegerField,
    Sum,
    When,
)
from django.db.models.functions import Cast, Ceil, Floor
from numpy.typing import NDArray

from core.weeks import monday_of
from customers.models import Segment
from engine import frontier
from promises.models import KeptWeek, Outcome, Promise
from promises.queries.recent import company_day

LOOKED_BACK = timedelta(weeks=157)
FEW = 20_000
DAY = 86_400
# In seconds: durations are rounded up to one of these.
UNITS = (60, 300, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400)
PARTS = 50
# Of a date in days and fractions, seconds are right to a few hundred thousandths.
NOISE = 1e-4


class Seconds(Func):
    """A moment in seconds since 1970."""

    output_field = FloatField()
    # Without the cast, PostgreSQL counts in decimals, five times as slowly.
    template = "EXTRACT(EPOCH FROM %(expressions)s)::double precision"

    def as_sqlite(
        self,
        compiler: Any,  # noqa: ANN401
        connection: Any,  # noqa: ANN401
        **context: Any,  # noqa: ANN401
    ) -> tuple[str, tuple[str | int, ...]]:
        template = "((JULIANDAY(%(expressions)s) - 2440587.5) * 86400.0)"
        sql, params = self.as_sql(compiler, connection, template=template, **context)
        return sql, tuple(params)


@dataclass(frozen=True, slots=True, eq=False)
class Durations:
    """What is known of a promise's occasions: for ``frontier.frontier_of``.

    ``segment`` are indices into ``segments``, the names, "" for none.
    """

    spans: frontier.Spans
    segment: NDArray[np.int64]
    segments: tuple[str, ...]


def durations_of(promise: Promise, now: datetime) -> Durations:
    """Read the last three years of a promise's ledger; four queries."""
    since = monday_of(company_day(now) - LOOKED_BACK)
    counts = KeptWeek.objects.filter(promise=promise, week__gte=since)
    occasions: int = counts.aggregate(all=Sum("due"))["all"] or 0
    rows = Outcome.objects.filter(promise=promise, due_week__gte=since)
    rows = rows.filter(promised_at__lte=now)
    done = Case(When(done_at__lte=now, then=F("done_at")))
    took = Seconds(done) - Seconds("promised_at")
    start, unit = 60, 60
    if occasions > FEW:
        usual = rows.aggregate(usual=Avg(took))["usual"] or 0.0
        start = DAY
        unit = max(size for size in UNITS if size == 60 or size * PARTS <= usual)
    cells = (
        rows.values_list(
            Cast(Floor(Seconds("promised_at") / float(start)), IntegerField()),
            Cast(Ceil(took / float(unit) - NOISE), IntegerField()),
            "segment_id",
        )
        .annotate(many=Count("pk"))
        .order_by()
    )
    return _counted(list(cells), start, unit, now)


def _counted(
    cells: Sequence[tuple[Any, ...]], start: int, unit: int, now: datetime
) -> Durations:
    """Turn counts by start, duration and segment into spans.

    Within a day that was grouped, occasions count from its middle.
    """
    begun = np.array([float(cell[0]) for cell in cells]) * start / DAY
    begun += 0.5 * (start == DAY)
    took = np.array([np.inf if cell[1] is None else float(cell[1]) for cell in cells])
    as_of = now.timestamp() / DAY
    found = {cell[2] for cell in cells}
    known = Segment.objects.filter(pk__in=found - {None}).order_by("name")
    named = [(None, "")] * (None in found) + list(known.values_list("pk", "name"))
    places = {key: place for place, (key, _) in enumerate(named)}
    return Durations(
        spans=frontier.Spans(
            started=np.minimum(begun, as_of),
            took=np.maximum(took, 0.0) * unit / DAY,
            count=np.array([float(cell[3]) for cell in cells]),
            as_of=as_of,
        ),
        segment=np.array([places[cell[2]] for cell in cells], dtype=np.int64),
        segments=tuple(name for _, name in named),
    )
