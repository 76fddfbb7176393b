"""Customers to whom a promise was broken, beside those to whom it was kept."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
from django.db import connections, router
from django.db.models import QuerySet

from accounts.models import User
from accounts.policy import Act, allows
from customers.models import StandingReview
from customers.queries.spending import margin
from engine.breaking import Strata, Worth, extra_loss, priced, worth_of
from promises.models import BreakLoss, Promise

FOLLOWED_WEEKS: Final = 26
LARGEST: Final = 1e11

_CASES: Final = """
SELECT cases.quarter, COALESCE(h.segment_id, 0),
    CASE WHEN cases.broken > 0 THEN 1 ELSE 0 END,
    CASE WHEN h.last_on <= cases.last_due THEN 1 ELSE 0 END,
    COUNT(*), SUM(cases.broken), SUM(COALESCE(s.at_stake, 0)),
    SUM(COALESCE(s.at_stake, 0) * COALESCE(s.at_stake, 0))
FROM (
    SELECT customer, {quarter} AS quarter, MAX(due_on) AS last_due,
        SUM(CASE WHEN {kept} THEN 0 ELSE 1 END) AS broken
    FROM promises_outcome
    WHERE promise_id = %s AND due_on <= %s AND customer <> ''
    GROUP BY customer, {quarter}
) AS cases
JOIN customers_customer c ON c.code = cases.customer
JOIN customers_history h ON h.customer_id = c.id AND h.days > 0
LEFT JOIN customers_standing s ON s.customer_id = c.id
GROUP BY 1, 2, 3, 4
"""


def reviewed_on() -> date | None:
    """Return the day of which the last review of customers told."""
    review = StandingReview.objects.defer("document").latest_done()
    return None if review is None else review.as_of


def estimate(promise: Promise, as_of: date) -> BreakLoss:
    """Return, not stored yet, what breaking the promise cost until a day."""
    cells: dict[tuple[Any, Any], list[float]] = defaultdict(lambda: [0.0] * 4)
    stayed: dict[tuple[Any, Any], list[float]] = defaultdict(lambda: [0.0] * 3)
    broken_cases = broken_occasions = 0.0
    for row in _cases(promise, as_of):
        quarter, segment, broken, lost, count, occasions, value, squares = row
        cell = cells[quarter, segment]
        cell[0 if broken else 2] += count
        cell[1 if broken else 3] += count if lost else 0
        if broken:
            broken_cases += count
            broken_occasions += float(occasions)
        if not lost:
            stayed[quarter, segment][0] += count
            stayed[quarter, segment][1] += float(value)
            stayed[quarter, segment][2] += float(squares)
    columns = np.array(list(cells.values()), dtype=float).reshape(-1, 4).T
    found = extra_loss(Strata(*columns))
    each = broken_occasions / broken_cases if broken_cases else 0.0
    broken_in = {place: cell[0] for place, cell in cells.items()}
    worth = _worth(broken_in, stayed)
    share = margin()
    costs = [_cost(loss, share, each) for loss in priced(found, worth) or [None] * 3]
    return BreakLoss(
        promise=promise,
        as_of=as_of,
        followed_weeks=FOLLOWED_WEEKS,
        broken=found.broken,
        broken_lost=found.broken_lost,
        kept=found.kept,
        kept_lost=found.kept_lost,
        strata=found.strata,
        difference=found.difference,
        low=found.low,
        high=found.high,
        occasions=each,
        worth=_money(worth.mean),
        margin=share,
        cost=costs[0],
        cost_low=costs[1],
        cost_high=costs[2],
    )


def _worth(
    broken: Mapping[tuple[Any, Any], float], stayed: Mapping[tuple[Any, Any], Any]
) -> Worth:
    """Return a year of who stayed, in the quarters and segments of broken cases.

    Those who left would understate it: what is at stake with them is little by now.
    """
    known = [place for place in stayed if broken[place]]
    rows = [(broken[place], *stayed[place]) for place in known]
    return worth_of(*np.array(rows, dtype=float).reshape(-1, 4).T)


def _money(value: float) -> Decimal:
    return Decimal(f"{min(value, LARGEST):.2f}")


def _cost(
    loss: float | None, share: Decimal | None, occasions: float
) -> Decimal | None:
    """Return the expected loss for one broken occasion, at least nothing."""
    if loss is None or not occasions:
        return None
    stays = 1.0 if share is None else float(share)
    return _money(max(loss, 0.0) * stays / occasions)


def _cases(promise: Promise, as_of: date) -> list[tuple[Any, ...]]:
    """Count cases by quarter, segment, broken and lost; one query."""
    using = router.db_for_read(BreakLoss)
    streams = connections[using].vendor == "postgresql"
    quarter = (
        "(EXTRACT(YEAR FROM due_on)::int * 4 + EXTRACT(QUARTER FROM due_on)::int)"
        if streams
        else "(CAST(strftime('%%Y', due_on) AS INTEGER) * 4 "
        "+ (CAST(strftime('%%m', due_on) AS INTEGER) + 2) / 3)"
    )
    kept = "on_day" if promise.kept_rule == Promise.KeptRule.DAY else "in_time"
    until = as_of - timedelta(weeks=FOLLOWED_WEEKS)
    # Words of this module only; promise and day go as parameters.
    statement = _CASES.format(quarter=quarter, kept=kept)
    with connections[using].cursor() as cursor:
        cursor.execute(statement, [promise.pk, until.isoformat()])
        return list(cursor.fetchall())


def losses(user: User) -> QuerySet[BreakLoss]:
    """Return what breaking each visible promise costs, the dearest first."""
    if not allows(user, Act.SEE_LEDGER):
        return BreakLoss.objects.none()
    rows = BreakLoss.objects.filter(promise__in=Promise.objects.visible_to(user))
    return rows.select_related("promise").order_by("-cost_low", "-broken", "pk")


def loss_of(promise: Promise) -> BreakLoss | None:
    """Return what breaking this promise costs, if it was counted."""
    return BreakLoss.objects.filter(promise=promise).first()
