"""How often something is over when."""

from datetime import date, timedelta

from core.charts import Finish, finishing

MONDAY = date(2026, 1, 5)


def found(*shares: float) -> list[Finish]:
    return [
        Finish(day=MONDAY + timedelta(days=number), share=share)
        for number, share in enumerate(shares)
    ]


def test_what_is_over_after_the_goal_is_late() -> None:
    chart = finishing(found(0.25, 0.5, 0.25), title="When", goal=MONDAY)

    assert [column.late for column in chart.columns] == [False, True, True]
    assert "too late" in chart.columns[1].said


def test_the_numbers_add_up_to_all_cases() -> None:
    chart = finishing(found(0.25, 0.5, 0.25), title="When")

    assert chart.rows[0][1:] == ("25\xa0%", "25\xa0%")
    assert chart.rows[-1][2] == "100\xa0%"


def test_many_days_are_drawn_as_few_columns() -> None:
    chart = finishing(found(*[0.01] * 100), title="When")

    assert len(chart.columns) <= 24
    assert "–" in chart.columns[0].said


def test_a_certain_end_is_one_column() -> None:
    chart = finishing(found(1.0), title="When", goal=MONDAY, goal_label="Launch")

    assert len(chart.columns) == 1
    assert chart.goal is not None
    assert chart.goal.at == 100.0
