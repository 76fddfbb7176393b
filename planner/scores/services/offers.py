"""Take a counter-offer into a draft, take that back, and draft a weaker promise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.refusals import Conflict, NotThere
from operations.models import Initiative
from planner.plans import services as plans
from planner.plans.content import PlanContent
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.scores.models import Score, TakenOffer
from planner.scores.offered import offered_content, softenings
from promises import services as promising
from promises.models import Promise
from promises.services.drafting import draft_of

LONGEST_TITLE = 120
LONGEST_STATEMENT = 200


class NoSuchOffer(NotThere):
    title = "This offer is not here"


class DraftMoved(Conflict):
    title = "The draft has been changed since"


def _offer(score: Score, number: int) -> Mapping[str, Any]:
    offers: list[Mapping[str, Any]] = score.result.get("counter_offers", [])
    if not 1 <= number <= len(offers):
        raise NoSuchOffer(
            f"This score has no counter-offer {number}.",
            next_step="Open the plan's score and choose one of its offers.",
        )
    return offers[number - 1]


def _found(score: Score, actor: User) -> Score:
    """Lock and return the score, if this person may see it."""
    if not Score.objects.visible_to(actor).filter(pk=score.pk).exists():
        raise NoSuchOffer(
            "There is no such score, or it is not yours to see.",
            next_step="Look for the plan in the list of plans.",
        )
    rows = Score.objects.select_for_update(of=("self",)).select_related("version")
    return rows.get(pk=score.pk)


@transaction.atomic
def take_offer(*, score: Score, number: int, actor: User, now: datetime) -> TakenOffer:
    """Make a counter-offer the actor's draft.

    The plan itself, where they work on it and it still is what was scored; else a new
    draft of theirs. The same offer taken twice gives the same draft.
    """
    require(actor, Act.DRAFT_PLANS)
    row = _found(score, actor)
    offer = _offer(row, number)
    taken = TakenOffer.objects.standing().filter(score=row, number=number, actor=actor)
    known = taken.select_related("plan").first()
    if known is not None:
        return known
    before: PlanContent = row.version.content
    codes = [c["initiative"] for c in offer["changes"] if c["change"] == "fund"]
    initiatives = Initiative.objects.filter(code__in=codes)
    names = dict(initiatives.values_list("code", "name"))
    after = offered_content(before, offer["changes"], row.case, names)
    plan = _into(row, actor=actor, number=number, content=after, now=now)
    record = TakenOffer.objects.create(
        score=row,
        number=number,
        actor=actor,
        plan=plan,
        plan_revision=plan.revision,
        before=before,
        offer=offer,
        taken_at=now,
    )
    audit.record(
        actor=actor,
        action="took a counter-offer",
        subject=plan,
        now=now,
        changes={"of score": [None, row.pk], "offer": [None, number]},
    )
    return record


def _into(
    score: Score, *, actor: User, number: int, content: PlanContent, now: datetime
) -> Plan:
    plan = Plan.objects.select_for_update().get(pk=score.version.plan_id)
    own = plan.is_editable and plan.is_workable_by(actor)
    if own and plan_content(plan) == score.version.content:
        return plans.update(
            plan=plan, actor=actor, revision=plan.revision, content=content, now=now
        )
    named = f", counter-offer {number}"
    title = content["title"][: LONGEST_TITLE - len(named)] + named
    return plans.create(actor=actor, content={**content, "title": title}, now=now)


def _standing(plan: Plan, actor: User) -> TakenOffer:
    """Lock and return the offer that a draft of this person's was made of."""
    plans.require_workable(plan=plan, actor=actor)
    row = (
        TakenOffer.objects.standing()
        .select_for_update(of=("self",))
        .select_related("score__version", "plan")
        .filter(plan=plan)
        .order_by("-pk")
        .first()
    )
    if row is None:
        raise NoSuchOffer(
            "No counter-offer stands behind this draft.",
            next_step="Open the draft and look.",
        )
    return row


@transaction.atomic
def undo_offer(*, plan: Plan, actor: User, now: datetime) -> Plan:
    """Give a draft back what it was, or throw the copy away; return the plan."""
    taken = _standing(plan, actor)
    if taken.plan.revision != taken.plan_revision:
        raise DraftMoved(
            "Somebody changed it after the offer was taken, and that would be lost.",
            next_step="Change it by hand: the table says what the offer changed.",
        )
    original = taken.score.version.plan
    if original.pk != taken.plan_id:
        plans.delete(plan=taken.plan, actor=actor, now=now)
        return original
    content: PlanContent = taken.before
    restored = plans.update(
        plan=taken.plan,
        actor=actor,
        revision=taken.plan_revision,
        content=content,
        now=now,
    )
    taken.undone_at = now
    taken.save(update_fields=["undone_at"])
    return restored


@transaction.atomic
def draft_weaker(*, plan: Plan, code: str, actor: User, now: datetime) -> Promise:
    """Draft the weaker promise that an offer counts on, and let the draft make it.

    The promise that is made today stays as it is. Asked twice, it is drafted once.
    """
    taken = _standing(plan, actor)
    wanted = softenings(taken.offer).get(code)
    if wanted is None:
        raise NoSuchOffer(
            f"The offer does not weaken {code!r}.",
            next_step="Open the draft and look at what it changes.",
        )
    if code in taken.weaker:
        return Promise.objects.get(code=taken.weaker[code])
    original = Promise.objects.get(code=code)
    weaker = _drafted(original, wanted, actor=actor, now=now)
    changed = _making(plan_content(taken.plan), code, weaker.code)
    row = plans.update(
        plan=taken.plan,
        actor=actor,
        revision=taken.plan.revision,
        content=changed,
        now=now,
    )
    taken.weaker = {**taken.weaker, code: weaker.code}
    taken.plan_revision = row.revision
    taken.save(update_fields=["weaker", "plan_revision"])
    return weaker


def _drafted(
    original: Promise, wanted: Mapping[str, Any], *, actor: User, now: datetime
) -> Promise:
    copied = promising.copy_promise(actor=actor, promise=original, now=now)
    draft = draft_of(copied)
    mark = " (a weaker version)"
    draft = replace(
        draft, statement=draft.statement[: LONGEST_STATEMENT - len(mark)] + mark
    )
    if "within" in wanted:
        draft = replace(draft, within_weeks=wanted["within"])
    if "target" in wanted:
        draft = replace(draft, target=Decimal(str(wanted["target"])))
    return promising.edit_promise(
        actor=actor, promise=copied, draft=draft, revision=copied.revision, now=now
    )


def _making(content: PlanContent, old: str, new: str) -> PlanContent:
    """Return a plan that makes one promise in the place of another."""
    return {
        **content,
        "tactics": [
            {
                **tactic,
                "promises": sorted(new if p == old else p for p in tactic["promises"]),
            }
            for tactic in content["tactics"]
        ],
    }
