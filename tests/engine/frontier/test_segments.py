import numpy as np
import pytest

from engine import frontier
from engine.frontier.outlook import outlook_of
from engine.frontier.segments import (
    corrected,
    log_rank,
    segment_outlooks,
    variance_between,
)
from engine.frontier.spans import spans_of
from tests.engine.frontier.make import after, make_ledger, make_spans

NAMES = ("north", "south", "west")


def ledger_with(seed=1, factor=1.0, days=360, a_day=8):
    """Three segments; everything in the west takes ``factor`` times as long."""
    promised, done = make_ledger(days=days, a_day=a_day, seed=seed)
    segment = np.random.default_rng(seed).integers(0, 3, len(promised))
    took = done - promised
    slower = (took.astype(float) * factor).astype("timedelta64[s]")
    return promised, np.where(segment == 2, promised + slower, done), segment


def answer(ledger, day=360, names=NAMES, **options):
    promised, done, segment = ledger
    return frontier.frontier_of(
        spans_of(promised, done, after(day)),
        target=0.9,
        segment=segment[promised <= after(day)],
        segments=names,
        **options,
    )


def test_a_slower_segment_gets_a_standard_of_its_own():
    found = {one.name: one for one in answer(ledger_with(factor=1.6)).segments}
    assert found["west"].verdict == "differs"
    whole = answer(ledger_with(factor=1.6)).recommended.average
    assert found["west"].recommended.average > 1.15 * whole
    assert found["west"].kept < 0.88
    assert found["north"].recommended is None or (
        found["north"].recommended.average < whole
    )


def test_segments_that_are_alike_are_said_to_be_alike():
    wrong = 0
    for seed in range(20):
        found = answer(ledger_with(seed=seed)).segments
        assert {one.verdict for one in found} <= {"no-difference", "differs"}
        wrong += any(one.verdict == "differs" for one in found)
    assert wrong <= 4  # 5 % of ledgers, whatever the number of segments


def test_a_busy_season_of_one_segment_is_not_a_difference():
    # In the second half everything is slow, and most of it is in the west.
    promised, done, segment = ledger_with(seed=3)
    late = promised >= after(180)
    source = np.random.default_rng(3)
    segment = np.where(late & (source.uniform(size=len(segment)) < 0.7), 2, segment)
    took = (done - promised).astype(float) * np.where(late, 1.8, 1.0)
    done = promised + took.astype("timedelta64[s]")
    spans = spans_of(promised, done, after(360))
    assert log_rank(spans, segment, [0, 1, 2]).min() > 0.05 / 3


def test_a_segment_with_few_occasions_is_not_judged():
    promised, done, segment = ledger_with(factor=1.6)
    rare = np.where(np.arange(len(segment)) < 10, 3, segment)
    found = answer((promised, done, rare), names=(*NAMES, "isle")).segments
    isle = next(one for one in found if one.name == "isle")
    assert (isle.verdict, isle.p_value, isle.occasions) == ("too-few", None, 10)
    assert found[-1] is isle


def test_a_small_segment_is_drawn_towards_the_others():
    promised, done, segment = ledger_with(factor=1.0, a_day=10)
    source = np.random.default_rng(8)
    small = source.uniform(size=len(segment)) < 0.02
    segment = np.where(small, 3, segment)
    took = (done - promised).astype(float) * np.where(small, 2.0, 1.0)
    done = promised + took.astype("timedelta64[s]")
    spans = spans_of(promised, done, after(360))
    whole = outlook_of(spans)
    found = segment_outlooks(spans, segment, (*NAMES, "isle"), whole)
    isle = next(one for one in found if one.name == "isle")
    assert isle.outlook is not None
    own = spans.among(segment == 3)
    at = np.array([12.0])
    alone = np.mean(own.took <= 12.0)
    assert alone < isle.outlook.expected_at(at)[0] < whole.expected_at(at)[0]


def test_one_segment_is_compared_with_nothing():
    promised, done, segment = ledger_with()
    assert answer((promised, done, segment * 0), names=("all",)).segments == ()
    two = answer((promised, done, segment * 0), names=("all", "none")).segments
    assert [one.verdict for one in two] == ["too-few"]


def test_the_log_rank_test_is_the_textbooks():
    # Group a: 1, 3 and 5 days; group b: 2, 4 and 6, all from one day, all done.
    pairs = [(0, d) for d in (1, 3, 5, 2, 4, 6)]
    spans = make_spans(pairs, as_of=10)
    segment = np.array([0, 0, 0, 1, 1, 1])
    expected = 3 / 6 + 2 / 5 + 2 / 4 + 1 / 3 + 1 / 2
    variance = 1 / 4 + 6 / 25 + 1 / 4 + 2 / 9 + 1 / 4
    z = abs(3 - expected) / variance**0.5
    from scipy.stats import norm

    assert log_rank(spans, segment, [0, 1]) == pytest.approx([2 * norm.sf(z)] * 2)


def test_a_record_of_years_ago_is_not_compared():
    spans = make_spans([(0, 1)] * 60, as_of=4_000)
    assert log_rank(spans, np.arange(60) % 2, [0, 1]).tolist() == [1.0, 1.0]


def test_p_values_are_corrected_by_holm():
    assert corrected(np.array([0.04, 0.01, 0.9])) == pytest.approx([0.08, 0.03, 0.9])
    assert corrected(np.zeros(0)) == []


def test_without_segments_nothing_varies_between_them():
    whole = outlook_of(spans_of(*make_ledger(days=60), after(60)))
    assert variance_between([], whole).max() == 0.0


def test_the_document_says_which_segments_differ():
    document = frontier.frontier_document(answer(ledger_with(factor=1.6)))
    west = next(one for one in document["segments"] if one["segment"] == "west")
    assert west["differs"]
    assert west["recommended"]["average"] > document["recommended"]["average"]
    assert document["model"]["half_life_days"] is None or (
        document["model"]["half_life_days"] > 0
    )


def test_where_the_promise_has_no_standard_a_segment_is_not_measured_by_it():
    promised, done, segment = ledger_with(factor=1.6)
    found = frontier.frontier_of(
        spans_of(promised, done, after(360)),
        target=1.0,
        segment=segment[promised <= after(360)],
        segments=NAMES,
    )
    west = next(one for one in found.segments if one.name == "west")
    assert west.verdict == "differs"
    assert west.kept is None
