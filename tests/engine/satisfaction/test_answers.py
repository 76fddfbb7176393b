"""Read who answered what, and who left."""

from pathlib import Path

import pytest

from engine import InvalidLedger
from engine.satisfaction import Answers, answers, load_answers_file, load_answers_text


def read(*rows: str, head: str = "customer,score,left") -> Answers:
    return load_answers_text("\n".join([head, *rows]) + "\n")


@pytest.mark.parametrize(
    "text", ["yes", "Y", "TRUE", "1", "1.0", "Churned", "2026-01-31"]
)
def test_whoever_left_may_be_written_in_many_ways(text: str) -> None:
    assert read(f"a,3,{text}").left.tolist() == [True]


@pytest.mark.parametrize(
    "text", ["no", "N", "False", "0", "0.0", "Stayed", "", "-", "NaN"]
)
def test_whoever_did_not_leave_too(text: str) -> None:
    assert read(f"a,3,{text}").left.tolist() == [False]


def test_columns_stand_in_any_order_and_others_are_ignored() -> None:
    found = read("no,Ann,x,4.5", head="Left, customer ,colour,SCORE")
    assert found.names == ("Ann",)
    assert found.score.tolist() == [4.5]


def test_without_dates_the_last_row_counts() -> None:
    found = read("a,5,yes", "b,4,no", "a,2,yes", "a,,yes")
    assert found.names == ("a", "b")
    assert found.score.tolist() == [2.0, 4.0]
    assert (found.earlier, found.without_score, found.dated) == (1, 1, False)


def test_with_dates_the_latest_answer_counts_wherever_it_stands() -> None:
    head = "customer,score,left,date"
    found = read(
        "a,2,yes,2026-03-01", "a,5,yes,2026-01-01", "a,4,yes,2026-03-01", head=head
    )
    assert found.score.tolist() == [4.0]
    assert (found.earlier, found.dated) == (2, True)


def test_answers_after_the_day_of_leaving_do_not_count() -> None:
    found = read(
        "a,5,2026-02-01,2026-01-01",
        "a,4,2026-02-01,2026-02-01T18:00:00",
        "a,1,2026-02-01,2026-02-02",
        "b,1,2026-02-01,2026-05-01",
        "c,3,,2026-05-01",
        head="customer,score,left,date",
    )
    assert found.names == ("a", "c")
    assert found.score.tolist() == [4.0, 3.0]
    assert (found.left_in_all, found.after_leaving) == (2, 2)


def test_one_row_that_says_left_is_enough_and_the_latest_day_counts() -> None:
    found = read(
        "a,5,no,2026-01-01",
        "a,4,yes,2026-02-01",
        "b,5,2026-01-05,2026-01-01",
        "b,2,2026-03-05,2026-03-01",
        head="customer,score,left,date",
    )
    assert found.left.tolist() == [True, True]
    assert found.score.tolist() == [4.0, 2.0]


def test_who_did_not_answer_is_counted_beside() -> None:
    found = read("a,,yes", "b,4,yes", "c,,no", "d,3,no")
    assert (found.customers, found.left_in_all, found.without_score) == (4, 2, 2)
    assert found.names == ("b", "d")
    nobody = read("a,,yes")
    assert nobody.names == ()
    assert nobody.left.tolist() == []


def test_an_empty_left_is_told_only_where_others_say_no() -> None:
    assert read("a,4,yes", "b,3,").unsaid == 0
    assert read("a,4,yes", "b,3,", "c,3,no").unsaid == 1


def test_a_row_without_a_score_needs_no_date() -> None:
    found = read("a,,yes,", "b,3,no,2026-01-01", head="customer,score,left,date")
    assert found.names == ("b",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "the file is empty: its first row must be customer,score,left."),
        ("customer,score\n", "row 1, column left: the column is missing"),
        (
            "customer,score,left,left\n",
            "row 1, column left: the column stands there tw",
        ),
        ("customer,score,left\n", "no answer follows the header"),
        ("customer,score,left\na,3\n", "row 2: the row has 2 cells, the header 3"),
        ("customer,score,left\n\n,3,no\n", "row 3, column customer: is empty"),
        ("customer,score,left\na\x07b,3,no\n", "row 2, column customer: "),
        (
            f"customer,score,left\n{'a' * 201},3,no\n",
            "row 2, column customer: has more",
        ),
        (
            "customer,score,left\na,good,no\n",
            'row 2, column score: "good" must be a nu',
        ),
        (
            "customer,score,left\na,inf,no\n",
            'row 2, column score: "inf" must be a numb',
        ),
        (
            "customer,score,left\na,1e7,no\n",
            'row 2, column score: "1e7" must be a numb',
        ),
        ("customer,score,left\na,3,maybe\n", 'row 2, column left: "maybe" must be yes'),
        ("customer,score,left,date\na,3,no,\n", "row 2, column date: is empty"),
        ("customer,score,left,date\na,3,no,soon\n", 'row 2, column date: "soon" must'),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(text: str, line: str) -> None:
    with pytest.raises(InvalidLedger) as refused:
        load_answers_text(text)
    assert str(refused.value).startswith(line)


def test_a_file_may_begin_with_a_mark_and_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("\ufeffcustomer,score,left\nÄnne,4,no\n".encode())
    assert load_answers_file(path).names == ("Änne",)
    with pytest.raises(InvalidLedger, match="no such file"):
        load_answers_file(tmp_path / "none.csv")


def test_too_long_a_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("customer,score,left\na,4,no\nb,4,no\n")
    monkeypatch.setattr(answers, "MOST_ROWS", 1)
    with pytest.raises(InvalidLedger, match="more than 1 rows"):
        load_answers_file(path)
    monkeypatch.setattr(answers, "LARGEST_FILE", 10)
    with pytest.raises(InvalidLedger, match="longer than 10 bytes"):
        load_answers_file(path)
