"""What is wrong with a file: the same list, told singly or many rows at a time."""

import gzip

from core.problems import SHOWN, Problem, Problems

TOLD = [
    ("amount", "=1+1", "A cell cannot be read. Leave these rows out."),
    ("", "", "The same row again, word for word. Keep them all."),
    ("a,b", 'say "so"\nand more', "Stop: nothing of the file goes in."),
]
ROWS = list(range(2, 2 + SHOWN + 50))
WHICH = [row % 3 for row in ROWS]


def test_problems_told_at_once_are_those_told_one_by_one() -> None:
    singly, at_once = Problems(), Problems()
    for row, number in zip(ROWS, WHICH, strict=True):
        singly.add(Problem(row, *TOLD[number]))
    at_once.add_alike(ROWS[:9], TOLD, WHICH[:9])
    at_once.add_alike(ROWS[9:], TOLD, WHICH[9:])
    assert at_once.count == singly.count == len(ROWS)
    assert at_once.first == singly.first
    assert len(at_once.first) == SHOWN
    text = gzip.decompress(at_once.packed()).decode()
    assert text == gzip.decompress(singly.packed()).decode()
    assert "'=1+1" in text


def test_no_problems_are_no_file() -> None:
    problems = Problems()
    problems.add_alike([], TOLD, [])
    assert problems.packed() == b""
