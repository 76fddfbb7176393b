"""Curves, stacks, ranges and rhythms: where their marks stand."""

from datetime import date, timedelta

from core.charts import (
    Curve,
    CurvePoint,
    Range,
    Stack,
    curves,
    ranges,
    rhythm,
    stacked,
)

DAY = timedelta(days=1)


def point(at: float, share: float) -> CurvePoint:
    return CurvePoint(
        at=at, share=share, low=share - 0.1, high=share + 0.1, followed=40
    )


def test_curves_begin_with_everybody_and_end_with_their_label() -> None:
    drawn = curves(
        [
            Curve("all", [point(4, 0.8), point(52, 0.5)]),
            Curve("2025", [point(4, 0.7)]),
            Curve("2026", []),
        ],
        title="They stay",
        across="Weeks",
    )
    assert [line.label for line in drawn.lines] == ["all", "2025"]
    first, second = drawn.lines
    assert first.path.startswith("M0.0 14.0L")
    assert first.path.endswith("L100.0 114.0")
    assert first.band.startswith("M0.0 14.0")
    assert first.band.endswith("Z")
    assert (first.end.label, second.end.label) == ("50\xa0%", "70\xa0%")
    assert [time.label for time in drawn.times] == ["0", "13", "26", "39", "52"]
    assert len(drawn.rows) == 3
    assert drawn.rows[1][:3] == ("all", "52", "50.0\xa0%")
    assert "all 50\xa0% at 52" in drawn.summary


def test_no_curve_is_an_empty_plot() -> None:
    drawn = curves([], title="Nothing", across="Weeks")
    assert (drawn.lines, drawn.rows) == ((), ())


def test_a_stack_is_as_high_as_its_whole() -> None:
    drawn = stacked(
        [
            Stack(label="Q1", part=0.0, whole=0.0),
            Stack(label="Q2", part=50.0, whole=200.0),
        ],
        part="Repeat",
        rest="First",
        title="Business",
    )
    nothing, bar = drawn.bars
    assert (nothing.part_height, nothing.rest_height, nothing.share) == (0.0, 0.0, "–")
    assert bar.share == "25\xa0%"
    assert bar.rest_height == 3 * bar.part_height
    assert bar.rest_y == 22.0  # 200 is a round number: the axis ends there
    assert drawn.rows[1] == ("Q2", 50, 150, 200, "25\xa0%")


def test_no_period_is_an_empty_plot() -> None:
    assert not stacked([], part="a", rest="b", title="c").bars


def test_ranges_share_one_axis_from_nought() -> None:
    drawn = ranges(
        [
            Range(label="4", mean=10, low=5, high=20, expected="10", between="5 – 20"),
            Range(
                label="8",
                mean=20,
                low=10,
                high=30,
                expected="20",
                between="10 – 30",
                happened=40.0,
                said="40",
            ),
        ],
        title="To come",
        first="Weeks",
    )
    assert drawn.most == 40
    assert (drawn.rows[0].dot, drawn.rows[0].tick) == (25.0, None)
    assert (drawn.rows[1].bar.start, drawn.rows[1].bar.length) == (25.0, 50.0)
    assert drawn.rows[1].tick == 100.0


def test_a_rhythm_shows_the_silence_and_when_the_next_was_due() -> None:
    first = date(2026, 1, 1)
    days = [first, first + 30 * DAY, first + 60 * DAY]
    drawn = rhythm(days, today=first + 100 * DAY, usual_gap=30.0, title="Every month")
    assert drawn.marks[0] == 1.0
    assert drawn.silence is not None
    assert drawn.silence.start == drawn.marks[-1]
    assert drawn.usual is not None
    assert drawn.marks[-1] < drawn.usual < 99.0
    assert [tick.label for tick in drawn.ticks] == [
        "Jan 2026",
        "Feb 2026",
        "Mar 2026",
        "Apr 2026",
    ]


def test_one_purchase_today_has_neither_silence_nor_rhythm() -> None:
    today = date(2026, 5, 5)
    drawn = rhythm([today], today=today, usual_gap=None, title="Once")
    assert (drawn.silence, drawn.usual, drawn.marks) == (None, None, (1.0,))


def test_years_are_named_where_months_would_crowd() -> None:
    first = date(2022, 3, 1)
    drawn = rhythm([first], today=first + 1_500 * DAY, usual_gap=None, title="Long ago")
    assert [tick.label for tick in drawn.ticks] == ["2023", "2024", "2025", "2026"]
    half = rhythm([first], today=first + 300 * DAY, usual_gap=None, title="Lately")
    assert [tick.label for tick in half.ticks] == ["Apr 2022", "Jul 2022", "Oct 2022"]
