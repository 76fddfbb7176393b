"""Submit a plan, hold its capacity, and let it end: approved or released."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from accounts import audit
from accounts.models import Deputy, User
from accounts.policy import deputyship, require_decider
from core.refusals import NotAllowed
from planner.plans.content import PlanContent, Problems, content_problems
from planner.plans.models import (
    EDITABLE,
    Commitment,
    Plan,
    PlanState,
    PlanVersion,
)
from planner.plans.queries import known_codes, plan_content
from planner.plans.services.refusals import ChangedMeanwhile, Incomplete, NotOpen
from planner.plans.services.rules import (
    require_editable,
    require_own,
    require_revision,
    workable,
)
from promises.models import MADE, Evidence, Promise, PromiseState

SUBMITTABLE = (PromiseState.STUDIED, *MADE)


def _promises(content: PlanContent) -> dict[str, Promise]:
    codes = {code for tactic in content["tactics"] for code in tactic["promises"]}
    return {row.code: row for row in Promise.objects.filter(code__in=codes)}


def _unheard(promises: dict[str, Promise]) -> set[str]:
    """Return the promises for which no evidence refers to customers."""
    ids = {promise.pk for promise in promises.values()}
    cited = Evidence.objects.of_customers().filter(promise__in=ids)
    heard = set(cited.values_list("promise", flat=True))
    return {code for code, promise in promises.items() if promise.pk not in heard}


def _promise_problems(content: PlanContent) -> Problems:
    """Name each promise that is not up for approval nor made, or not from customers."""
    promises = _promises(content)
    unheard = _unheard(promises)
    problems: Problems = {}
    for number, tactic in enumerate(content["tactics"]):
        place = f"tactics[{number}].promises"
        if not tactic["promises"]:
            problems[place] = [f"{tactic['name']} makes no promise yet: choose one."]
        for code in tactic["promises"]:
            state = PromiseState(promises[code].state)
            if state == PromiseState.RETIRED:
                words = f"{code} is retired: choose a promise that is still made."
            elif state not in SUBMITTABLE:
                words = f"{code} is still an idea: study it and put it up for approval."
            elif code in unheard:
                words = f"{code} has no evidence from customers: cite what they need, said or did."
            else:
                continue
            problems.setdefault(place, []).append(words)
    return problems


def submission_problems(content: PlanContent) -> Problems:
    """Say what a plan still lacks before it can be submitted."""
    problems = content_problems(content, known=known_codes())
    if problems:
        return problems
    if not content["tactics"]:
        return {"tactics": ["A plan has at least one tactic: add one."]}
    problems = _promise_problems(content)
    for number, tactic in enumerate(content["tactics"]):
        if not Decimal(tactic["high"]):
            problems[f"tactics[{number}].high"] = [
                f"{tactic['name']} brings nobody: say how many occasions a week."
            ]
    return problems


def require_complete(content: PlanContent) -> None:
    problems = submission_problems(content)
    if problems:
        first = next(iter(problems.values()))[0]
        more = sum(map(len, problems.values())) - 1
        raise Incomplete(
            f"{first} {f'({more} more.)' if more else ''}".strip(),
            next_step="Complete the draft and submit it again.",
            errors=problems,
        )


def _reservations(version: PlanVersion, until: datetime) -> list[Commitment]:
    content: PlanContent = version.content
    first = date.fromisoformat(content["starts_on"])
    promises = _promises(content)
    return [
        Commitment(
            kind=Commitment.Kind.RESERVED,
            promise=promises[code],
            version=version,
            tactic_code=tactic["code"],
            starts_on=first + timedelta(weeks=tactic["starts"] - 1),
            weeks=tactic["ends"] - tactic["starts"] + 1,
            low=Decimal(tactic["low"]),
            likely=Decimal(tactic["likely"]),
            high=Decimal(tactic["high"]),
            reserved_until=until,
        )
        for tactic in content["tactics"]
        for code in tactic["promises"]
    ]


@transaction.atomic
def freeze(
    *,
    plan: Plan,
    actor: User,
    revision: int,
    reserved_until: datetime,
    now: datetime,
) -> PlanVersion:
    """Make a version of the plan as it stands and reserve what it promises.

    The same revision submitted again gives the same version, so that a double
    click or a retry does nothing more.
    """
    row = workable(plan=plan, actor=actor)
    require_own(plan=row, actor=actor)
    version = row.versions.filter(plan_revision=revision).first()
    if version is not None:
        return version
    require_editable(row)
    require_revision(row, revision)
    content = plan_content(row)
    require_complete(content)
    moved = Plan.objects.filter(
        pk=row.pk, revision=revision, state__in=EDITABLE
    ).update(state=PlanState.SUBMITTED, changed_at=now)
    if not moved:
        raise ChangedMeanwhile(
            "Somebody submitted or changed it at the same moment.",
            next_step="Reload the plan and look.",
        )
    last = row.versions.order_by("-number").first()
    version = PlanVersion.objects.create(
        plan=row,
        number=last.number + 1 if last else 1,
        author=row.author,
        submitted_by=actor,
        submitted_at=now,
        plan_revision=revision,
        content=content,
    )
    Commitment.objects.bulk_create(_reservations(version, reserved_until))
    audit.record(
        actor=actor,
        action="submitted",
        subject=row,
        now=now,
        changes={
            "state": [row.state, PlanState.SUBMITTED],
            "version": [last.number if last else None, version.number],
            "reserved until": [None, reserved_until],
        },
    )
    return version


def _leave_submitted(plan: Plan, state: PlanState, now: datetime) -> None:
    """Move the plan on; its next submission is a new revision, so a new version."""
    moved = Plan.objects.filter(
        pk=plan.pk, state=PlanState.SUBMITTED, revision=plan.revision
    ).update(state=state, revision=plan.revision + 1, changed_at=now)
    if not moved:
        raise NotOpen(
            f"{plan} is not waiting for a decision any more.",
            next_step="Reload the page and look at what happened.",
        )


def _open_version(version: PlanVersion) -> tuple[Plan, PlanVersion]:
    """Lock and return the plan and its newest version, if that is this one."""
    plan = Plan.objects.select_for_update().get(pk=version.plan_id)
    newest = plan.versions.order_by("-number").first()
    if plan.state != PlanState.SUBMITTED or newest is None or newest.pk != version.pk:
        raise NotOpen(
            f"{version} is not waiting for a decision.",
            next_step="Reload the page and look at what happened.",
        )
    return plan, newest


def _for_whom(actor: User | None, action: str, now: datetime) -> Deputy | None:
    """Say for whom a decision is carried out; withdrawing is the author's own."""
    return deputyship(actor, now) if actor and action != "withdrew" else None


