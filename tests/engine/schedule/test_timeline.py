"""The bits of a timeline say what plain lists say."""

from hypothesis import given
from hypothesis import strategies as st

from engine.schedule.timeline import at_least, first_run, planes_of, take

FREE = st.lists(st.integers(0, 40), min_size=1, max_size=30)


def free_of(planes: list[int], periods: int) -> list[int]:
    return [
        sum((plane >> period & 1) << bit for bit, plane in enumerate(planes))
        for period in range(periods)
    ]


@given(free=FREE, units=st.integers(0, 50))
def test_periods_with_enough_are_those_in_which_as_many_are_free(
    free: list[int], units: int
) -> None:
    everywhere = (1 << len(free)) - 1
    found = at_least(planes_of(free), units, everywhere)
    assert found == sum((amount >= units) << t for t, amount in enumerate(free))


@given(free=FREE, data=st.data())
def test_what_is_taken_is_missing_in_its_interval_alone(
    free: list[int], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(free) - 1))
    end = data.draw(st.integers(start, len(free)))
    units = data.draw(st.integers(0, min(free[start:end], default=0)))
    planes = planes_of(free)
    take(planes, units, ((1 << (end - start)) - 1) << start)
    expected = [amount - units * (start <= t < end) for t, amount in enumerate(free)]
    assert free_of(planes, len(free)) == expected


@given(free=st.lists(st.booleans(), max_size=40), length=st.integers(1, 9))
def test_the_first_run_is_the_first_with_that_many_on_end(
    free: list[bool], length: int
) -> None:
    bits = sum(flag << t for t, flag in enumerate(free))
    runs = [
        t
        for t in range(len(free))
        if t + length <= len(free) and all(free[t : t + length])
    ]
    assert first_run(bits, length) == (runs[0] if runs else -1)
