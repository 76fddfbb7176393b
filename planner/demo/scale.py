"""A company of any size, for measuring: customers who buy, talk and leave.

Customers join over three years, buy at a rate of their own (Gamma over customers) and
leave after a purchase with a probability of their own (Beta over customers), from a
fixed seed. Only on PostgreSQL, which takes the rows as a stream.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core.bulk import insert_columns
from customers import rollup
from customers.models import Purchase, Segment

Whole = NDArray[np.int64]

SEED: Final = 20_260_105
SEGMENTS: Final = 5
WEEKS: Final = 156
JOINING: Final = 150.0
RATE_SHAPE: Final = 0.7
RATE_A_WEEK: Final = 0.26
LEAVES: Final = (0.6, 6.0)
AT_ONCE: Final = 1_000_000
ITEMS: Final = 20
PRICES: Final = 5_000

_CUSTOMERS: Final = """
INSERT INTO customers_customer (code, name, email, phone, segment_id, relationship,
    first_seen, consent, revision)
SELECT 'S-' || lpad(n::text, 8, '0'), 'Customer ' || n, '', '',
    (%(segments)s)[1 + n %% %(count)s],
    CASE WHEN n %% 50 = 0 THEN 'former' ELSE 'customer' END,
    %(day)s::date - (n * 7919 %% 1092)::int, 'unknown', 1
FROM generate_series(1, %(many)s::bigint) AS n
"""

# Each third answered a survey, each fourth had a contact, each twentieth complained;
# who is a former customer left.
_TALK: Final = (
    """
INSERT INTO customers_surveyanswer (customer_id, kind, score, lowest, highest, "on")
SELECT id, 'csat', 1 + (n * 31 / 3) %% 5, 1, 5, %(day)s::date - (n * 104729 %% 700)::int
FROM (SELECT id, substr(code, 3)::bigint AS n FROM customers_customer) c WHERE n %% 3 = 0
""",
    """
INSERT INTO customers_interaction (customer_id, at, channel, direction, kind, note)
SELECT id, (%(day)s::date - (1 + n * 15485863 %% 364)::int) + time '12:00', 'phone',
    'from-them', CASE WHEN n %% 20 = 8 THEN 'complaint' ELSE 'contact' END, ''
FROM (SELECT id, substr(code, 3)::bigint AS n FROM customers_customer) c WHERE n %% 4 = 0
""",
    """
INSERT INTO customers_defection (customer_id, "on", to_whom, why, broken_promise)
SELECT id, %(day)s::date - (substr(code, 3)::bigint * 611953 %% 300)::int, '', '', ''
FROM customers_customer WHERE relationship = 'former'
""",
)


def fill(
    *, customers: int, purchases: int, today: date, say: Callable[[str], None]
) -> None:
    """Write so many customers and purchases, count them, and gather statistics."""
    segments = [
        Segment.objects.create(code=f"scale-{number}", name=f"Segment {number}").pk
        for number in range(1, SEGMENTS + 1)
    ]
    say(f"{customers:,} customers")
    with connection.cursor() as cursor:
        cursor.execute(
            _CUSTOMERS,
            {"segments": segments, "count": SEGMENTS, "many": customers, "day": today},
        )
        cursor.execute("SELECT min(id) FROM customers_customer WHERE code LIKE 'S-%%'")
        base = cursor.fetchone()[0]
    say(f"{purchases:,} purchases")
    draw = np.random.default_rng(SEED)
    first = today - timedelta(weeks=WEEKS)
    for who, day in _shopping(customers, purchases, draw):
        _write(who + base, day, first, draw)
    say("answers, contacts, complaints and leavings")
    talk(today)
    say("one row of sums for each customer")
    rollup.count_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def talk(today: date) -> None:
    """Write what some of the customers said, and who left."""
    with connection.cursor() as cursor:
        for statement in _TALK:
            cursor.execute(statement, {"day": today})


def _shopping(
    customers: int, purchases: int, draw: np.random.Generator
) -> Iterator[tuple[Whole, Whole]]:
    """Yield who buys on which day, a round of everybody who is there at a time.

    Who is still wanted when all have left or time is over buys more often at random.
    """
    now = draw.uniform(0.0, JOINING, customers)
    rate = draw.gamma(RATE_SHAPE, RATE_A_WEEK / RATE_SHAPE, customers)
    leaves = draw.beta(*LEAVES, customers)
    there = np.arange(customers)
    left = purchases
    while left and len(there):
        there = there[:left]
        left -= len(there)
        yield there, (now[there] * 7).astype(np.int64)
        there = there[draw.random(len(there)) >= leaves[there]]
        now[there] += draw.exponential(1.0 / np.maximum(rate[there], 1e-9))
        there = there[now[there] < WEEKS]
    while left:
        some = min(left, AT_ONCE)
        left -= some
        who = draw.integers(0, customers, some)
        yield who, draw.integers(0, WEEKS * 7, some)


def _write(who: Whole, day: Whole, first: date, draw: np.random.Generator) -> None:
    """Stream a round into the table, a million lines at a time."""
    days = [first + timedelta(days=number) for number in range(WEEKS * 7)]
    prices = np.round(draw.gamma(4.0, 20.0, PRICES), 2).tolist()
    items = [f"item-{number:02d}" for number in range(ITEMS)]
    for start in range(0, len(who), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        keys, code = np.unique(who[part], return_inverse=True)
        many = len(code)
        columns: dict[str, Any] = {
            "customer_id": (keys.tolist(), code),
            "reference": ([""], np.zeros(many, dtype=int)),
            "item": (items, draw.integers(0, ITEMS, many)),
            "on": (days, day[part]),
            "amount": (prices, draw.integers(0, PRICES, many)),
        }
        insert_columns(Purchase, columns)
