"""The demo company's scenarios: what its people asked, and had scored side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from planner.plans.models import Plan
from planner.scenarios import services
from planner.scenarios.models import Scenario
from planner.scenarios.runs import compare_next
from planner.scenarios.services import Asked

LAUNCH = "Spring launch"


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """A change; ``week`` is counted from the demo's Monday."""

    kind: str
    plan: str = ""
    tactic: str = ""
    initiative: str = ""
    capability: str = ""
    amount: str = ""
    week: int | None = None


@dataclass(frozen=True, kw_only=True)
class ScenarioFact:
    name: str
    question: str
    by: str
    changes: tuple[Supposed, ...]


SCENARIOS = (
    ScenarioFact(
        name="Spring launch without television",
        question="Can we keep the launch if only those hear of it whom we can serve?",
        by="marketing",
        changes=(Supposed(kind="without", plan=LAUNCH, tactic="television"),),
    ),
    ScenarioFact(
        name="Two more packers from week 6",
        question="Would two more packers carry the launch as it is planned?",
        by="operations",
        changes=(
            Supposed(kind="plan-in", plan=LAUNCH),
            Supposed(kind="capacity-plus", capability="packing", amount="150", week=5),
        ),
    ),
    ScenarioFact(
        name="Customers ask for a fifth more",
        question="What breaks first if our customers simply order more?",
        by="ceo",
        changes=(Supposed(kind="demand", amount="120"),),
    ),
)


def draw_up(
    people: Mapping[str, User], day: Callable[[int], date], *, now: datetime
) -> None:
    """Let three people draw up a scenario, and the CEO compare them."""
    rows = [_drawn_up(fact, people[fact.by], day, now) for fact in SCENARIOS]
    services.compare(actor=people["ceo"], scenarios=_keys(rows), now=now)
    while compare_next(now=now):
        pass


def _keys(rows: Sequence[Scenario]) -> list[int]:
    return [row.pk for row in rows]


def _drawn_up(
    fact: ScenarioFact, actor: User, day: Callable[[int], date], now: datetime
) -> Scenario:
    row = services.create(
        actor=actor, name=fact.name, question=fact.question, shared=True, now=now
    )
    for change in fact.changes:
        row.refresh_from_db()
        services.add_change(
            actor=actor,
            scenario=row,
            revision=row.revision,
            asked=_asked(change, day),
            now=now,
        )
    return row


def _asked(change: Supposed, day: Callable[[int], date]) -> Asked:
    plan = Plan.objects.get(title=change.plan).pk if change.plan else None
    return Asked(
        kind=change.kind,
        plan=plan,
        tactic=change.tactic,
        initiative=change.initiative,
        capability=change.capability,
        amount=Decimal(change.amount) if change.amount else None,
        from_week=None if change.week is None else day(change.week),
    )
