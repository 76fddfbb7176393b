"""The demo company's tests of assumptions: planned, running, supported and refuted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from planner.assumptions import services
from planner.plans.models import Plan
from planner.scores import runs


@dataclass(frozen=True, kw_only=True)
class FoundFact:
    """Something found out; ``week`` is counted from the demo's Monday."""

    week: int
    by: str
    text: str
    source: str
    figure: str = ""


@dataclass(frozen=True, kw_only=True)
class TestFact:
    plan: str
    assumption: str
    planned: int
    owner: str
    method: str
    measure: str
    unit: str
    comparison: str
    threshold: str
    due: int
    cost: str = ""
    holds: int | None = None
    found: tuple[FoundFact, ...] = field(default=())
    result: str = ""
    reason: str = ""


TESTS = (
    TestFact(
        plan="Spring launch",
        assumption="spread",
        planned=-1,
        owner="sales",
        method="Show the film in the region of Malmö alone, two weeks before the others, "
        "and count the orders from there day by day.",
        measure="the share of four weeks' orders that come in the first week",
        unit="%",
        comparison="at-most",
        threshold="40",
        due=2,
        cost="1800",
        found=(
            FoundFact(
                week=0,
                by="sales",
                text="After four days 31 of the 80 orders we expect in four weeks.",
                source="order history, Malmö",
                figure="39",
            ),
        ),
    ),
    TestFact(
        plan="Spring launch",
        assumption="packers-stay",
        planned=-1,
        owner="operations",
        method="Ask everybody on the packing line whether they stay until June.",
        measure="how many of the 14 say yes",
        unit="packers",
        comparison="at-least",
        threshold="13",
        due=1,
        cost="0",
        holds=16,
    ),
    TestFact(
        plan="Back to Northlight",
        assumption="they-answer",
        planned=-3,
        owner="frontline",
        method="Call 200 of those who went quiet, and ask nothing but how they are.",
        measure="the share of them who order within a month",
        unit="%",
        comparison="at-least",
        threshold="11",
        due=1,
        cost="900",
        holds=30,
        found=(
            FoundFact(
                week=-2,
                by="frontline",
                text="84 called, 9 have ordered. Most are glad that somebody rings.",
                source="call list, first week",
                figure="10.7",
            ),
            FoundFact(
                week=-1,
                by="frontline",
                text="200 called, 25 have ordered.",
                source="call list and order history",
                figure="12.5",
            ),
        ),
        result="supported",
        reason="25 of 200 ordered, and the last days brought as many as the first. One in "
        "eight is more than one in nine.",
    ),
    TestFact(
        plan="Autumn catalogue",
        assumption="order-rate",
        planned=-3,
        owner="sales",
        method="Count the orders with the catalogue's code in its first two weeks, "
        "beside the same weeks of the last catalogue.",
        measure="orders a hundred catalogues",
        unit="orders",
        comparison="at-most",
        threshold="6.5",
        due=0,
        cost="0",
        found=(
            FoundFact(
                week=-1,
                by="sales",
                text="412 orders of 5,200 catalogues, and they are still coming.",
                source="order history, code AC",
                figure="7.9",
            ),
        ),
        result="refuted",
        reason="It is nearly eight in a hundred, not six: good for the till, and more than "
        "we said we can carry.",
    ),
)


def put_to_the_test(
    people: Mapping[str, User],
    day: Callable[[int], date],
    week: Callable[[int], datetime],
    *,
    now: datetime,
) -> None:
    """Let people test what their plans believe, and have scored what leans on it."""
    for fact in TESTS:
        _test(fact, people, day, week)
    while runs.score_next(now=now):
        pass


def _test(
    fact: TestFact,
    people: Mapping[str, User],
    day: Callable[[int], date],
    week: Callable[[int], datetime],
) -> None:
    plan = Plan.objects.get(title=fact.plan)
    card = services.Card(
        method=fact.method,
        measure=fact.measure,
        unit=fact.unit,
        comparison=fact.comparison,
        threshold=Decimal(fact.threshold),
        owner=people[fact.owner].pk,
        due_on=day(fact.due),
        cost=Decimal(fact.cost) if fact.cost else None,
        valid_until=None if fact.holds is None else day(fact.holds),
    )
    test = services.plan_test(
        plan=plan,
        assumption=fact.assumption,
        actor=plan.author,
        card=card,
        now=week(fact.planned),
    )
    for found in fact.found:
        moment = week(found.week)
        services.add_finding(
            test_id=test.pk,
            actor=people[found.by],
            found=services.Found(
                on=moment.date(),
                text=found.text,
                source=found.source,
                figure=Decimal(found.figure) if found.figure else None,
            ),
            now=moment,
        )
    if fact.result:
        services.conclude(
            test_id=test.pk,
            actor=people[fact.owner],
            result=fact.result,
            reason=fact.reason,
            now=week(0),
        )
