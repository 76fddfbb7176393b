"""Bring two people's changes of one plan together, field by field.

Rows are matched by their code. What only one side changed is taken from that side;
what both changed alike is taken once; what they changed differently is a clash, which
a person decides. Pure: documents in, a document and its clashes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal, cast

from planner.plans.content import PlanContent, free_code

Side = Literal["theirs", "mine"]
Row = Mapping[str, Any]
Rows = dict[str, Row]

HEAD: Final = ("title", "objective", "department", "starts_on", "weeks")
KINDS: Final = ("tactics", "assumptions")
# Fields that only hold together: each is at least the one before it.
# Only there where it is filled in.
OPTIONAL: Final = ("strategy",)
ASCENDING: Final = (("low", "likely", "high"), ("starts", "ends"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a plan: ``plan.title``, ``tactics.spring.budget``, ``tactics.spring``.

    A row without a field is the row as a whole; a kind alone is the order of its rows.
    """

    kind: str
    code: str = ""
    field: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.kind, self.code, self.field) if part)


def place_of(text: str) -> Place | None:
    """Read ``tactics.spring.budget``, or None if it is no place."""
    kind, *rest = text.split(".")
    if kind == "plan" and len(rest) == 1 and rest[0] in HEAD:
        return Place("plan", "", rest[0])
    if kind in KINDS and len(rest) <= 2:
        return Place(kind, *rest)
    return None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two values for one place. None stands for a row that is not there."""

    place: Place
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """Both sides' changes in one document, and what a person has to decide."""

    content: PlanContent
    clashes: tuple[Clash, ...]
    # My new rows whose codes the others' new rows had: by place, and what they are now.
    renamed: Mapping[str, str] = field(default_factory=dict)


def merge(
    *,
    base: PlanContent,
    theirs: PlanContent,
    mine: PlanContent,
    clashing: Side = "mine",
) -> Merged:
    """Return what becomes of the base when both sides' changes are made to it.

    Clashes are reported, and stand in the document as ``clashing`` says. The three
    documents must be sound, else nothing is promised of the result.
    """
    return _Merger(clashing).merged(base, theirs, mine)


def flat(content: PlanContent) -> dict[str, Any]:
    """Return every value of a document by its place: ``tactics.spring.budget``."""
    found: dict[str, Any] = {
        str(Place("plan", "", name)): content[name] for name in HEAD
    }
    for kind in KINDS:
        for row in content[kind]:
            for name, value in row.items():
                found[str(Place(kind, row["code"], name))] = value
    return found


def changed_places(before: PlanContent, after: PlanContent) -> set[str]:
    """Return the places that differ, and the rows that came or went."""
    old, new = flat(before), flat(after)
    places = {place for place in {*old, *new} if old.get(place) != new.get(place)}
    for kind in KINDS:
        codes = [{row["code"] for row in content[kind]} for content in (before, after)]
        places |= {str(Place(kind, code)) for code in codes[0] ^ codes[1]}
    return places


def with_theirs(
    content: PlanContent, theirs: PlanContent, places: Iterable[Place]
) -> PlanContent:
    """Return the document with their value at each of these places.

    A tactic comes and goes together with the assumptions that move it.
    """
    found: Any = {**content}
    for place in places:
        if place.kind == "plan":
            found[place.field] = theirs[place.field]  # type: ignore[literal-required]
            continue
        own, other = _by_code(found[place.kind]), theirs[place.kind]  # type: ignore[literal-required]
        found[place.kind] = _rows_with_theirs(place, own, _by_code(other))
        if place.kind == "tactics" and place.code and not place.field:
            moving = [r for r in theirs["assumptions"] if _demanded(r) == place.code]
            codes = {row["code"] for row in found["assumptions"]}
            found["assumptions"] = [
                *found["assumptions"],
                *(row for row in moving if row["code"] not in codes),
            ]
    left = {None, *_by_code(found["tactics"])}
    found["assumptions"] = [r for r in found["assumptions"] if _demanded(r) in left]
    return cast("PlanContent", found)


def _rows_with_theirs(place: Place, own: Rows, other: Rows) -> list[Row]:
    if not place.code:  # their order; what they don't have stays behind it
        return [own[code] for code in dict.fromkeys([*other, *own]) if code in own]
    row = other.get(place.code)
    if not place.field:
        rows = {**own, place.code: row}
        codes = _with_the_rest(list(own), list(other)) if row else list(own)
        return [found for code in codes if (found := rows.get(code)) is not None]
    if row is not None and place.code in own:
        mine = own[place.code]
        if place.field in {*row, *mine}:
            taken = {**mine, place.field: _value(row, place.field)}
            own[place.code] = _without_empty(taken)
    return list(own.values())


