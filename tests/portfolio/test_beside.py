"""What stands beside the set: silos, contributions, and every one more."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Department
from planner.portfolio import choosing, one_more
from tests.make import (
    make_capability,
    make_made_promise,
    make_promise,
    make_promise_worth,
    make_user,
)
from tests.portfolio.test_assembly import drafted, scored
from tests.portfolio.test_runs import found, make_rivals

pytestmark = pytest.mark.django_db


def page(ceo, signed_in, run):
    address = reverse("portfolio:detail", args=[run.pk])
    return " ".join(signed_in(ceo).get(address).content.decode().split())


def make_silos():
    """Let sales and marketing want the same room; only one has it."""
    packing = make_capability(code="packing", name="Packing", likely=50)
    promise = make_made_promise(
        code="next-week", target=Decimal("0.9"), requires=[(packing, 1)]
    )
    sales = make_user(department=Department.SALES)
    fields = {"likely": 40, "budget": Decimal(100)}
    dear = drafted(promise, margin=Decimal(50), **fields)
    cheap = drafted(promise, margin=Decimal(20), plan={"author": sales}, **fields)
    for plan in (dear, cheap):
        scored(plan)
    return dear, cheap


def test_a_silo_says_what_it_costs_the_whole_and_whose_room_it_takes(ceo, signed_in):
    dear, cheap = make_silos()
    run = found(ceo)
    [_, sales] = sorted(
        run.result["silos"]["favourites"], key=lambda row: row["department"]
    )
    assert sales["chosen"] == [f"plan-{cheap.pk}"]
    assert sales["costs"] == pytest.approx(160 * 30)
    assert sales["keep_probability"] == pytest.approx(1.0)
    budget = 100
    assert sales["played"] == pytest.approx(160 * 20 - budget, rel=0.01)
    assert run.result["silos"]["played"] == pytest.approx(160 * 50 - budget, rel=0.01)
    [take] = sales["takes"]
    assert take["favourite"] / take["room"] == pytest.approx(0.8)
    text = page(ceo, signed_in, run)
    assert "Sales’s favourite would earn it" in text
    assert "it is worth 3,100" in text
    assert f"The room would be taken from Marketing ({dear.title})." in text
    assert "Takes 80" in text
    assert 'role="img"' in text


def test_contributions_rank_by_what_a_unit_of_the_bottleneck_earns(ceo, signed_in):
    make_silos()
    run = found(ceo)
    text = page(ceo, signed_in, run)
    assert "What each earns for a unit of its bottleneck" in text
    assert "Packing is dearest" in text
    per_unit = [row["per_unit"] for row in run.result["contributions"]]
    assert sorted(per_unit) == pytest.approx([77.5, 197.5])


def test_every_plan_and_promise_that_was_left_out_is_tried_on_top(ceo):
    make_rivals()
    promise = make_promise(code="parts", state="studied")
    make_promise_worth(
        promise, margin=Decimal(1), occasions=Decimal(30), cost=Decimal(90_000)
    )
    needing = drafted(promise, likely=1, margin=Decimal(1), budget=Decimal(9_000))
    scored(needing)
    run = found(ceo)
    rows = {row["candidate"]: row for row in run.result["one_more"]}
    assert len(rows) == 3
    assert rows[f"plan-{needing.pk}"]["along"] == ["promise-parts"]
    assert run.result["one_more_left"] == 0


def test_when_the_time_is_over_the_rest_is_counted(ceo, signed_in, monkeypatch):
    make_rivals()
    monkeypatch.setattr(choosing, "LEAST_ONE_MORE", 0.0)
    times = iter(range(0, 10_000, 100))
    monkeypatch.setattr(
        one_more, "time", type("Clock", (), {"monotonic": lambda: next(times)})
    )
    run = found(ceo)
    assert run.result["one_more"] == []
    assert run.result["one_more_left"] == 1
