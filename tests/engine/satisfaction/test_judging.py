"""Of those who left: how many had been satisfied, and may one ask."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, norm

from engine.satisfaction import judge, judged_document, judging


def people(**left_and_stayed: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return scores and who left, from ``s3=(left, stayed)``."""
    scores: list[float] = []
    left: list[bool] = []
    for name, (gone, there) in left_and_stayed.items():
        scores += [float(name[1:])] * (gone + there)
        left += [True] * gone + [False] * there
    return np.array(scores), np.array(left, dtype=bool)


def codes(score: np.ndarray, left: np.ndarray, threshold: float = 4.0) -> list[str]:
    return [one.code for one in judge(score, left, threshold).cautions]


def leak(score: np.ndarray, left: np.ndarray) -> dict[str, object]:
    found = judge(score, left, 4.0).cautions
    leaks = [one.numbers for one in found if one.code == "score-leaks-outcome"]
    return dict(leaks[0]) if leaks else {}


TELCO = people(s1=(922, 0), s2=(518, 0), s3=(429, 2236), s4=(0, 1789), s5=(0, 1149))


@given(
    st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=40),
    st.integers(0, 6),
)
def test_the_share_and_its_interval_are_wilsons(
    rows: list[tuple[int, bool]], threshold: int
) -> None:
    score = np.array([float(one) for one, _ in rows])
    left = np.array([gone for _, gone in rows])
    found = judge(score, left, float(threshold)).share
    defectors = [one for one, gone in rows if gone]
    content = [one for one in defectors if one >= threshold]
    assert (found.count, found.of) == (len(content), len(defectors))
    if defectors:
        # Wilson's ends are the p at which (share − p)² = z² p (1 − p) / n.
        z, n = norm.ppf(0.975), len(defectors)
        share = len(content) / n
        for end in (found.low, found.high):
            gap = (share - end) ** 2 - z * z * end * (1 - end) / n
            assert math.isclose(gap, 0.0, abs_tol=1e-12)
    else:
        assert (found.low, found.high) == (0.0, 1.0)


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
)
def test_the_relation_is_mann_and_whitneys(gone: list[int], there: list[int]) -> None:
    score = np.array([*gone, *there], dtype=float)
    left = np.arange(len(score)) < len(gone)
    found = judge(score, left, 3.0).relation
    assert found is not None
    pairs = [
        1.0 if b > a else 0.5 if b == a else 0.0
        for a, b in itertools.product(gone, there)
    ]
    assert math.isclose(found.value, sum(pairs) / len(pairs), abs_tol=1e-12)
    statistic = mannwhitneyu(there, gone).statistic / len(pairs)
    assert math.isclose(found.value, statistic, abs_tol=1e-12)
    assert 0.0 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1.0


def test_the_relations_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    source = np.random.default_rng(5)
    truth = float(norm.cdf(1.0 / math.sqrt(2.0)))
    inside = 0
    for _ in range(400):
        score = np.concatenate([source.normal(0, 1, 40), source.normal(1, 1, 60)])
        found = judge(score, np.arange(100) < 40, 0.0).relation
        assert found is not None
        inside += found.low <= truth <= found.high
    assert 0.92 <= inside / 400 <= 0.98


def test_customers_with_an_ordinary_answer_are_not_suspected() -> None:
    source = np.random.default_rng(1)
    chances = np.array([0.6, 0.45, 0.25, 0.12, 0.06])
    for _ in range(50):
        score = source.choice(5, 3000, p=[0.08, 0.12, 0.25, 0.35, 0.2])
        left = source.random(3000) < chances[score]
        assert codes(score + 1.0, left) == []


def test_telcos_score_tells_who_left_at_every_threshold() -> None:
    for threshold, satisfied in ((3.0, 429), (4.0, 0)):
        found = judge(*TELCO, threshold)
        assert (found.share.count, found.share.of) == (satisfied, 1869)
        assert [one.code for one in found.cautions] == ["score-leaks-outcome"]
        numbers = found.cautions[0].numbers
        assert numbers["kind"] == "separated"
        assert (numbers["leavers_end_at"], numbers["stayers_begin_at"]) == (3, 3)
        assert numbers["leavers_at_end"] == 429
        assert numbers["told"] == 922 + 518 + 1789 + 1149
        assert numbers["reversed"] is False


def test_a_scale_that_runs_backwards_is_found_out_too() -> None:
    found = judge(-TELCO[0], TELCO[1], -3.0)
    assert [one.code for one in found.cautions] == [
        "score-leaks-outcome",
        "relation-runs-the-wrong-way",
    ]
    assert found.cautions[0].numbers["reversed"] is True
    assert found.cautions[0].numbers["leavers_end_at"] == -3.0


def test_a_score_that_parts_all_is_separated() -> None:
    numbers = leak(*people(s1=(4, 0), s2=(4, 0), s4=(0, 5), s5=(0, 3)))
    assert numbers["kind"] == "separated"
    # All arrangements of 8 leavers among 16: one parts them.
    assert numbers["chance"] == pytest.approx(1 / math.comb(16, 8))


