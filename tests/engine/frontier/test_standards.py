"""What is promised from ledgers whose truth is known."""

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from engine import frontier
from engine.frontier.drift import USUAL_DRIFT
from engine.frontier.outlook import MOST_COUNTED, outlook_of
from engine.frontier.spans import spans_of
from tests.engine.frontier.make import START, after, make_ledger, make_spans

DATA = Path(
    os.environ.get("PLANNER_DATA", Path(__file__).parents[3] / "../shared/data")
)
OLIST = DATA / "olist" / "olist_orders_dataset.csv.gz"


def frontier_at(ledger, day, **options):
    return frontier.frontier_of(spans_of(ledger[0], ledger[1], after(day)), **options)


def check(ledger, day, **options):
    return frontier.check_frontier(
        spans_of(ledger[0], ledger[1], after(day)), **options
    )


@pytest.mark.parametrize("shape", ["lognormal", "gamma"])
@pytest.mark.parametrize("target", [0.8, 0.9, 0.95])
def test_of_a_steady_operation_both_standards_keep_their_word(shape, target):
    checked = check(make_ledger(days=720, shape=shape), 720, target=target)
    assert len(checked.months) >= 20
    assert checked.average_kept == pytest.approx(target, abs=0.015)
    assert checked.cautious_reached >= 0.9 * checked.cautious_months


def test_of_a_steady_operation_the_average_standard_is_the_quantile():
    found = frontier_at(make_ledger(days=720), 720, target=0.9)
    truth = 8.0 * np.exp(0.6 * 1.2816)
    assert found.recommended.average == pytest.approx(truth, rel=0.04)
    assert found.recommended.cautious is not None
    assert truth < found.recommended.cautious < 1.35 * truth


def wandering(seed):
    """A mean-reverting level, week by week: its deviation is a quarter."""
    source = np.random.default_rng(seed)
    level = np.zeros(200)
    for week in range(1, 200):
        level[week] = 0.93 * level[week - 1] + source.normal() * 0.25 * np.sqrt(
            1 - 0.93**2
        )
    return lambda begun: 8.0 * np.exp(level[(begun / 7).astype(int)])


def test_of_a_drifting_operation_the_cautious_standard_keeps_its_word():
    reached = months = 0
    for seed in range(3):
        ledger = make_ledger(days=900, seed=seed, typical=wandering(seed))
        checked = check(ledger, 900, target=0.9, confidence=0.8)
        reached += checked.cautious_reached
        months += checked.cautious_months
        assert checked.average_kept == pytest.approx(0.9, abs=0.025)
    assert months > 70
    assert reached >= 0.75 * months


def test_a_trend_is_followed():
    worse = make_ledger(days=720, typical=lambda begun: 8.0 * 1.02 ** (begun / 30.4))
    assert check(worse, 720, target=0.9).average_kept == pytest.approx(0.9, abs=0.015)


def test_after_a_shift_the_new_level_is_promised_within_three_months():
    ledger = make_ledger(
        days=720, typical=lambda begun: np.where(begun < 500, 8.0, 12.0)
    )
    found = frontier_at(ledger, 590, target=0.9)
    truth = 12.0 * np.exp(0.6 * 1.2816)
    assert 0.95 * truth < found.recommended.average < 1.2 * truth


def test_open_occasions_are_not_left_out():
    # Everything takes 20 to 60 days, but only the quick ones of late are done.
    ledger = make_ledger(days=100, typical=lambda b: np.full(len(b), 35.0), spread=0.2)
    spans = spans_of(*ledger, after(70))
    found = frontier.frontier_of(spans, target=0.8)
    naive = np.quantile(spans.took[spans.finished], 0.8)
    truth = 35.0 * np.exp(0.2 * 0.8416)
    assert found.censored > 0.4 * found.occasions
    assert naive < truth
    assert found.recommended.average == pytest.approx(truth, rel=0.06)


def test_what_is_never_done_caps_what_can_be_promised():
    found = frontier_at(make_ledger(days=500, never=0.08), 500, target=0.95)
    assert found.recommended.average is None
    assert found.recommended.no_average == "not-reached"
    assert found.rows[-1].kept == pytest.approx(0.92, abs=0.015)
    assert frontier_at(
        make_ledger(days=500, never=0.08), 500, target=0.8
    ).recommended.cautious


def test_nobody_is_certain():
    found = frontier_at(make_ledger(days=200), 200, target=1.0)
    assert found.recommended.no_average == "never-certain"
    assert found.recommended.cautious is None


