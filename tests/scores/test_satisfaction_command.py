"""Ask from the command line how many of those who left had been satisfied."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from tests.engine.loyalty.make import DATA

HEAD = "customer,score,left"
TELCO = DATA / "telco" / "Telco_customer_churn_status.xlsx"


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "answers.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def answer(
    capsys: pytest.CaptureFixture[str], path: Path, *options: str
) -> dict[str, Any]:
    call_command("satisfaction", str(path), *options)
    captured = capsys.readouterr()
    assert captured.err == ""
    found: dict[str, Any] = json.loads(captured.out)
    return found


def ordinary() -> list[str]:
    """Sixty of a hundred who left had scored at least 4, as the articles say."""
    rows = []
    for score, left, stayed in ((1, 8, 10), (2, 12, 20), (3, 20, 90), (4, 35, 260)):
        rows += [f"g{score}-{n},{score},yes" for n in range(left)]
        rows += [f"s{score}-{n},{score},no" for n in range(stayed)]
    rows += [f"g5-{n},5,yes" for n in range(25)]
    return rows + [f"s5-{n},5,no" for n in range(220)]


@pytest.mark.parametrize(
    ("threshold", "satisfied", "low", "high"),
    [("3", 429, 0.2110, 0.2491), ("4", 0, 0.0, 0.00205)],
)
def test_telcos_score_leaks_and_the_answer_says_so(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    threshold: str,
    satisfied: int,
    low: float,
    high: float,
) -> None:
    if not TELCO.exists():
        pytest.skip(f"{TELCO} is not here: it is not part of the repository")
    sheet = openpyxl.load_workbook(TELCO).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    who, score, left = (
        head.index(name)
        for name in ("Customer ID", "Satisfaction Score", "Churn Label")
    )
    path = written(tmp_path, *(f"{r[who]},{r[score]},{r[left]}" for r in rows))
    found = answer(capsys, path, "--satisfied-from", threshold)
    assert (found["defectors"], found["satisfied_defectors"]) == (1869, satisfied)
    assert found["low"] == pytest.approx(low, abs=5e-5)
    assert found["high"] == pytest.approx(high, abs=5e-5)
    [warning] = found["warnings"]
    assert warning["code"] == "score-leaks-outcome"
    assert warning["text"].startswith(
        "The score separates those who left perfectly, so it was probably given after "
        "they left or made from it: 429 of 1,869 who left scored 3, none more; of those "
        "who stayed none scored less than 3."
    )


def test_an_ordinary_file_gives_the_share_and_no_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, written(tmp_path, *ordinary()))
    assert (found["satisfied_from"], found["share"]) == (4.0, 0.6)
    assert found["low"] == pytest.approx(0.5020, abs=5e-5)
    assert found["high"] == pytest.approx(0.6906, abs=5e-5)
    assert found["warnings"] == []
    assert found["read"]["answered"] == 700
    lower = answer(
        capsys,
        written(tmp_path, *ordinary()),
        "--satisfied-from",
        "3",
        "--confidence",
        "0.8",
    )
    assert lower["share"] == 0.8
    assert lower["low"] > 0.74


def test_each_caution_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def sentences(*rows: str, head: str = HEAD) -> dict[str, str]:
        found = answer(capsys, written(tmp_path, *rows, head=head))
        return {one["code"]: one["text"] for one in found["warnings"]}

    few = sentences(
        "a,3,yes", "b,5,yes", "c,,yes", "d,,yes", "e,,yes", "f,4,no", "g,4,"
    )
    assert few["too-few-answers"].startswith(
        "Only 2 who left had answered: at least 30"
    )
    assert few["few-answered"].startswith("Only 2 of 5 who left had answered")
    assert few["leaving-unsaid"].startswith("1 rows do not say")
    late = sentences(
        "a,9,2026-01-01,2026-02-01", "b,9,,2026-01-01", head=f"{HEAD},date"
    )
    assert late["nobody-left"].startswith("Nobody who answered has left")
    assert late["answers-after-leaving"].startswith("1 answers were given after")
    assert late["threshold-assumed"].startswith(
        "Scores run to 9, and satisfied is taken"
    )
    assert late["threshold-parts-nobody"].startswith(
        "Everybody counts as satisfied: sco"
    )
    gone = sentences(*(f"{n},3,yes" for n in range(40)))
    assert gone["nobody-stayed"].startswith("Nobody who stayed is here")
    assert gone["threshold-parts-nobody"].startswith("Nobody counts as satisfied")
    backwards = [row.replace("yes", "?").replace("no", "yes") for row in ordinary()]
    wrong = sentences(*(row.replace("?", "no") for row in backwards))
    assert "of the satisfied 88.9 %" in wrong["relation-runs-the-wrong-way"]


def test_every_way_in_which_a_score_leaks_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def leak(**counts: tuple[int, int]) -> str:
        rows = []
        for name, (gone, there) in counts.items():
            rows += [f"{name}g{n},{name[1:]},1" for n in range(gone)]
            rows += [f"{name}s{n},{name[1:]},0" for n in range(there)]
        found = answer(capsys, written(tmp_path, *rows))["warnings"]
        [text] = [one["text"] for one in found if one["code"] == "score-leaks-outcome"]
        return str(text)

    assert "is the scale the other way round?" in leak(s1=(0, 40), s5=(40, 0))
    assert "of 50 customers who scored 1, 50 left" in leak(
        s1=(50, 0), s2=(30, 200), s4=(60, 500), s5=(50, 400)
    )
    assert "none of 1,500 customers who scored 4 or more left" in leak(
        s1=(100, 300), s2=(50, 300), s4=(0, 900), s5=(0, 600)
    )
    assert "almost perfectly" in leak(
        s1=(300, 12), s2=(200, 20), s3=(10, 500), s4=(4, 600), s5=(2, 300)
    )


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--satisfied-from", "happy"], "--satisfied-from: must be a number from"),
        (["--satisfied-from", "nan"], "--satisfied-from: must be a number from"),
        (["--confidence", "1"], "--confidence: must be a number from 0.5 to 0.9999."),
    ],
)
def test_an_option_that_makes_no_sense_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], line: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("satisfaction", str(written(tmp_path, "a,3,no")), *options)
    captured = capsys.readouterr()
    assert ended.value.code == 2
    assert captured.out == ""
    assert captured.err.startswith(line)
    assert captured.err.count("\n") == 1


def test_a_file_that_cannot_be_used_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (written(tmp_path, "a,3,perhaps"), tmp_path / "none.csv"):
        with pytest.raises(SystemExit) as ended:
            call_command("satisfaction", str(path))
        captured = capsys.readouterr()
        assert ended.value.code == 2
        assert captured.out == ""
        assert captured.err.count("\n") == 1
