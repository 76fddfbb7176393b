"""One row for everything that was found, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.pages import Tone
from planner.pruning.models import Retirement
from planner.pruning.pages import words

Document = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """Something that could be retired, on one ground."""

    key: str
    kind: str
    name: str
    about: str
    url: str
    sentence: str
    sure: bool
    freed: str
    waiting: str
    becomes: bool
    state: str
    tone: Tone
    proposal: Retirement | None

    @property
    def surely(self) -> str:
        return "surely" if self.sure else "likely"


@dataclass(frozen=True, kw_only=True)
class GroundTable:
    """All that was found on one ground."""

    code: str
    title: str
    meaning: str
    rows: tuple[FoundRow, ...]


@dataclass(frozen=True, kw_only=True)
class UntoldRow:
    name: str
    url: str
    ground: str
    sentence: str


def about(subject: Document) -> str:
    """Say of what something is a part, and how far it has come."""
    state = str(subject["state_words"]).partition(":")[0].lower()
    if subject["kind"] == "tactic":
        return f"Tactic of {subject['title']}, {state}"
    if subject["kind"] == "initiative":
        return f"Initiative for {subject['capability']}, {state}"
    return f"Promise, {state}, {subject['owner']}"


def home_of(subject: Document) -> str:
    """Return the address of the thing itself."""
    if subject["kind"] == "tactic":
        return reverse("plans:detail", args=[subject["plan"]])
    if subject["kind"] == "initiative":
        return reverse("operations:initiatives")
    return reverse("promises:detail", args=[subject["promise"]])


def tables(
    subjects: Sequence[Document],
    proposed: Mapping[str, Retirement],
    currency: str,
    *,
    ground: str = "",
) -> tuple[GroundTable, ...]:
    """Return a table for each ground, or for one: what is sure before what is likely."""
    found = []
    for code, title in words.HEADINGS.items():
        if ground and ground != code:
            continue
        rows = [
            _row(subject, entry, proposed.get(subject["key"]), currency)
            for subject in subjects
            for entry in subject["grounds"]
            if entry["ground"] == code
        ]
        rows.sort(key=lambda row: (not row.sure, not row.becomes, row.kind, row.name))
        if rows:
            found.append(
                GroundTable(
                    code=code,
                    title=title,
                    meaning=words.MEANINGS[code],
                    rows=tuple(rows),
                )
            )
    return tuple(found)


def _row(
    subject: Document, ground: Document, proposal: Retirement | None, currency: str
) -> FoundRow:
    return FoundRow(
        key=subject["key"],
        kind=subject["kind"],
        name=subject["name"],
        about=about(subject),
        url=reverse("pruning:finding", args=[subject["key"]]),
        sentence=words.ground_sentence(subject, ground, currency),
        sure=ground["sure"],
        freed=words.freed_words(subject, currency),
        waiting=words.waiting_words(subject["waiting"]),
        becomes=any(row["becomes"] for row in subject["waiting"]),
        state="proposed" if proposal else "",
        tone="accent",
        proposal=proposal,
    )


def untold_rows(result: Document) -> tuple[UntoldRow, ...]:
    """Return what could not be told of anything, in the order of the grounds."""
    rows = [
        (entry["ground"], subject, entry)
        for subject in result["subjects"]
        for entry in subject["untold"]
    ]
    order = list(words.HEADINGS)
    rows.sort(key=lambda row: (order.index(row[0]), row[1]["name"]))
    return tuple(
        UntoldRow(
            name=subject["name"],
            url=home_of(subject),
            ground=words.HEADINGS[code],
            sentence=words.untold_sentence(entry),
        )
        for code, subject, entry in rows
    )