def test_from_few_occasions_nothing_is_recommended_but_the_curve_is_shown():
    found = frontier.frontier_of(
        make_spans([(n, n + 2) for n in range(19)], as_of=40), target=0.9
    )
    assert found.reason == "too-few"
    assert found.recommended.no_cautious == "too-few"
    assert "too-few" in found.warnings
    assert [row.days for row in found.rows][:3] == [0.0, 1 / 24, 2 / 24]
    assert found.rows[-1].low < 0.9 <= found.rows[-1].kept


def test_without_anything_finished_there_is_no_curve():
    open_only = frontier.frontier_of(make_spans([(0, None)], as_of=9), target=0.9)
    assert open_only.reason == "nothing-finished"
    assert open_only.rows == ()
    assert open_only.asked(3.0) is None
    nothing = frontier.frontier_of(make_spans([(5, 6)], as_of=1), target=0.9)
    assert nothing.reason == "nothing-promised"
    assert frontier.frontier_document(nothing)["model"] is None


def test_more_caution_asks_for_more_days():
    ledger = make_ledger(days=400)
    cautious = [
        frontier_at(ledger, 400, target=0.9, confidence=c).recommended.cautious
        for c in (0.5, 0.8, 0.9, 0.99)
    ]
    assert cautious == sorted(cautious)
    assert cautious[0] < cautious[-1]


def test_the_cautious_standard_is_where_the_low_end_reaches_the_target():
    found = frontier_at(make_ledger(days=400), 400, target=0.9, confidence=0.8)
    at, before = (
        found.asked(found.recommended.cautious + step) for step in (0.0, -0.25)
    )
    assert at.low >= 0.9 - 1 / 304
    assert at.chance >= 0.8 > before.chance
    assert before.low <= at.low <= at.kept <= at.high


def test_ten_a_month_need_a_longer_standard_than_a_thousand():
    few = frontier_at(make_ledger(days=500, a_day=0.4), 500, target=0.9)
    many = frontier_at(make_ledger(days=500, a_day=40), 500, target=0.9)
    assert few.outlook.occasions == pytest.approx(12, abs=6)
    assert few.recommended.cautious > many.recommended.cautious


def test_the_interval_holds_what_each_month_brings():
    inside = months = 0
    ledger = make_ledger(days=900, a_day=6, seed=9, typical=wandering(9))
    for month in range(12, 28):
        found = frontier_at(ledger, 30 * month, target=0.9)
        asked = found.asked(12.0)
        brought = spans_of(*ledger, after(900)).begun_between(
            frontier.day_of(after(30 * month)), frontier.day_of(after(30 * month + 30))
        )
        share = np.mean(brought.took <= 12.0)
        inside += asked.low <= share <= asked.high
        months += 1
    assert inside >= 0.7 * months


def test_a_standard_beyond_all_that_was_seen_says_so():
    found = frontier_at(make_ledger(days=200), 200, target=0.9)
    assert found.asked(5_000.0).beyond
    assert not found.asked(10.0).beyond
    assert found.asked(0.0).kept == 0.0
    assert found.asked(0.0).chance == 0.0


def test_equal_durations_of_no_time_at_all_are_promised_at_once():
    found = frontier.frontier_of(
        make_spans([(n / 4, n / 4) for n in range(400)], as_of=120), target=0.9
    )
    assert found.recommended.average == 0.0
    assert found.rows[0].kept > 0.95


