"""What a draft said before, and who made it say something else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, cast

from core.pages import Figure
from planner.plans.content import PlanContent
from planner.plans.differences import Names, content_difference
from planner.plans.merging import changed_places
from planner.plans.models import DraftRevision, Plan
from planner.plans.queries.documents import plan_content
from planner.plans.queries.pages import shown, told


@dataclass(frozen=True)
class Saving:
    """One saving of a draft: who, when, and what it changed, in words."""

    revision: int
    who: str
    at: datetime
    text: str
    is_current: bool


def content_of(row: DraftRevision) -> PlanContent:
    return cast("PlanContent", row.content)


def revision_content(plan: Plan, revision: int) -> PlanContent | None:
    """Return what the draft said then, or None if it is not kept any more."""
    row = DraftRevision.objects.filter(plan=plan, revision=revision).first()
    return content_of(row) if row else None


def _since(plan: Plan, revision: int) -> Sequence[DraftRevision]:
    rows = DraftRevision.objects.filter(plan=plan, revision__gte=revision)
    return list(rows.select_related("by").order_by("revision"))


def changers(plan: Plan, *, since: int) -> dict[str, str]:
    """Return, for each place that changed since a revision, who changed it last."""
    found: dict[str, str] = {}
    for before, after in pairwise(_since(plan, since)):
        places = changed_places(content_of(before), content_of(after))
        found |= dict.fromkeys(places, after.by.name)
    return found


def changes_by_person(
    plan: Plan, *, since: int, until: int | None = None
) -> Iterator[tuple[DraftRevision, dict[str, list[Any]]]]:
    """Yield each saving since a revision, with what it changed in words."""
    rows = _since(plan, since)
    names = Names(*map(content_of, rows))
    for before, after in pairwise(rows):
        if until is not None and after.revision > until:
            return
        changes = content_difference(content_of(before), content_of(after), names=names)
        yield after, changes


def savings(plan: Plan, *, before: int | None = None, most: int = 50) -> list[Saving]:
    """Return the savings that are kept, newest first, with what each changed."""
    rows = DraftRevision.objects.filter(plan=plan).select_related("by")
    if before is not None:
        rows = rows.filter(revision__lt=before)
    kept = list(rows.order_by("-revision")[: most + 1])
    newest, names = plan.revision, Names(*map(content_of, kept))
    found = [
        Saving(
            revision=after.revision,
            who=after.by.name,
            at=after.at,
            text=told(
                content_difference(content_of(earlier), content_of(after), names=names)
            )
            or "Nothing but the order of its rows.",
            is_current=after.revision == newest,
        )
        for after, earlier in pairwise(kept)
    ]
    if kept and len(kept) <= most:  # nothing is kept from before it
        first = kept[-1]
        found.append(
            Saving(
                revision=first.revision,
                who=first.by.name,
                at=first.at,
                text="The first that is kept.",
                is_current=first.revision == newest,
            )
        )
    return found


def changes_back(plan: Plan, row: DraftRevision) -> list[Figure]:
    """Say what would change if the draft were again what it was."""
    changes = content_difference(plan_content(plan), content_of(row))
    return [
        Figure(
            label=name[:1].upper() + name[1:],
            value=f"{shown(after)} (now {shown(before)})",
        )
        for name, (before, after) in changes.items()
    ]
