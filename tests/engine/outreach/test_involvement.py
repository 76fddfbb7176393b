"""People move through stages by what they do, and back when it fades."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.outreach.involvement import (
    ADVOCATE,
    STAGES,
    UNKNOWN,
    Events,
    FadingRules,
    follow,
)

VISIT, REPLY, REFERRAL = 0, 1, 2
RULES = FadingRules(
    weight=np.array([1.0, 3.0, 8.0]),
    half_life=np.array([30.0, 90.0, 365.0]),
    brings=np.array([False, False, True]),
    limits=(1.0, 4.0, 8.0),
    advocate=4.0,
)


def events(*rows):
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Events(person=table[:, 0], kind=table[:, 1], day=table[:, 2])


def stages(found):
    return [STAGES[each] for each in found.stage]


def test_one_visit_makes_a_tire_kicker_and_half_of_one_after_a_half_life():
    found = follow(events((0, VISIT, 100)), RULES, np.array([100, 130]), 1)
    assert found.score.tolist() == [0.5]
    assert stages(found) == ["aware"]
    assert found.count.tolist() == [[0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0]]
    assert found.moves[0, 2, 1] == found.moves.sum() == 1


def test_of_whom_nothing_is_known_nothing_is_said():
    found = follow(events((1, REPLY, 5)), RULES, np.array([10]), 3)
    assert found.stage[0] == found.stage[2] == UNKNOWN
    assert found.count[0, UNKNOWN] == 2


def test_a_referral_makes_an_advocate_for_a_year_whatever_else_there_is():
    rows = events((0, REFERRAL, 0))
    found = follow(rows, RULES, np.array([0, 365, 366]), 1)
    assert found.count[:, ADVOCATE].tolist() == [1, 1, 0]
    assert stages(found) == ["tire-kicker"]


def test_a_score_makes_browser_and_involved():
    rows = events((0, REPLY, 9), (0, VISIT, 9), *[(1, REPLY, 9)] * 3)
    assert stages(follow(rows, RULES, np.array([9]), 2)) == ["browser", "involved"]


def test_what_comes_later_does_not_count_yet():
    rows = events((0, VISIT, 10), (0, VISIT, 11), (0, VISIT, 12))
    found = follow(rows, RULES, np.array([9, 11]), 1)
    assert found.count[0, UNKNOWN] == 1
    assert found.score[0] == pytest.approx(1 + 2 ** (-1 / 30))


def test_kinds_without_a_rule_count_for_nothing_and_are_counted():
    found = follow(events((0, -1, 3), (0, -1, 30)), RULES, np.array([10]), 1)
    assert found.ignored == 1
    assert stages(found) == ["unknown"]


def test_no_events_at_all_are_followed():
    found = follow(events(), RULES, np.array([1, 2]), 2)
    assert found.count[:, UNKNOWN].tolist() == [2, 2]


@pytest.mark.parametrize("days", [[], [3, 3], [4, 3]])
def test_days_that_do_not_rise_are_refused(days):
    with pytest.raises(ValueError, match="rise"):
        follow(events(), RULES, np.array(days, dtype=np.int64), 1)


def test_an_event_of_nobody_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        follow(events((1, VISIT, 1)), RULES, np.array([1]), 1)


@pytest.mark.parametrize(
    ("row", "said"), [((-1, 0, 1), "people"), ((0, -2, 1), "kinds")]
)
def test_places_below_zero_are_refused(row, said):
    with pytest.raises(ValueError, match=said):
        events(row)


def test_columns_of_different_lengths_are_refused():
    one, two = np.zeros(1, dtype=np.int64), np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match="each"):
        Events(person=one, kind=two, day=one)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight": np.array([1.0])},
        {"weight": np.array([1.0, 0.0, 1.0])},
        {"half_life": np.array([1.0, -1.0, 1.0])},
        {"limits": (1.0, 1.0, 2.0)},
        {"limits": (0.0, 1.0, 2.0)},
        {"advocate": 0.0},
    ],
)
def test_rules_that_mean_nothing_are_refused(wrong):
    right = {
        "weight": RULES.weight,
        "half_life": RULES.half_life,
        "brings": RULES.brings,
        "limits": RULES.limits,
        "advocate": RULES.advocate,
    }
    with pytest.raises(ValueError, match=r"kind has|above zero"):
        FadingRules(**{**right, **wrong})


rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(-1, 2), st.integers(0, 400)), max_size=40
)


@given(rows, st.lists(st.integers(0, 500), min_size=1, max_size=6, unique=True))
def test_it_agrees_with_a_sum_over_every_event(found_rows, chosen):
    days = sorted(chosen)
    found = follow(events(*found_rows), RULES, np.array(days), 5)
    for person in range(5):
        own = [
            (kind, day)
            for who, kind, day in found_rows
            if who == person and kind >= 0 and day <= days[-1]
        ]
        score = sum(
            RULES.weight[kind] * 2 ** (-(days[-1] - day) / RULES.half_life[kind])
            for kind, day in own
        )
        assert found.score[person] == pytest.approx(score)
        assert (found.stage[person] == UNKNOWN) == (not own)
    assert (found.count.sum(axis=1) == 5).all()
    assert (found.moves.sum(axis=2) == found.count[:-1]).all()
    assert (found.moves.sum(axis=1) == found.count[1:]).all()
