"""The portfolio case, against one that was written by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest

from engine import portfolio
from operations.models import Capability
from planner.plans.models import Commitment
from planner.plans.services import settle_approved
from planner.portfolio.assembly import build_portfolio
from planner.portfolio.joint import build_joint
from planner.portfolio.models import Budgets
from planner.scores import runs
from planner.scores.models import Score
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_initiative,
    make_made_promise,
    make_plan,
    make_plan_decision,
    make_submitted,
    make_tactic,
    submit_heard,
)

pytestmark = pytest.mark.django_db


def make_world():
    """Make a line that packs 100 a week, and a promise that takes one and a half."""
    packing = make_capability(
        code="packing", likely=100, committed=10, backlog=Decimal(95)
    )
    promise = make_made_promise(
        code="next-week",
        break_cost=Decimal(40),
        requires=[(packing, Decimal("1.5"))],
    )
    return packing, promise


def drafted(promise, **fields):
    plan = make_plan(weeks=4, **fields.pop("plan", {}))
    fields.setdefault("likely", 20)
    make_tactic(plan, [promise], **fields)
    return plan


def scored(plan):
    version, _ = submit_heard(
        plan=plan, actor=plan.author, revision=plan.revision, now=NOW
    )
    while runs.score_next(now=NOW):
        pass
    return version


def test_what_waits_competes_for_what_others_leave_free():
    packing, promise = make_world()
    Commitment.objects.create(kind="standing", promise=promise, low=4, likely=4, high=4)
    make_initiative(
        code="line",
        capability=packing,
        adds=Decimal(30),
        cost=Decimal(900),
        available_from=MONDAY + timedelta(days=8),
    )
    plan = drafted(promise, starts=2, ends=3, margin=Decimal(20), budget=Decimal(500))
    scored(plan)
    Budgets.objects.create(
        pk=1, total=Decimal(5000), marketing=Decimal(800), sales=Decimal(10)
    )

    built = build_portfolio(as_of=MONDAY)

    case = built.case
    assert case["horizon"] == {
        "start": MONDAY.isoformat(),
        "period": "week",
        "periods": 13,
    }
    [capability] = case["capabilities"]
    # 10 of its own, 6 of standing promises; the backlog fills the first week and on.
    assert capability["committed"][:3] == [100.0, 27.0, 16.0]
    waiting, line = case["candidates"]
    name = f"plan-{plan.pk}"
    assert waiting["id"] == name
    assert not waiting["must"]
    assert waiting["cost"] == 500
    assert waiting["loads"] == [
        {"capability": "packing", "units": [0.0, 30.0, 30.0] + [0.0] * 10}
    ]
    assert line == {
        "id": "initiative-line",
        "kind": "initiative",
        "department": "operations",
        "cost": 900.0,
        "adds": [{"capability": "packing", "units": 30.0, "from": 2}],
    }
    assert case["budgets"] == [
        {"amount": 5000.0},
        {"amount": 800.0, "department": "marketing"},
    ]
    assert built.facts["candidates"][name]["state"] == "submitted"
    assert portfolio.parse_portfolio(case).candidates[0].id == name


def test_a_plan_is_worth_what_kept_occasions_earn_less_what_broken_ones_cost():
    _, promise = make_world()
    plan = drafted(promise, likely=500, margin=Decimal(20), budget=Decimal(500))
    version = scored(plan)
    score = Score.objects.get(version=version)

    [entry] = build_portfolio(as_of=MONDAY).case["candidates"]

    [row] = score.result["promises"]
    kept = row["reliability"]["mean"]
    occasions = 500 * 4
    assert entry["value"]["profitability"] == pytest.approx(
        20 * occasions * kept, rel=0.01
    )
    assert entry["value"]["loyalty"] == pytest.approx(
        -40 * occasions * (1 - kept), rel=0.01, abs=1e-6
    )
    # Alone and without room most of it is lost: the score says so, the candidate does not.
    assert score.result["value"]["mean"] < entry["value"]["profitability"] - 500


def test_what_is_approved_is_committed_and_in_every_set():
    _, promise = make_world()
    plan = drafted(promise, starts=1, ends=4)
    version = scored(plan)
    score = Score.objects.get(version=version)
    decision = make_plan_decision(version, score=score)
    settle_approved(version=version, actor=decision.decided_by, now=NOW)

    case = build_portfolio(as_of=MONDAY).case

    [made] = case["candidates"]
    assert made["must"]
    assert made["loads"] == []
    # 10 of its own and 30 of the plan; what was waiting takes the rest of two weeks.
    assert case["capabilities"][0]["committed"][:5] == [100.0, 75.0, 40.0, 40.0, 10.0]


def test_what_has_no_score_is_not_valued_and_named():
    _, promise = make_world()
    plan = drafted(promise)
    make_submitted(plan)
    built = build_portfolio(as_of=MONDAY)
    assert built.case["candidates"] == []
    assert built.facts["unscored"] == [{"name": plan.title, "plan": plan.pk}]


def test_plans_that_are_over_do_not_compete():
    _, promise = make_world()
    make_submitted(drafted(promise, plan={"starts_on": MONDAY - timedelta(weeks=4)}))
    built = build_portfolio(as_of=MONDAY)
    assert built.case["candidates"] == []
    assert built.facts["unscored"] == []


def test_a_desk_offers_the_calls_that_it_answers_in_the_promised_time():
    desk = make_capability(code="desk", kind=Capability.Kind.STAFFED, unit="call")
    promise = make_made_promise(target=Decimal("0.80"), requires=[(desk, 1)])
    promise.requirements.update(within_minutes=Decimal("0.5"))
    Commitment.objects.create(kind="standing", promise=promise, low=1, likely=1, high=1)
    make_initiative(code="hire", capability=desk, adds=Decimal(1))
    case = build_portfolio(as_of=MONDAY).case
    [capability] = case["capabilities"]
    busy = 6 * 2400 / 8
    assert 0.3 * busy < capability["capacity"][0] < 0.7 * busy
    [hire] = case["candidates"]
    # A seventh colleague adds more than a sixth: with more people there is less waiting.
    assert hire["adds"][0]["units"][0] > capability["capacity"][0] / 6


def test_the_chosen_are_one_plan_that_meets_what_was_decided_alone():
    packing, promise = make_world()
    make_initiative(
        code="line", capability=packing, adds=Decimal(30), available_from=MONDAY
    )
    first = drafted(promise, code="mail", likely=5)
    later = {"starts_on": MONDAY + timedelta(weeks=2)}
    second = drafted(promise, code="mail", likely=7, plan=later)
    other = drafted(promise, likely=9)
    versions = [make_submitted(plan) for plan in (first, second)]
    make_submitted(other)

    case = build_joint([v.pk for v in versions], ["line"], as_of=MONDAY, weeks=13)

    assert [
        (row["id"], row["starts"], row["ends"], row["occasions"])
        for row in case["plan"]["tactics"]
    ] == [
        (f"plan-{first.pk}.mail", 0, 3, 5.0),
        (f"plan-{second.pk}.mail", 2, 5, 7.0),
    ]
    assert case["commitments"] == []
    assert case["initiatives"] == []
    assert case["capabilities"][0]["capacity"] == [130.0] * 13
