"""A table put away comes out as it was."""

from typing import Any

import numpy as np
import pytest

from core import packing
from core.columns import Column, Table
from core.packing import pack, unpack

ODD = ["", "a,b", 'say "so"', "two\nlines", "Zoë 🙂", "\x00", "\ud800"]


def a_table(codes: list[int], texts: list[str]) -> Table:
    many = len(codes)
    return Table(
        rows=np.arange(2, 2 + many, dtype=np.int64),
        columns={
            "word": Column(texts, np.array(codes, np.int64)),
            "word (2)": Column(["same"], np.zeros(many, np.int64)),
        },
        twice=np.arange(many) % 3 == 1,
        long=np.arange(many) % 5 == 4,
    )


@pytest.mark.parametrize(
    ("codes", "texts"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 6, 0], ODD),
        ([], []),
        ([254, 0], [str(number) for number in range(255)]),
        ([255, 256, 0], [str(number) for number in range(257)]),
        ([70_000, 3], [str(number) for number in range(70_001)]),
    ],
)
def test_every_text_code_and_mark_comes_back(
    codes: list[int], texts: list[str]
) -> None:
    before = a_table(codes, texts)
    after = unpack(pack(before))
    assert after is not None
    assert list(after.columns) == ["word", "word (2)"]
    assert after.columns["word"].texts == texts
    for name, column in before.columns.items():
        assert after.columns[name].codes.tolist() == column.codes.tolist()
        assert after.columns[name].codes.dtype == np.int64
    for name in ("rows", "twice", "long"):
        found, said = getattr(after, name), getattr(before, name)
        assert (found.tolist(), found.dtype) == (said.tolist(), said.dtype)


def test_nothing_and_another_versions_table_are_no_table(monkeypatch: Any) -> None:
    assert unpack(b"") is None
    monkeypatch.setattr(packing, "FORMAT", "table/0")
    packed = pack(a_table([0], ["a"]))
    monkeypatch.undo()
    assert unpack(packed) is None
