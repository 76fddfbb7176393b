"""Scores of recency, frequency and monetary value."""

import numpy as np

from engine.loyalty.document import rfm_document
from engine.loyalty.rfm import CLASSES, fifths, rfm_of
from tests.engine.loyalty.make import simulated


def test_each_customer_has_last_number_and_sum_of_the_purchases():
    source = np.random.default_rng(6)
    who, day = source.integers(0, 50, 900), source.integers(0, 300, 900)
    amount = source.random(900)
    found = rfm_of(who, day, amount, 51)
    for one in range(50):
        some = who == one
        assert found.last[one] == day[some].max()
        assert found.purchases[one] == some.sum()
        assert np.isclose(found.amount[one], amount[some].sum())
    assert (found.last[50], found.purchases[50], found.amount[50]) == (-1, 0, 0.0)
    scores = (found.recency_score, found.frequency_score, found.monetary_score)
    assert [score[50] for score in scores] == [1, 1, 1]


def test_scores_are_fifths_and_equals_score_equally():
    assert np.bincount(fifths(np.arange(100)))[1:].tolist() == [20] * 5
    assert fifths(np.array([7, 7, 7])).tolist() == [3, 3, 3]
    crowd = fifths(np.array([1] * 90 + [2] * 10))
    assert set(crowd[:90]) == {3}
    assert set(crowd[90:]) == {5}
    assert fifths(np.zeros(0)).tolist() == []


def test_the_map_and_the_classes_count_every_customer_once():
    shopping = simulated(500, 60, 3)
    found = rfm_document(shopping)
    assert sum(map(sum, found["customers"])) == 500
    assert tuple(one["class"] for one in found["classes"]) == CLASSES
    assert sum(one["customers"] for one in found["classes"]) == 500
    assert np.isclose(sum(one["share"] for one in found["classes"]), 1.0)
    shopping.amount[:] = 0.0
    assert {one["share"] for one in rfm_document(shopping)["classes"]} == {None}
