"""Repeat business, beside sums made row by row."""

from collections import defaultdict

import numpy as np
import pytest

from engine.loyalty.business import business_document, quarter_name, repeat_business
from engine.loyalty.rfm import CLASSES, classes_of
from tests.engine.loyalty.make import simulated


def test_revenue_after_a_customers_first_day_is_repeat_business():
    shopping = simulated(300, 104, 3)
    group = np.arange(len(shopping.begins)) % 3
    found = repeat_business(shopping, group, 3)
    revenue: dict[tuple[int, str], float] = defaultdict(float)
    repeat: dict[tuple[int, str], float] = defaultdict(float)
    buyers, repeaters = defaultdict(set), defaultdict(set)
    seen: set[int] = set()
    rows = (shopping.customer.tolist(), shopping.day.tolist(), shopping.amount.tolist())
    for who, day, amount in zip(*rows, strict=True):
        date = np.datetime64(day, "D").item()
        key = (who % 3, f"{date.year}-Q{(date.month - 1) // 3 + 1}")
        revenue[key] += amount
        buyers[key].add(who)
        if who in seen:
            repeat[key] += amount
            repeaters[key].add(who)
        seen.add(who)
    assert len(found.quarters) >= 8
    for (group_index, quarter), amount in revenue.items():
        at = group_index, found.quarters.index(quarter)
        assert found.revenue[at] == pytest.approx(amount)
        assert found.repeat_revenue[at] == pytest.approx(repeat[group_index, quarter])
        assert found.customers[at] == len(buyers[group_index, quarter])
        assert found.repeaters[at] == len(repeaters[group_index, quarter])
    assert found.revenue.sum() == pytest.approx(sum(revenue.values()))


def test_the_document_names_groups_with_customers_and_adds_up():
    shopping = simulated(100, 60, 4)
    size = len(shopping.begins)
    group = np.zeros(size, dtype=np.int64)
    group[: size // 2] = 2
    found = business_document(
        repeat_business(shopping, group, 3), shopping, group, ["", "empty", "homes"]
    )
    assert [one["group"] for one in found["groups"]] == ["", "homes"]
    total = sum(one["revenue"] for one in found["all"])
    assert total == pytest.approx(shopping.amount.sum())
    assert sum(one["revenue"] for one in found["groups"]) == pytest.approx(total)
    repeated = sum(one["repeated"] for one in found["groups"])
    assert repeated == (shopping.days > 1).sum()
    first = found["all"][0]
    assert first["share"] == first["repeat_revenue"] / first["revenue"]


def test_a_quarter_without_purchases_has_no_share():
    shopping = simulated(60, 2, 5, joining_weeks=1.0)
    late = simulated(60, 2, 5, joining_weeks=1.0)
    late.day[:] += 200
    both = type(shopping)(
        np.append(shopping.customer, late.customer + len(shopping.begins)),
        np.append(shopping.day, late.day),
        np.append(shopping.amount, late.amount),
    )
    group = np.zeros(len(both.begins), dtype=np.int64)
    found = business_document(repeat_business(both, group, 1), both, group, ["all"])
    assert [one["share"] is None for one in found["all"]] == [False, True, False]
    first = int(both.day.min().astype("M8[D]").astype("M8[M]").astype(int)) // 3
    assert found["quarters"] == [quarter_name(first + n) for n in range(3)]


def test_every_pair_of_scores_has_one_class():
    recency, frequency = (
        one.ravel().astype(np.int8)
        for one in np.meshgrid(np.arange(1, 6), np.arange(1, 6), indexing="ij")
    )
    names = [CLASSES[one] for one in classes_of(recency, frequency)]
    found = dict(
        zip(zip(recency.tolist(), frequency.tolist(), strict=True), names, strict=True)
    )
    assert found[5, 5] == found[4, 4] == "best"
    assert found[3, 4] == "regular"
    assert found[2, 5] == found[1, 4] == "slipping"
    assert found[4, 3] == found[5, 1] == "recent"
    assert found[3, 1] == "fading"
    assert found[1, 1] == found[2, 3] == "asleep"
