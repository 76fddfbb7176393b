"""A look reads rows, asks the engine, and finds what it should."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.jobs import JobState
from operations.models import Initiative
from planner.decisions.models import Outcome as Decided
from planner.decisions.services import Ruling, decide_plan
from planner.plans.models import Commitment
from planner.pruning import runs, services
from planner.pruning.competing import Competition
from planner.pruning.loads import freed, loads, occasions
from planner.pruning.models import Pruning
from promises.models import BreakLoss, KeptWeek, Outcome, ServedNeed
from tests.make import (
    MONDAY,
    NOW,
    make_capability,
    make_initiative,
    make_made_promise,
    make_need,
    make_promise,
    make_tactic,
    make_user,
)
from tests.portfolio.test_assembly import drafted, scored

pytestmark = pytest.mark.django_db


def serve(promise):
    ServedNeed.objects.create(
        promise=promise, need=make_need(), added_by=promise.owner, added_at=NOW
    )
    return promise


def standing(promise, likely, **fields):
    points = dict.fromkeys(("low", "likely", "high"), Decimal(likely))
    return Commitment.objects.create(
        kind="standing", promise=promise, **points, **fields
    )


def record(promise, *, due, kept, weeks=30):
    KeptWeek.objects.bulk_create(
        KeptWeek(
            promise=promise,
            week=MONDAY - timedelta(weeks=number),
            due=due,
            done=due,
            in_time=kept,
            on_day=kept,
        )
        for number in range(1, weeks + 1)
    )
    promise.__class__.objects.filter(pk=promise.pk).update(ledger_zone="UTC")


def looked(actor=None):
    run = services.look(actor=actor or make_user(), now=NOW)
    assert runs.look_next()
    run.refresh_from_db()
    assert run.state == JobState.DONE, run.error
    return run


def of(run, key):
    found = [row for row in run.result["subjects"] if row["key"] == key]
    assert found, [row["key"] for row in run.result["subjects"]]
    return found[0]


def whys(subject):
    return {row["ground"] for row in subject["grounds"]}


def test_an_empty_company_has_nothing_to_retire(ceo):
    run = looked(ceo)
    assert run.result["subjects"] == []
    assert run.result["together"]["freed"] == []


def test_a_promise_that_nobody_needs_is_found_and_one_that_is_needed_is_not():
    needless = make_promise()
    needed = serve(make_promise())
    run = looked()
    assert "no-need" in whys(of(run, f"promise-{needless.pk}"))
    assert "no-need" not in whys(of(run, f"promise-{needed.pk}"))


def test_a_promise_that_is_broken_too_often_cannot_be_kept():
    broken = serve(make_made_promise(target=Decimal("0.95")))
    record(broken, due=20, kept=14)
    kept = serve(make_made_promise(target=Decimal("0.60")))
    record(kept, due=20, kept=19)
    run = looked()
    [ground] = of(run, f"promise-{broken.pk}")["grounds"]
    assert ground["ground"] == "cannot-be-kept"
    assert ground["keep_probability"] < 0.05
    assert ground["record"] == [420, 180]
    assert ground["reliability"]["p90"] < 0.95
    assert of(run, f"promise-{kept.pk}")["grounds"] == []


def test_a_promise_asked_for_more_than_its_capacity_cannot_be_kept():
    packing = make_capability(code="packing", likely=50)
    promise = serve(make_made_promise(code="next-week", requires=[(packing, 1)]))
    standing(promise, 80)
    [ground] = of(looked(), f"promise-{promise.pk}")["grounds"]
    assert ground["ground"] == "cannot-be-kept"
    assert ground["weekly"] == 80
    assert ground["bottleneck"]["capability"] == "packing"
    assert ground["bottleneck"]["shortfall"] == pytest.approx(30, abs=1)


def test_a_promise_whose_breaking_costs_nobody_earns_no_loyalty():
    promise = serve(make_made_promise())
    BreakLoss.objects.create(
        promise=promise,
        as_of=MONDAY,
        followed_weeks=26,
        broken=300,
        broken_lost=60,
        kept=4000,
        kept_lost=800,
        strata=12,
        difference=0.0,
        low=-0.03,
        high=0.03,
        occasions=1.0,
        worth=Decimal(100),
    )
    [ground] = of(looked(), f"promise-{promise.pk}")["grounds"]
    assert ground["ground"] == "no-loyalty"
    assert (ground["low"], ground["high"]) == (-0.03, 0.03)


def test_what_is_freed_and_what_becomes_keepable():
    packing = make_capability(code="packing", likely=100)
    needless = make_made_promise(code="needless", requires=[(packing, 2)])
    standing(needless, 40)
    wanted = serve(make_made_promise(code="wanted", requires=[(packing, 1)]))
    plan = drafted(wanted, likely=60)
    scored(plan)
    run = looked()
    subject = of(run, f"promise-{needless.pk}")
    [room] = subject["freed"]
    assert (room["capability"], room["mean"], room["peak"]) == ("packing", 80.0, 80.0)
    [waits] = subject["waiting"]
    assert waits["plan"] == plan.pk
    assert waits["before"] < 0.9 <= waits["after"]
    assert waits["becomes"]
    together = run.result["together"]
    assert together["freed"] == subject["freed"]
    assert together["waiting"][0]["becomes"]


def test_a_plan_that_makes_the_promise_itself_does_not_become_keepable():
    packing = make_capability(code="packing", likely=100)
    needless = make_made_promise(code="needless", requires=[(packing, 2)])
    standing(needless, 40)
    scored(drafted(needless, likely=60))
    assert of(looked(), f"promise-{needless.pk}")["waiting"] == []


def test_a_tactic_that_costs_more_than_it_earns_is_found(ceo):
    promise = serve(make_made_promise())
    dear = drafted(promise, likely=10, margin=Decimal(1), budget=Decimal(5000))
    version = scored(dear)
    fine = scored(drafted(promise, likely=10, margin=Decimal(100), budget=Decimal(100)))
    run = looked()
    [tactic] = dear.tactics.all()
    found = of(run, f"tactic-{version.pk}-{tactic.code}")
    [ground] = found["grounds"]
    # Four weeks of ten at 1 each are 40, with nothing on record; 5,000 are spent.
    assert ground["ground"] == "returns-less"
    assert ground["sure"]
    assert ground["net"] == pytest.approx(40 - 5_000)
    assert found["money"] == 5000
    [kept] = fine.plan.tactics.all()
    assert of(run, f"tactic-{fine.pk}-{kept.code}")["grounds"] == []


def test_weeks_that_are_over_cost_nothing_any_more():
    promise = serve(make_made_promise())
    plan = drafted(
        promise,
        likely=10,
        margin=Decimal(1),
        budget=Decimal(4000),
        plan={"starts_on": MONDAY - timedelta(weeks=3)},
    )
    version = scored(plan)
    [tactic] = plan.tactics.all()
    found = of(looked(), f"tactic-{version.pk}-{tactic.code}")
    assert found["money"] == 1000
    assert found["grounds"][0]["budget"] == pytest.approx(1000)


def test_a_tactic_too_large_for_the_line_is_named_and_its_small_sister_is_not():
    packing = make_capability(code="packing", likely=100)
    promise = serve(make_made_promise(code="wanted", requires=[(packing, 1)]))
    plan = drafted(promise, code="large", likely=150, margin=Decimal(90))
    make_tactic(plan, [promise], code="small", likely=10, margin=Decimal(200))
    version = scored(plan)
    run = looked()
    large = of(run, f"tactic-{version.pk}-large")
    assert whys(large) == {"cannot-be-kept"}
    [own] = large["waiting"]
    assert own["own"]
    assert own["becomes"]
    assert of(run, f"tactic-{version.pk}-small")["grounds"] == []


def test_an_initiative_for_what_is_never_full_is_found():
    packing = make_capability(code="packing", likely=100)
    vans = make_capability(code="vans", likely=50)
    idle = make_initiative(capability=vans, cost=Decimal(900))
    useful = make_initiative(capability=packing, adds=Decimal(80), cost=Decimal(10))
    promise = serve(make_made_promise(requires=[(packing, 1)]))
    scored(drafted(promise, likely=150, margin=Decimal(90)))
    run = looked()
    [ground] = of(run, f"initiative-{idle.pk}")["grounds"]
    assert ground["never_scarce"]
    assert ground["gain"] == -900
    assert of(run, f"initiative-{useful.pk}")["grounds"] == []


def test_what_is_funded_and_not_needed_can_still_be_stopped(ceo):
    vans = make_capability(code="vans", likely=50)
    idea = make_initiative(
        capability=vans, adds=Decimal(25), available_from=MONDAY + timedelta(weeks=8)
    )
    Initiative.objects.filter(pk=idea.pk).update(
        state="funded", funded_by=ceo, funded_at=NOW
    )
    [ground] = of(looked(), f"initiative-{idea.pk}")["grounds"]
    assert ground["gain"] is None
    assert ground["fullest"] == 0


def test_everybody_who_has_to_be_told_is_listed():
    operations = make_user(department="operations", name="Olga Berg")
    care = make_user(department="customer-care", name="Carl Wiese")
    packing = make_capability(code="packing", likely=100)
    promise = make_made_promise(requires=[(packing, 1)])
    for number, customer in enumerate(["anna", "bert", "bert"]):
        Outcome.objects.create(
            promise=promise,
            reference=f"order-{number}",
            customer=customer,
            promised_at=NOW,
            due_at=NOW + timedelta(days=9),
            due_on=MONDAY + timedelta(days=9),
            due_week=MONDAY + timedelta(days=7),
            in_time=False,
            on_day=False,
        )
    author = make_user(name="Ada Author")
    drafted(promise, plan={"author": author, "title": "A draft with it"})
    subject = of(looked(), f"promise-{promise.pk}")
    assert subject["ledger"] == {
        "open": 3,
        "open_customers": 2,
        "last_due": "2026-01-14",
        "customers": 2,
    }
    told = {line["whom"]: line for line in subject["telling"]}
    assert told["Olga Berg"]["what"].startswith("3 occasions are still open")
    assert told["Olga Berg"]["by"] == operations.pk
    assert told["2 customers"]["by"] == care.pk
    assert "A draft with it" in told["Ada Author"]["what"]


def test_a_look_that_was_cancelled_stores_nothing(ceo):
    run = services.look(actor=ceo, now=NOW)
    services.cancel(actor=ceo, pruning=run, now=NOW)
    assert not runs.look_next()
    run.refresh_from_db()
    assert run.state == JobState.CANCELLED
    with pytest.raises(services.LookOver):
        services.cancel(actor=ceo, pruning=run, now=NOW)


def test_a_second_question_is_answered_by_the_same_look(ceo):
    assert services.look(actor=ceo, now=NOW) == services.look(actor=ceo, now=NOW)
    assert Pruning.objects.count() == 1


def test_loads_are_counted_week_by_week_after_their_lead():
    packing = make_capability(code="packing", likely=100)
    promise = make_made_promise(requires=[(packing, 2)])
    promise.requirements.update(lead_weeks=1)
    row = standing(promise, 5, starts_on=MONDAY + timedelta(weeks=1), weeks=2)
    assert occasions(row, MONDAY, 5).tolist() == [0, 5, 5, 0, 0]
    found = loads([row], MONDAY, 5)
    assert found["packing"].tolist() == [0, 0, 10, 10, 0]
    [line] = freed(found, {"packing": packing})
    assert (line["mean"], line["peak"]) == (4.0, 10.0)


def test_calls_are_told_in_hours_and_people():
    desk = make_capability(code="desk", kind="staffed", servers=6)
    # 60 calls of 8 minutes are 480 minutes: 8 hours, a fifth of 2,400 minutes.
    [line] = freed({"desk": np.full(4, 60.0)}, {"desk": desk})
    assert (line["hours"], line["people"]) == (8.0, 0.2)


def test_units_are_charged_where_they_are_scarce():
    worth = {"packing": np.array([0.0, 2.0, 3.0])}
    competition = Competition(weeks=3, worth=worth)
    charge, [line] = competition.charge({"packing": np.array([10.0, 10.0, 10.0])})
    assert charge == 50.0
    assert line == {"capability": "packing", "units": 20.0, "value": 50.0}


def test_looking_takes_no_more_queries_for_more_promises():
    def queries():
        services.look(actor=make_user(), now=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert runs.look_next()
        return len(asked)

    for _ in range(2):
        make_made_promise(requires=[(make_capability(), 1)])
    few = queries()
    for _ in range(6):
        make_made_promise(requires=[(make_capability(), 1)])
    assert queries() == few + 6  # each says how far it is


def test_decided_plans_stay_out(ceo):
    promise = serve(make_made_promise())
    version = scored(drafted(promise, budget=Decimal(90_000)))
    decide_plan(
        actor=ceo,
        version_id=version.pk,
        score_id=None,
        ruling=Ruling(outcome=Decided.REJECTED, reason="Too dear."),
        now=NOW,
    )
    kinds = {row["kind"] for row in looked().result["subjects"]}
    assert kinds == {"promise"}
