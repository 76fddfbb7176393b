"""What a plan or promise hangs together with, as said and kept where it is decided."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from planner.decisions.further import Bearing, Part, Said, Sentence, Subject
from planner.plans.models import PlanVersion
from planner.portfolio.queries import End, Relations, Told, relations_of


def _tell(subject: Subject, user: User) -> Said | None:
    thing = subject.plan if isinstance(subject, PlanVersion) else subject
    found = relations_of(thing, user)
    if not found.count:
        return None
    return Said(
        title=_title(found),
        tone="at-risk" if found.missing or found.instead else "accent",
        sentences=_sentences(found),
        facts=_facts(found),
        more=Part(text="What hangs together", url=reverse("portfolio:relations")),
    )


def _title(found: Relations) -> str:
    if found.missing:
        return "It requires what is not approved"
    if found.instead:
        return "It excludes what is approved"
    return "What it hangs together with"


def _sentences(found: Relations) -> tuple[Sentence, ...]:
    return (
        *(_requires(row) for row in found.requires),
        *(_required_by(row) for row in found.required_by),
        *(_excludes(row) for row in found.exclusions),
        *(_must(row) for row in found.musts),
    )


def _link(end: End) -> Part:
    """Name it; a draft by nothing, because more people read decisions than drafts."""
    if end.code.startswith("plan-") and end.state == "draft":
        return Part(text="a plan that is not handed in")
    return Part(text=end.name, url=end.url)


def _because(row: Told) -> str:
    return f": {row.reason}"


def _requires(row: Told) -> Sentence:
    end = row.other
    state = end.state if end.settled else f"not approved ({end.state})"
    before, after = "It requires ", f", which is {state}{_because(row)}"
    return Part(text=before), _link(end), Part(text=after)


def _required_by(row: Told) -> Sentence:
    after = f" ({row.one.state}) requires it{_because(row)}"
    return _link(row.one), Part(text=after)


def _excludes(row: Told) -> Sentence:
    parts = [Part(text="It is not chosen together with ")]
    for number, end in enumerate(row.ends):
        parts += [Part(text=", ")] if number else []
        parts += [_link(end), Part(text=f" ({end.state})")]
    return *parts, Part(text=_because(row))


def _must(row: Told) -> Sentence:
    return (Part(text=f"{row.by} wants it in every set{_because(row)}"),)


def _facts(found: Relations) -> dict[str, Any]:
    return {
        "requires": [_fact(row, (row.other,)) for row in found.requires],
        "required_by": [_fact(row, (row.one,)) for row in found.required_by],
        "exclusions": [_fact(row, row.ends) for row in found.exclusions],
        "must_haves": [_fact(row, ()) for row in found.musts],
    }


def _fact(row: Told, others: tuple[End, ...]) -> dict[str, Any]:
    return {
        "id": row.key,
        "others": [
            {"code": end.code, "state": end.state, "settled": end.settled}
            for end in others
        ],
        "reason": row.reason,
        "by": row.by,
        "at": row.at.isoformat(),
    }


RELATIONS = Bearing(name="relations", tell=_tell)
