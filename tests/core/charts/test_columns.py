"""The same share in several columns, bar under bar."""

from core.charts import ColumnGroup, ColumnShare, columns


def make_group(*shares: float | None) -> ColumnGroup:
    return ColumnGroup(
        label="Next week",
        target=0.9,
        shares=tuple(
            ColumnShare(name=name, share=share, said=str(share))
            for name, share in zip("ABCD", shares, strict=False)
        ),
    )


def test_bars_stand_one_under_the_other_on_one_axis():
    [row] = columns([make_group(0.25, 1.0)], title="Kept").rows
    first, second = row.bars
    assert (first.length, second.length, row.line) == (25.0, 100.0, 90.0)
    assert first.at < second.at < row.height
    assert row.words == "A: 0.25; B: 1.0"


def test_what_is_not_promised_leaves_a_gap():
    [row] = columns([make_group(None, 0.5)], title="Kept").rows
    assert row.bars[0].length is None


def test_without_a_row_there_are_no_columns():
    assert columns([], title="Kept").names == ()
