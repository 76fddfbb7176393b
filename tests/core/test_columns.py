"""A table by its columns: codes made small."""

import numpy as np
import pytest

from core.columns import ROOM, compact


@pytest.mark.parametrize("most", [9, 9 * ROOM, 10**9])
def test_different_codes_are_found_in_order_marked_or_sorted(most: int) -> None:
    codes = np.array([7, 0, 7, 3, 8, 0], np.int64)
    found, which = compact(codes, most)
    assert found.tolist() == [0, 3, 7, 8]
    assert which.tolist() == [2, 0, 2, 1, 3, 0]


@pytest.mark.parametrize("most", [0, 10**9])
def test_no_rows_hold_no_codes(most: int) -> None:
    found, which = compact(np.empty(0, np.int64), most)
    assert (found.tolist(), which.tolist()) == ([], [])
