"""What somebody proposes to retire, said and kept where its plan or promise is decided."""

from django.urls import reverse

from accounts.models import User
from planner.decisions.further import Bearing, Part, Said, Sentence, Subject
from planner.decisions.queries.dissents import as_document
from planner.plans.models import PlanVersion
from planner.pruning.models import Objection, Retirement
from planner.pruning.queries import REPLIES


def _tell(subject: Subject, user: User) -> Said | None:
    rows = Retirement.objects.visible_to(user).open().select_related("proposed_by")
    if isinstance(subject, PlanVersion):
        title, rows = "Part of it is to be retired", rows.filter(version=subject)
    else:
        title, rows = "Somebody would retire it", rows.filter(promise=subject)
    found = list(rows.defer("finding").order_by("pk"))
    if not found:
        return None
    against = _against(found)
    return Said(
        title=title,
        tone="at-risk",
        sentences=tuple(
            line for row in found for line in _sentences(row, against[row.pk])
        ),
        facts={
            "retirements": [
                {
                    "id": row.pk,
                    "key": row.key,
                    "name": row.name,
                    "reason": row.reason,
                    "proposed_by": row.proposed_by.name,
                    "at": row.proposed_at.isoformat(),
                    "dissents": as_document(against[row.pk]),
                }
                for row in found
            ]
        },
    )


def _against(found: list[Retirement]) -> dict[int, list[Objection]]:
    """Return who dissents from each proposal, in a fixed number of queries."""
    rows = Objection.objects.filter(retirement__in=found).select_related("by")
    against: dict[int, list[Objection]] = {row.pk: [] for row in found}
    for one in rows.prefetch_related(REPLIES).order_by("at", "pk"):
        against[one.retirement_id].append(one)
    return against


def _sentences(row: Retirement, against: list[Objection]) -> list[Sentence]:
    name = Part(text=row.name, url=reverse("pruning:retirement", args=[row.pk]))
    said = Part(text=f": {row.proposed_by.name} proposes to retire it. {row.reason}")
    lines: list[Sentence] = [(name, said)]
    lines += [
        (Part(text=f"{one.by.name}, {one.title}, disagrees: {one.reason}"),)
        for one in against
        if not any(reply.kind == "withdrawal" for reply in one.replies.all())
    ]
    return lines


RETIREMENTS = Bearing(name="retirements", tell=_tell)
