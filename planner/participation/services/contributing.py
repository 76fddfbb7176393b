"""Bring facts and assumptions to a draft; take assumptions into it or decline them."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.services.notices import tell
from core.refusals import Invalid
from operations.models import Capability
from planner.participation.models import About, Contribution
from planner.participation.services.inviting import about, page_of
from planner.participation.services.refusals import NotHere, Settled
from planner.participation.services.rules import (
    hosted,
    require_draft,
    seen,
    subjects,
    worded,
)
from planner.plans.content import AssumptionContent, amount_text, code_of, free_code
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.plans.services import update

LONGEST_FACT, LONGEST_BELIEF, LONGEST_SOURCE, LONGEST_REPLY = 500, 200, 200, 500
DRIVERS = {
    About.TACTIC: "demand",
    About.CAPABILITY: "capacity",
    About.PROMISE: "reliability",
}
Kind, State = Contribution.Kind, Contribution.State


def require_subject(plan: Plan, kind: str, code: str) -> None:
    """Refuse to speak of what is not in the plan."""
    if kind not in About.values:
        words = f"Choose one of: {', '.join(About.values)}."
        raise Invalid(words, next_step=words, errors={"about": [words]})
    capabilities = {}
    if kind == About.CAPABILITY:
        capabilities = dict(Capability.objects.values_list("code", "name"))
    if code not in subjects(plan_content(plan), capabilities)[About(kind)]:
        words = f"There is no such {About(kind).label.lower()} in this plan."
        raise Invalid(words, next_step="Choose again.", errors={"about": [words]})


def _require_share(value: Decimal | None, name: str, most: int) -> Decimal:
    if value is None or not value.is_finite() or not 0 <= value <= most:
        words = f"Give a number from 0 to {most}."
        raise Invalid(words, next_step="Correct it.", errors={name: [words]})
    return value.quantize(Decimal("0.0001"))


def _belief(
    kind: str, probability: Decimal | None, if_false: Decimal | None
) -> dict[str, Decimal]:
    """Return the figures of an assumption, which has to move something."""
    if kind not in DRIVERS:
        words = "An assumption moves a tactic, a capability or a promise: choose one."
        raise Invalid(words, next_step="Choose it.", errors={"about": [words]})
    return {
        "probability": _require_share(probability, "probability", 1),
        "if_false": _require_share(if_false, "if_false", 100),
    }


@transaction.atomic
def contribute(
    *,
    actor: User,
    plan_id: int,
    kind: str,
    text: str,
    source: str,
    subject: tuple[str, str] = (About.PLAN, ""),
    probability: Decimal | None = None,
    if_false: Decimal | None = None,
    now: datetime,
) -> Contribution:
    """Bring a fact with its source, or an assumption the plan should name."""
    plan = seen(actor=actor, plan_id=plan_id)
    require_draft(plan)
    if kind not in Kind.values:
        words = "Bring a fact or an assumption."
        raise Invalid(words, next_step=words, errors={"kind": [words]})
    most = LONGEST_FACT if kind == Kind.FACT else LONGEST_BELIEF
    named, code = subject
    require_subject(plan, named, code)
    figures = _belief(named, probability, if_false) if kind == Kind.ASSUMPTION else {}
    row = Contribution.objects.create(
        plan=plan,
        by=actor,
        kind=kind,
        about=named,
        code=code,
        text=worded(text, most=most, place="text", ask="Say it in a sentence."),
        source=worded(
            source,
            most=LONGEST_SOURCE,
            place="source",
            ask="Say how you know: a count, a report, what you see every day.",
        ),
        at=now,
        **figures,
    )
    what = "a fact" if kind == Kind.FACT else "an assumption"
    tell(
        people=[plan.author],
        actor=actor,
        kind="contributed",
        about=about(plan),
        text=f"{actor.name} brings {what} to “{plan}”: {row.text}",
        link=f"{page_of(plan)}#contributions",
        now=now,
    )
    audit.record(
        actor=actor,
        action=f"brought {what}",
        subject=plan,
        now=now,
        changes={"text": [None, row.text], "source": [None, row.source]},
    )
    return row


def _open_assumption(actor: User, contribution_id: int) -> Contribution:
    seen_rows = Contribution.objects.filter(
        plan__in=Plan.objects.visible_to(actor), kind=Kind.ASSUMPTION
    )
    row = seen_rows.select_related("by").filter(pk=contribution_id).first()
    if row is None:
        raise NotHere(
            "There is no such proposal, or it is not yours to see.",
            next_step="Look at the plan's tab People.",
        )
    row.plan = hosted(actor=actor, plan_id=row.plan_id)
    require_draft(row.plan)
    row.refresh_from_db(fields=["state"])
    if row.state != State.OPEN:
        raise Settled(
            f"It was {row.get_state_display().lower()} meanwhile.",
            next_step="Reload the page.",
        )
    return row


def _settle(row: Contribution, actor: User, state: str, now: datetime) -> None:
    row.state, row.settled_by, row.settled_at = state, actor, now
    row.save()
    did = "took" if state == State.TAKEN else "declined"
    why = f" {row.reply}" if row.reply else ""
    tell(
        people=[row.by],
        actor=actor,
        kind="settled",
        about=about(row.plan),
        text=f"{actor.name} {did} your assumption for “{row.plan}”: {row.text}{why}",
        link=f"{page_of(row.plan)}#contributions",
        now=now,
    )
    audit.record(
        actor=actor,
        action=f"{did} an assumption",
        subject=row.plan,
        now=now,
        changes={"assumption": [None, row.text], "reply": [None, row.reply]},
    )


@transaction.atomic
def take(*, actor: User, contribution_id: int, now: datetime) -> Contribution:
    """Write a proposed assumption into the draft, as untested."""
    row = _open_assumption(actor, contribution_id)
    require_subject(row.plan, row.about, row.code)
    content = plan_content(row.plan)
    taken = {each["code"] for each in content["assumptions"]}
    row.assumption_code = free_code(code_of(row.text, default="said"), taken)
    belief: AssumptionContent = {
        "code": row.assumption_code,
        "statement": row.text,
        "driver": {DRIVERS[About(row.about)]: row.code},
        "probability": amount_text(row.probability or Decimal(0)),
        "if_false": amount_text(row.if_false or Decimal(0)),
        "status": "untested",
        "note": f"Brought by {row.by.name}, {row.by.title}: {row.source}",
    }
    content["assumptions"] = [*content["assumptions"], belief]
    update(
        plan=row.plan,
        actor=actor,
        revision=row.plan.revision,
        content=content,
        now=now,
    )
    _settle(row, actor, State.TAKEN, now)
    return row


@transaction.atomic
def decline(
    *, actor: User, contribution_id: int, reply: str, now: datetime
) -> Contribution:
    """Leave a proposed assumption out of the draft, and say why."""
    row = _open_assumption(actor, contribution_id)
    ask = f"Say why, so that {row.by.name} can answer."
    row.reply = worded(reply, most=LONGEST_REPLY, place="reply", ask=ask)
    _settle(row, actor, State.DECLINED, now)
    return row
