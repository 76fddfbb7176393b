"""What is to be expected rests on the record, and begins with what others kept."""

from datetime import date

import numpy as np

import engine

MONDAY = date(2026, 1, 5)


def weeks(*rows: list[tuple[int, int]]) -> engine.Weeks:
    counts = np.array(rows)
    return engine.Weeks(MONDAY, counts[:, :, 0], counts[:, :, 1])


def test_a_long_steady_record_is_expected_to_go_on() -> None:
    (found,) = engine.expect(weeks([(200, 190)] * 60))
    assert (found.due, found.kept, found.occasions) == (12_000, 11_400, 800)
    assert 0.93 < found.low < found.mean < found.high < 0.97


def test_two_of_two_begins_with_what_the_company_kept() -> None:
    alone, good = (
        engine.expect(weeks([(2, 2)]), company=company)[0]
        for company in ((0, 0), (9_900, 100))
    )
    assert 0.85 < alone.mean < good.mean < 1.0


def test_a_segment_with_two_of_two_is_hardly_better_than_its_promise() -> None:
    many, few = [(100, 80)] * 30, [(0, 0)] * 29 + [(2, 2)]
    large, small = engine.expect_segments(weeks(many, few))
    assert abs(large.mean - 0.8) < 0.02
    assert 0.76 < small.mean < 0.88
    assert (small.due, small.kept) == (2, 2)
