"""A small company to suppose things of: one line, one promise, a plan made, one that waits."""

from decimal import Decimal
from types import SimpleNamespace

from planner.plans.models import Commitment
from planner.scenarios import runs, services
from planner.scenarios.services import Asked
from tests.make import (
    NOW,
    make_approved,
    make_capability,
    make_initiative,
    make_made_promise,
    make_plan,
    make_submitted,
    make_tactic,
    make_user,
)


def make_company(author=None):
    """Let 60 of 100 a week be promised: 20 to customers, 40 by a plan; 50 more wait."""
    packing = make_capability(code="packing", name="Packing", likely=100)
    promise = make_made_promise(
        code="next-week",
        target=Decimal("0.9"),
        break_cost=Decimal(5),
        requires=[(packing, 1)],
    )
    Commitment.objects.create(
        kind="standing", promise=promise, low=18, likely=20, high=22
    )
    author = author or make_user(name="Ann Author")
    made = make_plan(title="Made", weeks=8, author=author)
    make_tactic(made, [promise], code="mail", likely=40, starts=1, ends=8)
    make_approved(made)
    waiting = make_plan(title="Waiting", weeks=10, author=author)
    make_tactic(waiting, [promise], code="radio", name="Radio", likely=50, ends=10)
    make_tactic(waiting, [promise], code="post", name="Post", likely=10, ends=10)
    make_submitted(waiting)
    line = make_initiative(
        code="line", name="Line", capability=packing, adds=Decimal(60)
    )
    return SimpleNamespace(
        packing=packing, promise=promise, made=made, waiting=waiting, line=line
    )


def make_scenario(actor, *asked, name="More packers", **fields):
    fields.setdefault("question", "")
    fields.setdefault("shared", True)
    scenario = services.create(actor=actor, name=name, now=NOW, **fields)
    for one in asked:
        suppose(scenario, one)
    return scenario


def suppose(scenario, asked):
    scenario.refresh_from_db()
    change = services.add_change(
        actor=scenario.author,
        scenario=scenario,
        revision=scenario.revision,
        asked=asked if isinstance(asked, Asked) else Asked(**asked),
        now=NOW,
    )
    scenario.refresh_from_db()
    return change


def compared(actor, *scenarios):
    run = services.compare(actor=actor, scenarios=[s.pk for s in scenarios], now=NOW)
    assert runs.compare_next(now=NOW)
    run.refresh_from_db()
    assert run.state == "done", run.error
    return run