def test_whole_days_give_whole_days():
    source = np.random.default_rng(4)
    pairs = [(n // 5, n // 5 + int(source.integers(2, 9))) for n in range(1_000)]
    found = frontier.frontier_of(make_spans(pairs, as_of=230), target=0.8)
    assert found.recommended.average in {5.0, 6.0, 7.0, 8.0}
    assert [row.days for row in found.rows][:3] == [0.0, 1.0, 2.0]


def test_things_that_take_minutes_are_shown_in_minutes():
    ledger = make_ledger(days=90, typical=lambda b: np.full(len(b), 0.01))
    found = frontier_at(ledger, 90, target=0.9)
    assert found.recommended.average == pytest.approx(0.0216, abs=2 / 1440)
    assert found.rows[1].days < 1 / 24


def test_things_that_take_years_are_shown_in_wide_steps():
    ledger = make_ledger(
        days=3_000, a_day=1, typical=lambda b: np.full(len(b), 600.0), spread=0.3
    )
    found = frontier_at(ledger, 3_000, target=0.8)
    assert len(found.rows) <= 402
    assert found.recommended.average == pytest.approx(
        600 * np.exp(0.3 * 0.8416), rel=0.06
    )


def test_warnings_say_what_makes_the_answer_weaker():
    ledger = make_ledger(days=200)
    assert frontier_at(ledger, 200, target=0.9).warnings == ()
    assert "stale" in frontier_at(ledger, 400, target=0.9).warnings
    assert "drift-assumed" in frontier_at(ledger, 40, target=0.9).warnings
    slow = make_ledger(days=200, typical=lambda b: np.full(len(b), 90.0))
    assert "mostly-open" in frontier_at(slow, 200, target=0.9).warnings


def test_of_a_short_record_the_usual_drift_is_assumed():
    outlook = outlook_of(spans_of(*make_ledger(days=30), after(30)))
    assert outlook.drift.months == 0.0
    assert outlook.drift.variance_at(np.array([3.0])).tolist() == [USUAL_DRIFT**2]


def test_an_old_record_counts_its_own_months():
    spans = spans_of(*make_ledger(days=300), after(4_000))
    assert outlook_of(spans).occasions == pytest.approx(304, abs=8)
    assert outlook_of(
        spans_of(*make_ledger(days=60, a_day=400), after(60))
    ).occasions == min(MOST_COUNTED, 400 * 30)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"target": 0.0}, "target"),
        ({"target": 1.1}, "target"),
        ({"target": float("nan")}, "target"),
        ({"target": 0.9, "confidence": 1.0}, "confidence"),
        ({"target": 0.9, "confidence": 0.4}, "confidence"),
    ],
)
def test_senseless_questions_are_refused(options, word):
    with pytest.raises(ValueError, match=word):
        frontier.frontier_of(make_spans([(0, 1)], as_of=2), **options)


def test_a_month_that_may_still_turn_out_otherwise_is_not_judged():
    checked = check(make_ledger(days=200), 185, target=0.9)
    assert checked.months[-1].month == "2024-06"
    assert checked.months[-1].average_kept is None
    assert checked.months[-2].average_kept is not None
    document = frontier.check_document(checked)
    assert document["months"][-1]["average_kept"] is None
    assert document["cautious_months"] == checked.cautious_months


def test_without_months_there_is_nothing_to_check():
    nothing = frontier.check_frontier(make_spans([(5, 6)], as_of=1), target=0.9)
    assert nothing.months == ()
    assert nothing.average_kept is None
    assert frontier.check_document(nothing)["cautious_share"] is None
    thin = check(make_ledger(days=200, a_day=0.1), 200, target=0.9)
    assert thin.months == ()
    late = make_ledger(days=100, typical=lambda b: np.full(len(b), 95.0), spread=0.01)
    assert check(late, 100, target=0.9).months == ()


def test_a_target_out_of_reach_has_no_months_of_the_standard():
    checked = check(make_ledger(days=300, never=0.3), 300, target=0.95)
    assert checked.cautious_months == 0
    assert checked.months[0].cautious is None


@pytest.mark.skipif(not OLIST.exists(), reason=f"the Olist sample is not in {OLIST}")
@pytest.mark.parametrize("target", [0.8, 0.9, 0.95])
def test_on_olist_the_standards_keep_their_word(target):
    """The bar of the method: 14 monthly origins, delivered orders."""
    with gzip.open(OLIST, "rt", encoding="utf-8") as file:
        rows = [
            (r["order_purchase_timestamp"], r["order_delivered_customer_date"])
            for r in csv.DictReader(file)
            if r["order_delivered_customer_date"]
        ]
    promised, done = (
        np.array([row[place].replace(" ", "T") for row in rows], "datetime64[s]")
        for place in (0, 1)
    )
    spans = spans_of(promised, done, np.datetime64("2018-10-04T00:00:00"))
    for confidence in (0.8, 0.9):
        checked = frontier.check_frontier(spans, target=target, confidence=confidence)
        months = [m for m in checked.months if "2017-06" <= m.month <= "2018-07"]
        kept = [m.average_kept or 0.0 for m in months]
        reached = [(m.cautious_kept or 0.0) >= target for m in months]
        assert len(months) == 14
        assert np.mean(kept) == pytest.approx(target, abs=0.015)
        assert np.mean(reached) >= confidence - 0.1


def test_a_month_ends_where_the_next_begins():
    spans = spans_of(*make_ledger(days=100), START + np.timedelta64(100, "D"))
    assert [m.month for m in frontier.check_frontier(spans, target=0.9).months] == [
        "2024-02",
        "2024-03",
    ]
