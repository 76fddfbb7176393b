"""Take an edit of one browser: once, merged, and with an answer to every change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from core.refusals import Invalid
from planner.plans import services as plans
from planner.plans.content import PlanContent
from planner.plans.forms.fields import shown_value
from planner.plans.merging import Clash
from planner.plans.models import Plan
from planner.plans.queries import (
    changers,
    known_codes,
    plan_content,
    revision_content,
)
from planner.workshop.changes import MOST_CHANGES, Change, Made, make
from planner.workshop.models import Edit, Workshop
from planner.workshop.services.refusals import TooOld

Answer = dict[str, Any]


def take_edit(
    *,
    workshop: Workshop,
    actor: User,
    client_id: UUID,
    revision: int,
    changes: Sequence[Change],
    now: datetime,
) -> Answer:
    """Make the changes to the draft; a resend of the same edit answers the same.

    ``revision`` is the one that the browser showed when they were typed. What is not
    right is left out and named under ``errors``; where somebody else changed the
    same field meanwhile, theirs stands and both values are under ``clashes``.
    """
    try:
        with transaction.atomic():
            return _taken(workshop, actor, client_id, revision, changes, now)
    except IntegrityError:  # the same edit, sent twice at the same moment
        return dict(Edit.objects.get(plan=workshop.plan_id, client_id=client_id).answer)


def _taken(
    workshop: Workshop,
    actor: User,
    client_id: UUID,
    revision: int,
    changes: Sequence[Change],
    now: datetime,
) -> Answer:
    plans.require_workable(plan=workshop.plan, actor=actor)
    row = Plan.objects.select_for_update().get(pk=workshop.plan_id)
    earlier = Edit.objects.filter(plan=row, client_id=client_id).first()
    if earlier is not None:
        return dict(earlier.answer)
    if len(changes) > MOST_CHANGES:
        raise Invalid(
            f"An edit holds at most {MOST_CHANGES} changes.",
            next_step="Send them in several edits.",
        )
    base = _base(row, revision)
    made = make(base, changes, known=known_codes())
    answer = _saved(row, actor, revision, base, made, now)
    Edit.objects.create(
        workshop=workshop,
        plan=row,
        client_id=client_id,
        person=actor,
        at=now,
        revision=answer["revision"],
        answer=answer,
    )
    return answer


def _base(plan: Plan, revision: int) -> PlanContent:
    if revision == plan.revision:
        return plan_content(plan)
    base = revision_content(plan, revision)
    if base is None:
        raise TooOld(
            "What this page showed is not kept any more, so that your changes cannot "
            "be told from others'.",
            next_step="Load the page again and type them once more.",
        )
    return base


def _saved(
    plan: Plan,
    actor: User,
    revision: int,
    base: PlanContent,
    made: Made,
    now: datetime,
) -> Answer:
    answer: Answer = {
        "revision": plan.revision,
        "errors": made.errors,
        "clashes": [],
        "added": made.added,
    }
    if made.content == base:
        return answer
    try:
        saved = plans.save(
            plan=plan,
            actor=actor,
            revision=revision,
            content=made.content,
            now=now,
            clashing="theirs",
        )
    except Invalid as refusal:
        words = [each for found in refusal.errors.values() for each in found]
        errors = dict.fromkeys(sorted(made.places), words or [refusal.message])
        return {**answer, "errors": made.errors | errors, "added": []}
    answer["revision"] = saved.plan.revision
    answer["added"] = [saved.renamed.get(place, place) for place in made.added]
    if saved.clashes:
        who = changers(saved.plan, since=revision)
        answer["clashes"] = [_told(clash, who) for clash in saved.clashes]
    return answer


def _told(clash: Clash, who: Mapping[str, str]) -> dict[str, Any]:
    is_row = not clash.place.field

    def shown(value: Any) -> Any:  # noqa: ANN401
        if is_row or value is None:
            return value is not None
        return shown_value(clash.place, value)

    return {
        "place": str(clash.place),
        "who": who.get(str(clash.place), "Somebody"),
        "theirs": shown(clash.theirs),
        "mine": shown(clash.mine),
    }
