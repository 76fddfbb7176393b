"""Say which rows are in trouble, what is wrong with them, and what becomes of them."""

import numpy as np

from core.columns import Codes, compact
from core.problems import Problem, Problems, Told
from core.sheets import printable
from customers.incoming.cells import Facts
from customers.incoming.checking import Checked, Finding
from customers.incoming.troubles import TROUBLES


def tell(checked: Checked, problems: Problems) -> None:
    """Name every row in trouble, trouble by trouble."""
    for finding in checked.findings:
        problems.add_alike(*_told(checked, finding, np.flatnonzero(finding.marks)))


def first_of(checked: Checked, finding: Finding, most: int) -> list[Problem]:
    """Return the first rows in a trouble."""
    rows, told, which = _told(checked, finding, np.flatnonzero(finding.marks)[:most])
    return [Problem(row, *told[n]) for row, n in zip(rows, which, strict=True)]


def _told(
    checked: Checked, finding: Finding, places: Codes
) -> tuple[list[int], list[Told], list[int]]:
    """Return the rows, the different things to say, and which is said of each."""
    trouble = next(
        each for each in TROUBLES[checked.mapping.kind] if each.name == finding.trouble
    )
    way = dict(trouble.ways)[checked.mapping.choice(trouble.name)]
    rows = checked.table.rows[places].tolist()
    facts = finding.facts
    if facts is None:
        return rows, [("", "", f"{trouble.label}. {way}.")], [0] * len(rows)
    codes, which = compact(facts.codes[places], len(facts.texts))
    told = [_words(facts, code, trouble.label, way) for code in codes.tolist()]
    return rows, told, which.tolist()


def _words(facts: Facts, code: int, label: str, way: str) -> Told:
    """Say what is wrong with one text of a column, and what becomes of its rows."""
    fault = facts.faults[code]
    words = f"{label}: {fault}. {way}." if fault else f"{label}. {way}."
    return facts.column, printable(facts.texts[code][:80]), words
