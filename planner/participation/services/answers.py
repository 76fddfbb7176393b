"""Sign a draft or dissent from it, and be asked again when it changes."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.services.notices import settle, tell
from core.refusals import Invalid
from planner.participation.material import is_same
from planner.participation.models import Answer
from planner.participation.queries.hearing import latest_answers, side_of
from planner.participation.services.inviting import about, page_of
from planner.participation.services.refusals import NotYours
from planner.participation.services.rules import (
    can_see,
    require_draft,
    seen,
    worded,
)
from planner.plans.content import PlanContent
from planner.plans.models import Invitation, Plan, Side
from planner.plans.queries import plan_content
from planner.plans.services.rules import require_revision

LONGEST_REASON = 2000


def _side(actor: User, plan: Plan) -> Side:
    side = side_of(actor)
    if side is None:
        raise NotYours(
            "Whoever decides on a plan does not sign it beforehand.",
            next_step="Say what you think in a comment.",
        )
    if actor.pk == plan.author_id:
        raise NotYours(
            "Its author stands behind it anyway.",
            next_step="Ask somebody of another department.",
        )
    return side


def _reason(stance: str, reason: str) -> str:
    if stance not in Answer.Stance.values:
        raise Invalid(
            "Sign or dissent.",
            next_step="Choose one of the two.",
            errors={"stance": ["Choose one of the two."]},
        )
    if stance == Answer.Stance.SIGNED and not reason.strip():
        return ""
    return worded(
        reason,
        most=LONGEST_REASON,
        place="reason",
        ask="Say why, with the numbers behind it.",
    )


@transaction.atomic
def answer(
    *,
    actor: User,
    plan_id: int,
    stance: str,
    reason: str,
    revision: int,
    now: datetime,
) -> Answer:
    """Put one's word to the draft as one saw it; the latest word stands."""
    plan = seen(actor=actor, plan_id=plan_id)
    side = _side(actor, plan)
    require_draft(plan)
    words = _reason(stance, reason)
    require_revision(plan, revision)
    given = Answer.objects.create(
        plan=plan,
        person=actor,
        side=side,
        title=actor.title,
        stance=stance,
        reason=words,
        revision=revision,
        content=plan_content(plan),
        at=now,
    )
    for kind in ("asked", "asked-again"):
        settle(person=actor, about=about(plan), kind=kind, now=now)
    _tell_hosts(given, now)
    audit.record(
        actor=actor,
        action="signed the draft" if stance == "signed" else "dissented",
        subject=plan,
        now=now,
        changes={"reason": [None, words], "revision": [revision, revision]},
    )
    return given


def _tell_hosts(given: Answer, now: datetime) -> None:
    """Tell the author, and whoever asked."""
    plan, person = given.plan, given.person
    askers = Invitation.objects.filter(plan=plan, person=person)
    hosts = [plan.author, *(row.invited_by for row in askers)]
    does = "signs" if given.stance == Answer.Stance.SIGNED else "dissents from"
    why = f": {given.reason}" if given.reason else ""
    tell(
        people=hosts,
        actor=person,
        kind="answered",
        about=about(plan),
        text=f"{person.name} {does} “{plan}”{why}",
        link=page_of(plan),
        now=now,
    )


def ask_again(
    plan: Plan, before: PlanContent, after: PlanContent, actor: User, now: datetime
) -> None:
    """Ask those anew whose answer was given on what the plan said before.

    Somebody who was asked and has not looked yet is not asked twice.
    """
    if is_same(before, after):
        return
    old = [row for row in latest_answers(plan) if is_same(row.content, before)]
    waiting = set(
        User.objects.filter(
            notices__about=about(plan),
            notices__kind="asked-again",
            notices__read_at__isnull=True,
        ).values_list("pk", flat=True)
    )
    tell(
        people=[
            row.person
            for row in old
            if row.person_id not in waiting and can_see(row.person, plan)
        ],
        actor=actor,
        kind="asked-again",
        about=about(plan),
        text=f"“{plan}” is not any more what you answered: look again",
        link=page_of(plan),
        now=now,
    )
