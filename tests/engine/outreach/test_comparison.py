"""A claim needs a comparison: it finds what is there, and nothing where nothing is."""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from engine.outreach.comparison import (
    NEVER,
    Bought,
    NoClaim,
    difference,
    experiment,
    matched,
    strata_before,
)

DATA = Path(
    os.environ.get("PLANNER_DATA", Path(__file__).parents[3] / "../shared/data")
)
CDNOW = DATA / "cdnow" / "CDNOW_sample.txt"
needs_cdnow = pytest.mark.skipif(
    not CDNOW.exists(), reason="the CDNOW sample is not on this machine"
)


def ledger(people=1_000, *, seed=1, more=0.0, contacted=None):
    """Make purchases over 700 days; from contact on, ``more`` of them."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.5, 1 / 150, people)
    number = rng.poisson(rate * 700)
    who = np.repeat(np.arange(people), number)
    day = rng.integers(0, 700, len(who))
    if contacted is not None and more:
        called = np.flatnonzero(contacted != NEVER)
        extra = np.repeat(called, rng.poisson(more, len(called)))
        who = np.append(who, extra)
        day = np.append(day, contacted[extra] + rng.integers(8, 100, len(extra)))
    return Bought(who, day, rng.gamma(2.0, 20.0, len(who)))


def calls(people, number, rng):
    contacted = np.full(people, NEVER)
    contacted[rng.choice(people, number, replace=False)] = rng.integers(
        300, 500, number
    )
    return contacted


def test_the_difference_is_at_least_as_wide_as_welch():
    rng = np.random.default_rng(2)
    one, other = rng.gamma(1, 5, 60), rng.gamma(1, 3, 400)
    found = difference(one, other)
    wide = stats.ttest_ind(one, other, equal_var=False).confidence_interval()
    narrow = stats.ttest_ind(one, other).confidence_interval()
    assert found.difference == pytest.approx(one.mean() - other.mean())
    assert found.high == pytest.approx(max(wide.high, narrow.high))
    assert found.low == pytest.approx(min(wide.low, narrow.low))


def test_people_who_are_all_the_same_differ_by_nothing():
    found = difference(np.ones(50), np.ones(60))
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)
    assert not found.is_clear


def test_an_experiment_compares_everybody_and_counts_who_was_reached():
    bought = ledger()
    held = np.arange(1_000) % 5 == 0
    reached = np.arange(1_000) % 2 == 0
    found = experiment(bought, held=held, reached=reached, begins=300, days=180)
    assert found.is_experiment
    assert (found.cases, found.compared, found.reached) == (800, 200, 400)
    within = (bought.day >= 300) & (bought.day < 480)
    mean = bought.amount[within & held[bought.person]].sum() / 200
    assert found.value.others == pytest.approx(mean)


def test_an_experiment_finds_what_contacting_brought():
    held = np.arange(1_000) % 4 == 0
    contacted = np.where(held, NEVER, 300)
    bought = ledger(more=1.0, contacted=contacted)
    found = experiment(bought, held=held, reached=~held, begins=300, days=180)
    assert found.number.is_clear
    assert found.number.low < 1.0 < found.number.high


@pytest.mark.parametrize(
    ("held", "said"), [(np.arange(1_000) < 30, "30 people who were held out")]
)
def test_too_small_a_part_held_out_gives_no_claim(held, said):
    with pytest.raises(NoClaim, match=said):
        experiment(ledger(), held=held, reached=~held, begins=300, days=180)


def test_too_few_buyers_give_no_claim():
    held = np.arange(1_000) % 5 == 0
    with pytest.raises(NoClaim, match="bought"):
        experiment(ledger(), held=held, reached=~held, begins=5_000, days=180)


def test_people_alike_are_found_and_the_plain_mean_would_mislead():
    rng = np.random.default_rng(3)
    bought = ledger(4_000)
    before = np.bincount(bought.person[bought.day < 300], minlength=4_000)
    chance = (before + 0.1) / (before + 0.1).sum()
    contacted = np.full(4_000, NEVER)
    contacted[rng.choice(4_000, 400, replace=False, p=chance)] = 310
    found = matched(bought, contacted=contacted, last=699, days=180)
    assert not found.is_experiment
    assert not found.value.is_clear
    naive = experiment(
        bought,
        held=contacted == NEVER,
        reached=contacted != NEVER,
        begins=315,
        days=180,
    )
    assert naive.value.is_clear


def test_matching_finds_what_contacting_brought():
    rng = np.random.default_rng(4)
    contacted = calls(4_000, 400, rng)
    bought = ledger(4_000, more=1.0, contacted=contacted)
    found = matched(bought, contacted=contacted, last=699, days=110)
    assert found.number.low < 1.0 < found.number.high
    assert found.number.is_clear


def test_each_difference_is_from_the_mean_of_those_alike():
    """Two strata by hand: 4 contacted, 2 others each spend; the rest never bought before."""
    people = 240
    who = np.arange(people)
    old = Bought(who, np.where(who < 120, 0, 90), np.full(people, 10.0))
    late = np.flatnonzero(who % 3 == 0)
    bought = Bought(
        np.append(old.person, late),
        np.append(old.day, np.full(len(late), 110)),
        np.append(old.amount, np.where(late < 120, 4.0, 8.0)),
    )
    contacted = np.where(who % 2 == 0, 100, NEVER)
    found = matched(bought, contacted=contacted, last=200, days=60)
    assert found.cases == 120
    assert found.compared == 120
    assert found.value.contacted == pytest.approx(2.0)
    assert found.value.others == pytest.approx(2.0)


def test_whoever_has_nobody_alike_is_counted_and_left_out():
    bought = ledger(2_000)
    rng = np.random.default_rng(5)
    contacted = calls(2_000, 300, rng)
    more = Bought(
        np.append(bought.person, np.full(60, int(np.argmin(contacted)))),
        np.append(bought.day, np.arange(60) * 5),
        np.append(bought.amount, np.full(60, 1e6)),
    )
    found = matched(more, contacted=contacted, last=699, days=110)
    assert found.alone >= 1
    assert found.cases + found.alone == 300


def test_contacts_whose_days_are_not_over_wait():
    contacted = np.where(np.arange(1_000) < 100, 690, NEVER)
    with pytest.raises(NoClaim, match="long enough ago"):
        matched(ledger(), contacted=contacted, last=699, days=180)


def test_with_everybody_contacted_there_is_nothing_to_compare_with():
    with pytest.raises(NoClaim, match="0 people alike"):
        matched(ledger(), contacted=np.full(1_000, 300), last=699, days=180)


def test_too_few_contacted_give_no_claim():
    contacted = np.where(np.arange(1_000) < 20, 300, NEVER)
    with pytest.raises(NoClaim, match="needed"):
        matched(ledger(), contacted=contacted, last=699, days=180)


def test_people_without_purchases_are_in_no_stratum_but_one():
    nothing = Bought(
        np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    )
    assert strata_before(nothing, 10, 3).tolist() == [-1, -1, -1]


def covered(found):
    return found.value.low <= 0 <= found.value.high


def test_the_interval_of_matching_covers_nothing_where_there_is_nothing():
    """Placebos on people who are called at random: 95 of 100, give or take."""
    rng = np.random.default_rng(6)
    bought = ledger(1_500)
    hits = [
        covered(matched(bought, contacted=calls(1_500, 200, rng), last=699, days=150))
        for _ in range(30)
    ]
    assert sum(hits) >= 25


@needs_cdnow
def test_a_placebo_on_real_purchases_shows_nothing():
    """Made-up contact dates on CDNOW: ``docs/involvement.md`` has the longer run."""
    rows = [line.split() for line in CDNOW.read_text().splitlines()]
    ids: dict[str, int] = {}
    who = np.array([ids.setdefault(row[1], len(ids)) for row in rows])
    day = np.array(
        [date(int(r[2][:4]), int(r[2][4:6]), int(r[2][6:])).toordinal() for r in rows]
    )
    bought = Bought(who, day - day.min(), np.array([float(row[4]) for row in rows]))
    rng = np.random.default_rng(7)
    hits = []
    for _ in range(20):
        held = rng.random(len(ids)) < 0.1
        hits.append(
            covered(experiment(bought, held=held, reached=~held, begins=180, days=180))
        )
        contacted = np.full(len(ids), NEVER)
        chosen = rng.choice(len(ids), 400, replace=False)
        contacted[chosen] = rng.integers(120, 300, 400)
        hits.append(covered(matched(bought, contacted=contacted, last=545, days=180)))
    assert sum(hits) >= 34
