"""Tasks on a line of days."""

from datetime import date, timedelta

import pytest

from core.charts import Gantt, GanttGroup, GanttTask, gantt

MONDAY = date(2026, 1, 5)


def task(key: str, starts: int = 0, days: int = 1, **fields: object) -> GanttTask:
    first = MONDAY + timedelta(days=starts)
    return GanttTask(
        key=key,
        label=f"Task {key}",
        starts=first,
        ends=first + timedelta(days=days - 1),
        said=f"Task {key}: said",
        url=f"#task-{key}",
        **fields,  # type: ignore[arg-type]
    )


def draw(*tasks: GanttTask, **more: object) -> Gantt:
    groups = [GanttGroup(label="Letters", tasks=tasks)]
    return gantt(groups, today=MONDAY, title="Who does what", **more)  # type: ignore[arg-type]


def test_a_bar_covers_its_first_and_its_last_day() -> None:
    (bar,) = draw(task("1", starts=1, days=3)).bars

    assert (bar.bar.x, bar.bar.width) == (9.0, 27.0)


def test_a_day_is_wider_or_narrower_by_the_zoom() -> None:
    widths = [
        draw(task("1"), zoom=zoom).bars[0].bar.width
        for zoom in ("months", "weeks", "days")
    ]

    assert widths == [3.0, 9.0, 24.0]


def test_labels_stand_in_the_rows_of_their_bars_below_their_group() -> None:
    chart = draw(task("1"), task("2"))

    assert [label.text for label in chart.labels] == ["Letters", "Task 1", "Task 2"]
    first, second = chart.bars
    assert second.y - first.y == 34
    assert first.y == chart.groups[0] + 30


@pytest.mark.parametrize("kind", ["FS", "SS", "FF", "SF"])
def test_an_arrow_leaves_and_enters_where_its_link_says(kind: str) -> None:
    chart = draw(task("1", days=2), task("2", starts=5, days=2, after=(("1", kind),)))
    before, after = (bar.bar for bar in chart.bars)
    (arrow,) = chart.arrows

    leaves = before.x + (before.width if kind[0] == "F" else 0)
    enters = after.x + (after.width if kind[1] == "F" else 0)
    assert arrow.path.startswith(f"M{leaves} ")
    assert arrow.path.endswith(f"H{enters}")
    assert arrow.head.startswith(f"M{enters} ")


def test_a_link_to_a_task_that_is_not_shown_is_not_drawn() -> None:
    assert draw(task("1", after=(("9", "FS"),))).arrows == ()


def test_what_decides_the_end_is_marked_in_words_and_shape() -> None:
    chart = draw(
        task("1", critical=True), task("2", critical=True, after=(("1", "FS"),))
    )

    assert all(label.critical for label in chart.labels[1:])
    assert "is-critical" in chart.bars[0].classes
    assert chart.arrows[0].critical
    assert "2 of them on the critical path" in chart.summary


def test_progress_baseline_deadline_and_doubt_have_their_places() -> None:
    (bar,) = draw(
        task(
            "1",
            days=10,
            progress=0.5,
            planned=(MONDAY, MONDAY + timedelta(days=4)),
            deadline=MONDAY + timedelta(days=6),
            latest=MONDAY + timedelta(days=11),
            late=True,
        )
    ).bars

    assert bar.done == 45.0
    assert bar.planned is not None
    assert bar.planned.width == 45.0
    assert bar.deadline == 63.0
    assert bar.whisker is not None
    assert (bar.whisker.x, bar.whisker.width) == (90.0, 18.0)
    assert "is-late" in bar.classes


def test_weekends_are_shaded_unless_they_are_too_narrow() -> None:
    near, far = draw(task("1", days=14)), draw(task("1", days=14), zoom="months")

    assert near.weekends[0].x == 45.0
    assert near.weekends[0].width == 18.0
    assert far.weekends == ()