def _record_end(
    *, actor: User | None, action: str, plan: Plan, state: PlanState, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=plan,
        now=now,
        standing_in=_for_whom(actor, action, now),
        changes={
            "state": [plan.state, state],
            "revision": [plan.revision, plan.revision + 1],
        },
    )


def _release(version: PlanVersion, now: datetime) -> None:
    version.commitments.holding().filter(kind=Commitment.Kind.RESERVED).update(
        released_at=now
    )


@transaction.atomic
def settle_approved(*, version: PlanVersion, actor: User, now: datetime) -> None:
    """Turn the reservations into commitments. The decision is recorded before."""
    require_decider(actor, now)
    plan, newest = _open_version(version)
    if actor.pk in {plan.author_id, newest.author_id, newest.submitted_by_id}:
        raise NotAllowed(
            "Nobody approves a plan of their own.",
            next_step="Another CEO decides, or another author submits it.",
        )
    made = (
        newest.commitments.holding()
        .filter(kind=Commitment.Kind.RESERVED)
        .update(kind=Commitment.Kind.APPROVED, reserved_until=None)
    )
    if not made:
        raise NotOpen(
            "It holds no capacity any more.", next_step="Have it submitted again."
        )
    _leave_submitted(plan, PlanState.APPROVED, now)
    _record_end(
        actor=actor, action="approved", plan=plan, state=PlanState.APPROVED, now=now
    )


@transaction.atomic
def settle_returned(*, version: PlanVersion, actor: User, now: datetime) -> None:
    """Give the plan back to its author and let its reservations go."""
    require_decider(actor, now)
    plan, newest = _open_version(version)
    _release(newest, now)
    _leave_submitted(plan, PlanState.RETURNED, now)
    _record_end(
        actor=actor, action="returned", plan=plan, state=PlanState.RETURNED, now=now
    )


@transaction.atomic
def settle_rejected(*, version: PlanVersion, actor: User, now: datetime) -> None:
    """End the plan and let its reservations go."""
    require_decider(actor, now)
    plan, newest = _open_version(version)
    _release(newest, now)
    _leave_submitted(plan, PlanState.REJECTED, now)
    _record_end(
        actor=actor, action="rejected", plan=plan, state=PlanState.REJECTED, now=now
    )


@transaction.atomic
def withdraw(*, plan: Plan, actor: User, now: datetime) -> None:
    """Take a submitted plan back before it is decided; it can be edited again."""
    row = workable(plan=plan, actor=actor)
    if row.author_id != actor.pk:
        raise NotAllowed(
            "Only its author withdraws a plan.", next_step="Ask its author."
        )
    newest = row.versions.order_by("-number").first()
    if newest is not None:
        _release(newest, now)
    _leave_submitted(row, PlanState.WITHDRAWN, now)
    _record_end(
        actor=actor, action="withdrew", plan=row, state=PlanState.WITHDRAWN, now=now
    )


@transaction.atomic
def _expire(plan_id: int, now: datetime) -> bool:
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    due = Commitment.objects.holding().filter(
        version__plan=plan, kind=Commitment.Kind.RESERVED, reserved_until__lte=now
    )
    if plan.state != PlanState.SUBMITTED or not due.update(released_at=now):
        return False
    _leave_submitted(plan, PlanState.EXPIRED, now)
    _record_end(
        actor=None, action="expired", plan=plan, state=PlanState.EXPIRED, now=now
    )
    return True


def expire_reservations(*, now: datetime) -> int:
    """Let go what nobody decided in time; return how many plans expired."""
    overdue = (
        Commitment.objects.holding()
        .filter(
            kind=Commitment.Kind.RESERVED,
            reserved_until__lte=now,
            version__plan__state=PlanState.SUBMITTED,
        )
        .order_by("version__plan")
        .values_list("version__plan", flat=True)
        .distinct()
    )
    return sum(_expire(plan_id, now) for plan_id in list(overdue))
