"""The worker plays every column through in the same draws, and can be stopped."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.refusals import Conflict, Invalid, NotThere
from operations.models import Capability
from planner.plans.models import Commitment, Tactic
from planner.scenarios import runs, services
from planner.scenarios.assembly import read_world
from planner.scenarios.models import Change, Comparison
from planner.scenarios.playing import Played, difference, estimate
from planner.scenarios.queries import changed_since, fresh, has_moved
from promises.models import Promise
from tests.make import (
    NOW,
    make_approved,
    make_made_promise,
    make_plan,
    make_promise_worth,
    make_tactic,
)
from tests.scenarios.company import compared, make_company, make_scenario, suppose

pytestmark = pytest.mark.django_db


def figures(run, name):
    return [estimate(column["each"][name]).value for column in run.result["columns"]]


def test_columns_differ_by_what_is_supposed_and_nothing_else(marketing):
    company = make_company()
    nothing = make_scenario(marketing, name="Nothing")
    crowd = make_scenario(
        marketing, {"kind": "plan-in", "plan": company.waiting.pk}, name="Crowd"
    )
    room = make_scenario(
        marketing,
        {"kind": "plan-in", "plan": company.waiting.pk},
        {"kind": "fund", "initiative": "line"},
        name="Room",
    )
    run = compared(marketing, nothing, crowd, room)
    names = [column["name"] for column in run.result["columns"]]
    assert names == ["As it is", "Nothing", "Crowd", "Room"]
    first, second, *_ = run.result["columns"]
    assert first["each"] == second["each"]
    # 60 of 100 a week are kept; 120 of 100 are not; 120 of 160 are.
    assert figures(run, "kept.next-week") == pytest.approx([1, 1, 0, 1], abs=0.02)
    assert figures(run, "peak.packing")[::2] == pytest.approx([0.6, 1.2], abs=0.05)
    value = figures(run, "value")
    broken, spent = figures(run, "broken"), figures(run, "spent")
    assert value == pytest.approx(
        [
            earned + apart + lost - money
            for earned, apart, lost, money in zip(
                figures(run, "earned"),
                figures(run, "apart"),
                broken,
                spent,
                strict=True,
            )
        ]
    )
    assert figures(run, "apart") == [0, 0, 0, 0]
    assert spent == pytest.approx([1000, 1000, 3000, 3000 + 15000])
    assert broken[2] < -100 < broken[0]
    narrow = run.result["columns"][2]["bottlenecks"]["next-week"]
    assert narrow["capability"] == "packing"


def test_kept_promises_set_apart_what_somebody_has_said(marketing):
    company = make_company()
    crowd = make_scenario(marketing, {"kind": "plan-in", "plan": company.waiting.pk})
    before = compared(marketing, crowd)
    make_promise_worth(Promise.objects.get(code="next-week"), differentiation=2)
    after = compared(marketing, crowd)
    apart = figures(after, "apart")
    margin = Tactic.objects.values_list("margin", flat=True).distinct().get()
    for earned, found in zip(figures(after, "earned"), apart, strict=True):
        assert found == pytest.approx(earned * 2 / float(margin))
        assert found > 0
    assert figures(after, "earned") == figures(before, "earned")
    assert figures(after, "value") == pytest.approx(
        [a + b for a, b in zip(figures(before, "value"), apart, strict=True)]
    )


def test_the_same_draws_stand_behind_a_difference(marketing):
    """A supposed change of a hundredth is seen far below the noise of either column."""
    company = make_company()
    Capability.objects.update(low=40, likely=100, high=130)
    scenario = make_scenario(
        marketing,
        {"kind": "capacity-times", "capability": "packing", "amount": Decimal(99)},
        {"kind": "plan-in", "plan": company.waiting.pk},
    )
    other = make_scenario(
        marketing, {"kind": "plan-in", "plan": company.waiting.pk}, name="Other"
    )
    run = compared(marketing, scenario, other)
    less, same = (
        column["each"]["rate.next-week"] for column in run.result["columns"][1:]
    )
    found = difference(same, less)
    assert found.is_clear
    assert found.value < 0
    assert found.error < estimate(less).error / 5


def test_a_company_that_promises_nothing_is_compared_by_its_customers(marketing):
    company = make_company()
    standing = Commitment.objects.filter(kind="standing")
    standing.update(low=150, likely=150, high=150)
    scenario = make_scenario(marketing, {"kind": "plan-out", "plan": company.made.pk})
    run = compared(marketing, scenario)
    without = run.result["columns"][1]
    assert "all" not in without["each"]
    assert estimate(without["each"]["existing.next-week"]).value < 0.9


def test_what_has_no_effect_is_named(marketing):
    company = make_company()
    scenario = make_scenario(
        marketing,
        {"kind": "capacity-plus", "capability": "packing", "amount": Decimal(5)},
    )
    Change.objects.create(scenario=scenario, kind="plan-out", plan=company.waiting)
    run = compared(marketing, scenario)
    [words] = run.result["columns"][1]["without_effect"]
    assert "Waiting" in words


def test_it_is_told_when_the_company_or_a_scenario_has_moved(marketing):
    make_company()
    scenario = make_scenario(marketing, {"kind": "fund", "initiative": "line"})
    run = compared(marketing, scenario)
    today = NOW.date()
    assert not has_moved(run, as_of=today)
    assert changed_since(run) == []
    assert fresh(marketing, [scenario]) == run
    suppose(scenario, {"kind": "demand", "amount": Decimal(150)})
    assert changed_since(run) == ["More packers"]
    assert fresh(marketing, [scenario]) is None
    Capability.objects.update(committed=3)
    assert has_moved(run, as_of=today)


def test_the_company_is_read_with_a_fixed_number_of_queries(
    marketing, django_assert_max_num_queries
):
    company = make_company()

    def rows():
        found = Change.objects.select_related("initiative", "capability", "promise")
        return list(found)

    scenario = make_scenario(marketing, {"kind": "plan-in", "plan": company.waiting.pk})
    before = rows()
    with django_assert_max_num_queries(31) as counted:
        read_world(before, as_of=NOW.date())
    few = len(counted)
    for number in range(4):
        plan = make_plan(author=marketing)
        promise = make_made_promise(requires=[(company.packing, 1)])
        make_tactic(plan, [promise])
        make_tactic(plan, [company.promise])
        if number % 2:
            make_approved(plan)
        else:
            suppose(scenario, {"kind": "plan-in", "plan": plan.pk})
    after = rows()
    with django_assert_max_num_queries(few):
        read_world(after, as_of=NOW.date())


def test_a_draft_that_became_incomplete_is_told_and_left_out(marketing):
    company = make_company()
    draft = make_plan(author=marketing, title="Half done")
    tactic = make_tactic(draft, [company.promise])
    scenario = make_scenario(marketing, {"kind": "plan-in", "plan": draft.pk})
    tactic.promises.clear()
    run = compared(marketing, scenario)
    assert "Half done" in run.result["facts"]["incomplete"]
    assert run.result["columns"][1]["without_effect"]


def test_asking_twice_is_asking_once(marketing, operations):
    scenario = make_scenario(marketing)

    def ask(actor):
        twice = [scenario.pk, scenario.pk]
        return services.compare(actor=actor, scenarios=twice, now=NOW)

    first = ask(marketing)
    assert ask(marketing) == first
    assert ask(operations) != first


def test_from_one_to_four_that_one_may_see_stand_side_by_side(marketing, operations):
    own = [make_scenario(marketing, name=f"S{n}").pk for n in range(5)]
    hidden = make_scenario(operations, shared=False).pk
    for keys in ([], own, [own[0], hidden], [own[0], 2**70], [-1]):
        with pytest.raises(Invalid):
            services.compare(actor=marketing, scenarios=keys, now=NOW)


def test_a_comparison_that_is_cancelled_stores_nothing(marketing, operations):
    make_company()
    run = services.compare(
        actor=marketing, scenarios=[make_scenario(marketing, shared=False).pk], now=NOW
    )
    with pytest.raises(NotThere):
        services.cancel(actor=operations, comparison=run, now=NOW)
    services.cancel(actor=marketing, comparison=run, now=NOW)
    assert not runs.compare_next(now=NOW)
    run.refresh_from_db()
    assert (run.state, run.result) == ("cancelled", None)
    with pytest.raises(Conflict):
        services.cancel(actor=marketing, comparison=run, now=NOW)


def test_a_comparison_that_is_cancelled_under_way_stores_nothing(
    marketing, monkeypatch
):
    make_company()
    run = services.compare(
        actor=marketing, scenarios=[make_scenario(marketing).pk], now=NOW
    )
    play = Played.play
    played: list[int] = []

    def interrupted(self, replicate):
        if not played:
            services.cancel(actor=marketing, comparison=run, now=NOW)
        played.append(replicate)
        play(self, replicate)

    monkeypatch.setattr(Played, "play", interrupted)
    assert runs.compare_next(now=NOW)
    run.refresh_from_db()
    assert len(played) == 1
    assert (run.state, run.result) == ("cancelled", None)


def test_weeks_reach_to_the_end_of_what_is_put_off(marketing):
    company = make_company()
    scenario = make_scenario(
        marketing, {"kind": "move", "plan": company.waiting.pk, "amount": Decimal(20)}
    )
    run = compared(marketing, scenario)
    assert run.result["weeks"] == 30
    assert Comparison.objects.get().world_hash
    assert run.asked_at - NOW == timedelta(0)