def _value(row: Row, name: str) -> Any:  # noqa: ANN401  # of a document
    """Return what stands there; what a row does not say is empty."""
    return row.get(name, "")


def _without_empty(row: Row) -> Row:
    return {k: value for k, value in row.items() if value != "" or k not in OPTIONAL}


def _by_code(rows: Iterable[Mapping[str, Any]]) -> Rows:
    return {row["code"]: row for row in rows}


def _demanded(belief: Row) -> str | None:
    """Return the tactic that an assumption moves."""
    return cast("str | None", belief["driver"].get("demand"))


def _is_ascending(row: Row, fields: Sequence[str]) -> bool:
    values = [Decimal(str(row[name])) for name in fields]
    return values == sorted(values)


class _Merger:
    def __init__(self, clashing: Side) -> None:
        self._clashing = clashing
        self._clashes: dict[Place, Clash] = {}

    def merged(
        self, base: PlanContent, theirs: PlanContent, mine: PlanContent
    ) -> Merged:
        mine, renamed = _with_own_codes(base, theirs, mine)
        head = {
            name: self._pick(
                Place("plan", "", name), *(_each(name, base, theirs, mine))
            )
            for name in HEAD
        }
        tactics = self._rows("tactics", base, theirs, mine)
        beliefs = self._rows("assumptions", base, theirs, mine)
        tactics, beliefs = self._kept_together(tactics, beliefs, base, theirs, mine)
        self._within_the_plan(head, tactics, base, theirs, mine)
        content = {
            "format": mine["format"],
            **head,
            "tactics": self._ordered("tactics", tactics, base, theirs, mine),
            "assumptions": self._ordered("assumptions", beliefs, base, theirs, mine),
        }
        clashes = tuple(self._clashes.values())
        return Merged(cast("PlanContent", content), clashes, renamed)

    # --- One place ----------------------------------------------------------------

    def _pick(self, place: Place, base: Any, theirs: Any, mine: Any) -> Any:  # noqa: ANN401
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        return self._clash(place, base, theirs, mine)

    def _clash(self, place: Place, base: Any, theirs: Any, mine: Any) -> Any:  # noqa: ANN401
        self._clashes[place] = Clash(place, base, theirs, mine)
        return theirs if self._clashing == "theirs" else mine

    # --- Rows ---------------------------------------------------------------------

    def _rows(
        self, kind: str, base: PlanContent, theirs: PlanContent, mine: PlanContent
    ) -> Rows:
        old, other, own = (
            _by_code(content[kind])  # type: ignore[literal-required]
            for content in (base, theirs, mine)
        )
        found: Rows = {}
        for code in dict.fromkeys([*other, *own]):
            row = self._row(
                Place(kind, code), old.get(code), other.get(code), own.get(code)
            )
            if row is not None:
                found[code] = row
        return found

    def _row(
        self, place: Place, base: Row | None, theirs: Row | None, mine: Row | None
    ) -> Row | None:
        if base is None:  # added: the same code on both sides is the same row by now
            return theirs if theirs is not None else mine
        if theirs is None or mine is None:
            return cast("Row | None", self._pick(place, base, theirs, mine))
        row = {
            name: self._field(
                place, name, *(_value(each, name) for each in (base, theirs, mine))
            )
            for name in dict.fromkeys([*mine, *theirs])
        }
        if place.kind == "tactics":
            for fields in ASCENDING:
                decided = self._decided_otherwise(place, row, theirs, mine)
                if not all(_is_ascending(each, fields) for each in (row, decided)):
                    row |= self._together(place, fields, base, theirs, mine)
        return _without_empty(row)

    def _field(
        self,
        place: Place,
        name: str,
        base: Any,  # noqa: ANN401
        theirs: Any,  # noqa: ANN401
        mine: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if name == "promises":  # each promise is a change of its own
            ours, others, old = set(mine), set(theirs), set(base)
            return sorted((ours & others) | (ours - old) | (others - old))
        return self._pick(Place(place.kind, place.code, name), base, theirs, mine)

    def _decided_otherwise(self, place: Place, row: Row, theirs: Row, mine: Row) -> Row:
        """Return the row as it is when every clash in it falls the other way."""
        other = mine if self._clashing == "theirs" else theirs
        clashing = (n for n in row if Place(place.kind, place.code, n) in self._clashes)
        return {**row, **{name: _value(other, name) for name in clashing}}

    def _together(
        self, place: Place, fields: Sequence[str], base: Row, theirs: Row, mine: Row
    ) -> dict[str, Any]:
        """Decide as clashes what cannot stand together, though each side could alone."""
        return {
            name: self._clash(
                Place(place.kind, place.code, name),
                base[name],
                theirs[name],
                mine[name],
            )
            for name in fields
            if theirs[name] != mine[name]
        }

    # --- What rows need of each other -----------------------------------------------

    def _kept_together(
        self,
        tactics: Rows,
        beliefs: Rows,
        base: PlanContent,
        theirs: PlanContent,
        mine: PlanContent,
    ) -> tuple[Rows, Rows]:
        """Ask about a tactic that one side took out and the other's assumption moves."""
        old, other, own = (_by_code(c["tactics"]) for c in (base, theirs, mine))
        moved = {code for row in beliefs.values() if (code := _demanded(row))}
        for code in sorted(moved - set(tactics)):
            row = self._clash(
                Place("tactics", code), old.get(code), other.get(code), own.get(code)
            )
            if row is None:
                beliefs = {
                    key: each
                    for key, each in beliefs.items()
                    if _demanded(each) != code
                }
            else:
                tactics = {**tactics, code: row}
        return tactics, beliefs

    def _within_the_plan(
        self,
        head: dict[str, Any],
        tactics: Rows,
        base: PlanContent,
        theirs: PlanContent,
        mine: PlanContent,
    ) -> None:
        """Ask about the plan's length where the other side's tactic is longer."""
        if theirs["weeks"] == mine["weeks"]:
            return
        if any(row["ends"] > head["weeks"] for row in tactics.values()):
            head["weeks"] = self._clash(
                Place("plan", "", "weeks"),
                base["weeks"],
                theirs["weeks"],
                mine["weeks"],
            )

    # --- The order of rows ------------------------------------------------------------

    def _ordered(
        self,
        kind: str,
        rows: Rows,
        base: PlanContent,
        theirs: PlanContent,
        mine: PlanContent,
    ) -> list[Row]:
        old, other, own = (
            [row["code"] for row in content[kind]]  # type: ignore[literal-required]
            for content in (base, theirs, mine)
        )
        lasting = [set(old), set(other), set(own)]
        common = set.intersection(*lasting)
        order = self._pick(
            Place(kind),
            *(
                [code for code in codes if code in common]
                for codes in (old, other, own)
            ),
        )
        codes = _with_the_rest(_with_the_rest(order, other), own)
        return [rows[code] for code in codes if code in rows]


def _each(
    name: str, *contents: PlanContent
) -> tuple[Any, Any, Any]:  # the three of a merge
    first, second, third = (content[name] for content in contents)  # type: ignore[literal-required]
    return first, second, third


def _with_the_rest(order: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Put each code that is missing behind the one it stood behind."""
    found = list(order)
    before = ""
    for code in codes:
        if code not in found:
            found.insert(found.index(before) + 1 if before else 0, code)
        before = code
    return found


def _with_own_codes(
    base: PlanContent, theirs: PlanContent, mine: PlanContent
) -> tuple[PlanContent, dict[str, str]]:
    """Give my new rows codes of their own where the others' new rows took them."""
    renamed: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for kind in KINDS:
        old, other, own = (_by_code(content[kind]) for content in (base, theirs, mine))
        taken = {*old, *other, *own}
        for code in own:
            if code in other and code not in old and own[code] != other[code]:
                renamed[kind][code] = free_code(code, taken)
                taken.add(renamed[kind][code])
    if not any(renamed.values()):
        return mine, {}
    places = {
        str(Place(kind, code)): str(Place(kind, new))
        for kind, codes in renamed.items()
        for code, new in codes.items()
    }
    found = {
        **mine,
        "tactics": [_renamed(row, renamed["tactics"]) for row in mine["tactics"]],
        "assumptions": [
            _moving(_renamed(row, renamed["assumptions"]), renamed["tactics"])
            for row in mine["assumptions"]
        ],
    }
    return cast("PlanContent", found), places


def _renamed(row: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "code": codes.get(row["code"], row["code"])}


def _moving(belief: dict[str, Any], tactics: Mapping[str, str]) -> dict[str, Any]:
    target = _demanded(belief)
    if target is not None and target in tactics:
        return {**belief, "driver": {"demand": tactics[target]}}
    return belief
