"""The CEO retires something, or holds on to it; and who was told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts import audit
from accounts.models import Deputy, User
from accounts.policy import Act, require, require_decider
from accounts.queries import local_day
from core.refusals import Invalid
from operations.services import retire_initiative
from planner.decisions.models import Decision, Outcome
from planner.decisions.queries.dissents import as_document
from planner.decisions.services import Ruling, decide_plan, decide_promise
from planner.plans import services as plans
from planner.plans.models import PlanState
from planner.pruning.assembly import Ledger, ledgers
from planner.pruning.models import Pruning, Retirement, Telling
from planner.pruning.queries import objections
from planner.pruning.services.proposing import propose, require_open, require_reason
from planner.pruning.services.refusals import ToldAlready

LONGEST_REVIEW = timedelta(days=5 * 366)
LONGEST_NOTE = 300
State = Retirement.State


@dataclass(frozen=True, kw_only=True)
class Word:
    """What the CEO says: retire it, or keep it until it is looked at again."""

    retire: bool
    reason: str
    review_on: date | None = None


@transaction.atomic
def decide(
    *, actor: User, retirement: Retirement, word: Word, now: datetime
) -> Retirement:
    """Retire it or keep it on. What follows from that happens in the same moment."""
    standing_in = require_decider(actor, now)
    row = Retirement.objects.select_for_update().get(pk=retirement.pk)
    require_open(row)
    reason = require_reason(word.reason)
    review_on = _review_on(word, now)
    decision = _carry_out(row, actor, reason, now) if word.retire else None
    row.state = State.RETIRED if word.retire else State.KEPT
    row.decided_by, row.standing_in, row.decided_at = actor, standing_in, now
    row.decided_why, row.review_on, row.decision = reason, review_on, decision
    row.heard = as_document(objections(row))
    row.save()
    if word.retire:
        _end_what_is_held(row, actor, now)
        _list_tellings(row, now)
    _record(row, actor, standing_in, now)
    return row


@transaction.atomic
def settle(
    *, actor: User, pruning: Pruning, key: str, word: Word, now: datetime
) -> Retirement:
    """Decide on something that nobody has proposed, in one step."""
    require_decider(actor, now)
    row = propose(actor=actor, pruning=pruning, key=key, reason=word.reason, now=now)
    return decide(actor=actor, retirement=row, word=word, now=now)


def _review_on(word: Word, now: datetime) -> date | None:
    today = local_day(now)
    if word.retire:
        return None
    if word.review_on is None:
        wrong = "Say when it is to be looked at again."
    elif word.review_on <= today:
        wrong = "Choose a day after today."
    elif word.review_on > today + LONGEST_REVIEW:
        wrong = "Choose a day within five years: later is never."
    else:
        return word.review_on
    raise Invalid("The decision is not complete.", errors={"review_on": [wrong]})


# --- What follows ------------------------------------------------------------------


def _carry_out(
    row: Retirement, actor: User, reason: str, now: datetime
) -> Decision | None:
    """Do what retiring means; return the decision where the desk records one."""
    if row.promise is not None:
        return decide_promise(
            actor=actor,
            promise_id=row.promise.pk,
            revision=row.finding["revision"],
            ruling=Ruling(outcome=Outcome.RETIRED, reason=reason),
            now=now,
        )
    if row.version is not None:
        if row.version.plan.state != PlanState.SUBMITTED:
            return None
        words = f"Without “{row.name}”: {reason}"
        return decide_plan(
            actor=actor,
            version_id=row.version.pk,
            score_id=None,
            ruling=Ruling(outcome=Outcome.RETURNED, reason=words[:5_000]),
            now=now,
        )
    if row.initiative is not None:
        retire_initiative(
            initiative=row.initiative,
            actor=actor,
            revision=row.finding["revision"],
            now=now,
        )
    return None


def _end_what_is_held(row: Retirement, actor: User, now: datetime) -> None:
    """Let the capacity go; the database asks for the retirement that stands by now."""
    if row.promise is not None:
        ledger = ledgers(local_day(now), row.promise).get(row.promise.pk, Ledger())
        plans.end_promise(
            promise=row.promise,
            actor=actor,
            now=now,
            open_occasions=ledger.open,
            last_due=ledger.last_due,
        )
    elif row.version is not None and row.decision is None:
        plans.end_tactic(
            version=row.version, tactic_code=row.tactic_code, actor=actor, now=now
        )


def _list_tellings(row: Retirement, now: datetime) -> None:
    """Write down who has to be told what, from the day of the decision on."""
    today = local_day(now)
    people = User.objects.in_bulk(
        [line["by"] for line in row.finding["telling"] if line["by"]]
    )
    Telling.objects.bulk_create(
        Telling(
            retirement=row,
            number=number,
            whom=line["whom"],
            what=line["what"],
            by=people.get(line["by"]),
            department=line["department"],
            due_on=today + timedelta(days=line["days"]),
        )
        for number, line in enumerate(row.finding["telling"], 1)
    )


def _record(
    row: Retirement, actor: User, standing_in: Deputy | None, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action="retired" if row.state == State.RETIRED else "kept on",
        subject=row,
        now=now,
        standing_in=standing_in,
        changes={
            "of": row.key,
            "reason": row.decided_why,
            "review on": str(row.review_on or ""),
        },
    )


@transaction.atomic
def tell(*, actor: User, telling: Telling, note: str, now: datetime) -> Telling:
    """Say that somebody was told; whoever plans may, and is named."""
    require(actor, Act.COMPARE_PLANS)
    row = Telling.objects.select_for_update().get(pk=telling.pk)
    if row.done_at is not None:
        raise ToldAlready(
            f"{row.done_by} has said so already.", next_step="Reload the page."
        )
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        wrong = f"Use at most {LONGEST_NOTE} characters."
        raise Invalid("The note is not right.", errors={"note": [wrong]})
    row.done_by, row.done_at, row.note = actor, now, words
    row.save(update_fields=["done_by", "done_at", "note"])
    audit.record(
        actor=actor,
        action="told",
        subject=row,
        now=now,
        changes={"whom": row.whom, "note": words},
    )
    return row


@transaction.atomic
def untell(*, actor: User, telling: Telling, now: datetime) -> Telling:
    """Take back that somebody was told: whoever said so."""
    require(actor, Act.COMPARE_PLANS)
    row = Telling.objects.select_for_update().get(pk=telling.pk)
    if row.done_by_id != actor.pk:
        raise ToldAlready(
            "Only who said so takes it back.", next_step="Ask them, or leave it."
        )
    row.done_by, row.done_at, row.note = None, None, ""
    row.save(update_fields=["done_by", "done_at", "note"])
    audit.record(actor=actor, action="had not told", subject=row, now=now)
    return row
