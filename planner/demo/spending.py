"""What winning and keeping customers cost the demo company, half a year at a time."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from accounts.models import User
from customers.services import enter_spending

# Thousands spent on winning, customers won, thousands spent on keeping, customers kept.
HALF_YEARS: Final = (
    (412, 5_150, 96, 21_400),
    (468, 5_480, 92, 24_900),
    (533, 5_720, 88, 28_100),
    (611, 5_890, 85, 30_600),
)
WEEKS: Final = 26
MARGIN: Final = Decimal("0.38")


def bring_in(*, people: Mapping[str, User], monday: date, now: datetime) -> None:
    """Enter the half-years before this week: more and more goes into winning."""
    starts = monday - timedelta(weeks=WEEKS * len(HALF_YEARS))
    for winning, won, keeping, kept in HALF_YEARS:
        ends = starts + timedelta(weeks=WEEKS, days=-1)
        enter_spending(
            actor=people["marketing"],
            facts={
                "starts": starts,
                "ends": ends,
                "winning": Decimal(winning * 1000),
                "won": won,
                "keeping": Decimal(keeping * 1000),
                "kept": kept,
                "margin": MARGIN,
                "source": "the books, cost centres 41 (marketing) and 47 (care)",
            },
            now=now,
        )
        starts = ends + timedelta(days=1)