def test_the_chance_of_separation_counts_the_arrangements() -> None:
    numbers = leak(*people(s1=(6, 0), s3=(2, 3), s5=(0, 7)))
    assert numbers["chance"] == pytest.approx(math.comb(5, 2) / math.comb(18, 8))


def test_what_chance_may_part_is_not_suspected() -> None:
    assert not leak(*people(s1=(4, 0), s5=(0, 4)))
    assert not leak(*people(s1=(5, 0), s5=(0, 5)))
    # All three who left were among the least satisfied: few, and no wonder.
    assert not leak(*people(s1=(3, 50), s3=(0, 500), s5=(0, 447)))
    # Separated but for one shared score that holds nearly all.
    assert not leak(*people(s1=(2, 0), s3=(20, 40), s5=(0, 3)))


def test_a_score_at_which_everyone_left_is_suspected() -> None:
    numbers = leak(
        *people(s1=(50, 0), s2=(30, 200), s3=(60, 300), s4=(70, 400), s5=(40, 300))
    )
    assert (numbers["kind"], numbers["score"]) == ("everyone-left", 1.0)
    assert (numbers["customers"], numbers["left"]) == (50, 50)
    # Not where nearly all of all left.
    assert not leak(*people(s1=(50, 0), s3=(300, 60), s5=(80, 20)))


def test_scores_from_which_nobody_left_are_suspected() -> None:
    numbers = leak(*people(s1=(100, 300), s2=(50, 300), s4=(0, 900), s5=(0, 600)))
    assert (numbers["kind"], numbers["score"]) == ("none-above", 4.0)
    assert numbers["customers"] == 1500
    assert numbers["expected"] == pytest.approx(1500 * 150 / 2250)
    assert not leak(*people(s1=(10, 300), s2=(5, 300), s4=(0, 100)))


def test_nearly_separated_scores_are_suspected() -> None:
    rows = people(s1=(300, 12), s2=(200, 20), s3=(10, 500), s4=(4, 600), s5=(2, 300))
    assert leak(*rows)["kind"] == "nearly-separated"


def test_the_satisfied_who_leave_more_are_told() -> None:
    rows = people(s1=(10, 200), s3=(40, 200), s5=(120, 200))
    found = judge(*rows, 4.0)
    assert [one.code for one in found.cautions] == ["relation-runs-the-wrong-way"]
    numbers = found.cautions[0].numbers
    assert numbers["satisfied_left"] == pytest.approx(120 / 320)
    assert numbers["dissatisfied_left"] == pytest.approx(50 / 450)
    # By the threshold alone: the middle of the scale leaves most.
    bent = people(s1=(90, 100), s2=(0, 200), s4=(90, 100), s5=(30, 100))
    assert codes(*bent) == ["relation-runs-the-wrong-way"]
    # Too few of one side to say so.
    assert "relation-runs-the-wrong-way" not in codes(*people(s1=(0, 900), s5=(4, 1)))


def test_a_share_of_few_or_of_nobody_is_told() -> None:
    assert codes(*people(s3=(5, 50), s5=(5, 50))) == ["too-few-answers"]
    assert codes(*people(s3=(0, 5), s5=(0, 5))) == ["nobody-left"]
    assert codes(*people(s3=(40, 0), s5=(40, 0))) == ["nobody-stayed"]
    assert codes(*people()) == ["nobody-left"]


def test_a_threshold_outside_the_scores_is_told() -> None:
    found = judge(*people(s1=(20, 30), s3=(20, 40)), 4.0)
    assert found.cautions[0].code == "threshold-parts-nobody"
    assert found.cautions[0].numbers == {"satisfied": False, "lowest": 1, "highest": 3}
    numbers = judge(*people(s1=(20, 30), s3=(20, 40)), 1.0).cautions[0].numbers
    assert numbers["satisfied"] is True


def test_the_document_has_the_share_at_every_threshold() -> None:
    found = judged_document(judge(*TELCO, 3.0))
    assert found["share"] == pytest.approx(429 / 1869)
    satisfied = [one["satisfied_defectors"] for one in found["at_thresholds"]]
    assert satisfied == [1869, 947, 429, 0, 0]
    assert [one["left"] for one in found["by_score"]] == [922, 518, 429, 0, 0]
    assert found["leaving"]["satisfied"] == {
        "customers": 5603,
        "left": 429,
        "share": pytest.approx(429 / 5603),
        "low": pytest.approx(0.06989, abs=1e-5),
        "high": pytest.approx(0.08382, abs=1e-5),
    }
    empty = judged_document(judge(*people(s3=(0, 5)), 4.0))
    assert (empty["share"], empty["low"], empty["high"]) == (None, 0.0, 1.0)
    assert empty["relation"] is None


def test_many_different_scores_are_shown_in_tenths() -> None:
    score = np.arange(200) / 2.0
    found = judge(score, np.arange(200) % 3 == 0, 50.0)
    assert len(found.levels) == judging.BANDS
    assert sum(level.left.of for level in found.levels) == 200
    assert (found.levels[0].lowest, found.levels[-1].highest) == (0.0, 99.5)
