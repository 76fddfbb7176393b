"""Whole numbers as an address or a form brings them."""

import pytest

from core.numbers import KEY, typed_whole


@pytest.mark.parametrize(
    "text", ["", "-1", "1.0", "1e3", " 1", "٣", "²", "x", "1\x00", "1" * 10, "9" * 5000]
)
def test_what_is_no_whole_number_is_none(text):
    assert typed_whole(text) is None


def test_a_key_may_be_longer_than_a_revision_and_fits_every_database():
    assert typed_whole("0") == 0
    assert typed_whole("007") == 7
    assert typed_whole("9" * 9) == 999_999_999
    assert typed_whole("9" * KEY, digits=KEY) == 10**18 - 1 < 2**63
    assert typed_whole("9" * 19, digits=KEY) is None
