"""Rows of a form as they were typed: found, renumbered, added, taken out."""

import re
from collections.abc import Iterable

from django.http import QueryDict

ROW = re.compile(r"(tactics|assumptions)-([0-9]{1,4})-([a-z_]+)", re.ASCII)
MOST_ROWS = 200

Row = dict[str, list[str]]


def rows(post: QueryDict, prefix: str) -> list[Row]:
    """Return the rows in their order; a gap in the numbers is no row."""
    found: dict[int, Row] = {}
    for key, values in post.lists():
        match = ROW.fullmatch(key)
        if match and match[1] == prefix:
            found.setdefault(int(match[2]), {})[match[3]] = [str(v) for v in values]
    return [found[number] for number in sorted(found)][:MOST_ROWS]


def renumbered(
    post: QueryDict, *, tactics: Iterable[Row], assumptions: Iterable[Row]
) -> QueryDict:
    """Return the same form with these rows, numbered from 0 without a gap."""
    fresh = QueryDict(mutable=True)
    for key, values in post.lists():
        if not ROW.fullmatch(key):
            fresh.setlist(key, values)
    for prefix, group in (("tactics", tactics), ("assumptions", assumptions)):
        for number, row in enumerate(group):
            for name, values in row.items():
                fresh.setlist(f"{prefix}-{number}-{name}", values)
    return fresh


def rearranged(post: QueryDict) -> QueryDict:
    """Add or take out the row that a button without script asked for."""
    found = {prefix: rows(post, prefix) for prefix in ("tactics", "assumptions")}
    adding = post.get("add", "")
    if adding in found:
        found[adding].append({"name": [""], "statement": [""]})
    prefix, _, number = post.get("remove", "").rpartition("-")
    if prefix in found and number.isascii() and number.isdigit():
        place = int(number[:4])
        found[prefix] = [row for n, row in enumerate(found[prefix]) if n != place]
    return renumbered(post, **found)
