"""Write promises down: drafts, their requirements, and successors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import Department, Role, User
from accounts.policy import Act, allows, require
from core.refusals import Invalid, NotAllowed
from customers.models import Segment
from operations.models import Capability
from promises.models import Promise, PromiseState, Requirement
from promises.services.rules import (
    change,
    check,
    is_owner,
    require_owner,
    require_state,
)

MOST_REQUIREMENTS = 50


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one occasion takes of a capability."""

    capability: Capability
    units: Decimal
    lead_weeks: int = 0
    within_minutes: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything that is written down of a promise before it is made."""

    code: str
    statement: str
    owner: User
    feature: str = ""
    advantage: str = ""
    benefit: str = ""
    pitch: str = ""
    segment: Segment | None = None
    measure: str = ""
    standard: str = ""
    target: Decimal | None = None
    window_weeks: int | None = None
    within_weeks: int = 0
    kept_rule: str = Promise.KeptRule.DAY
    break_cost: Decimal | None = None
    needs_no_capability: bool = False
    requirements: Sequence[Need] = field(default=())


COLUMNS = tuple(part.name for part in fields(Draft) if part.name != "requirements")


def draft_of(promise: Promise) -> Draft:
    """Return a promise as the draft it could be edited to."""
    needs = [
        Need(
            capability=row.capability,
            units=row.units,
            lead_weeks=row.lead_weeks,
            within_minutes=row.within_minutes,
        )
        for row in promise.requirements.select_related("capability").order_by("pk")
    ]
    values = {name: getattr(promise, name) for name in COLUMNS}
    return Draft(**values, requirements=needs)


def told(draft: Draft) -> dict[str, object]:
    """Return a draft as the audit trail tells it."""
    facts: dict[str, object] = {
        name: getattr(draft, name) for name in COLUMNS if name not in {"owner"}
    }
    facts["owner"] = draft.owner.name
    facts["segment"] = draft.segment.code if draft.segment else None
    facts["requirements"] = _told_needs(draft.requirements)
    return facts


def _told_needs(needs: Iterable[Need]) -> list[str]:
    words_of = []
    for need in needs:
        words = f"{need.units.normalize():f} {need.capability.code}"
        words += f", {need.lead_weeks} weeks later" if need.lead_weeks else ""
        if need.within_minutes is not None:
            words += f", within {need.within_minutes.normalize():f} min"
        words_of.append(words)
    return sorted(words_of)


def _check_owner(owner: User) -> None:
    if not allows(owner, Act.DRAFT_PROMISES) or owner.role == Role.INTEGRATION:
        raise Invalid(
            "Please look at what is named.",
            errors={"owner": ["The owner is a director or the CEO."]},
        )


def _check_needs(needs: Sequence[Need], promise: Promise) -> list[Requirement]:
    if len(needs) > MOST_REQUIREMENTS:
        words = f"At most {MOST_REQUIREMENTS} capabilities."
        raise Invalid(words, errors={"requirements": [words]})
    rows = []
    seen: set[int] = set()
    for number, need in enumerate(needs):
        row = Requirement(
            promise=promise,
            capability=need.capability,
            units=need.units,
            lead_weeks=need.lead_weeks,
            within_minutes=need.within_minutes,
        )
        errors = _errors_of_need(row, twice=need.capability.pk in seen)
        if errors:
            raise Invalid(
                "Please look at what is named.",
                errors={f"requirements[{number}].{k}": v for k, v in errors.items()},
            )
        seen.add(need.capability.pk)
        rows.append(row)
    return rows


def _errors_of_need(row: Requirement, *, twice: bool) -> dict[str, list[str]]:
    if twice:
        return {"capability": [f"{row.capability} stands here twice."]}
    if row.within_minutes is not None and not row.capability.is_staffed:
        words = f"{row.capability} is not staffed: leave the minutes empty."
        return {"within_minutes": [words]}
    try:
        check(row, exclude=["promise"], validate_constraints=False)
    except Invalid as refusal:
        return refusal.errors
    return {}


def _write_needs(promise: Promise, needs: Sequence[Need]) -> None:
    rows = _check_needs(needs, promise)
    promise.requirements.all().delete()
    Requirement.objects.bulk_create(rows)


@transaction.atomic
def draft_promise(*, actor: User, draft: Draft, now: datetime) -> Promise:
    """Write a new idea down."""
    require(actor, Act.DRAFT_PROMISES)
    _check_owner(draft.owner)
    values = {name: getattr(draft, name) for name in COLUMNS}
    promise = Promise(**values, created_at=now, changed_at=now)
    check(promise)
    try:
        with transaction.atomic():
            promise.save(force_insert=True)
    except IntegrityError as error:
        words = "Another promise has this code by now: choose another."
        raise Invalid(words, errors={"code": [words]}) from error
    _write_needs(promise, draft.requirements)
    audit.record(
        actor=actor,
        action="promise.drafted",
        subject=promise,
        now=now,
        changes=audit.difference({}, told(draft)),
    )
    return promise


@transaction.atomic
def edit_promise(
    *, actor: User, promise: Promise, draft: Draft, revision: int, now: datetime
) -> Promise:
    """Change an idea. What is up for approval or made keeps its words."""
    require(actor, Act.DRAFT_PROMISES)
    require_owner(actor, promise)
    require_state(
        promise,
        PromiseState.IDEA,
        next_step="Take it back to change it; if it is made, draft a successor.",
    )
    if draft.owner != promise.owner:
        _check_owner(draft.owner)
    before = told(draft_of(promise))
    values = {name: getattr(draft, name) for name in COLUMNS}
    trial = Promise(
        pk=promise.pk,
        created_at=promise.created_at,
        changed_at=now,
        state=promise.state,
        **values,
    )
    trial._state.adding = False
    check(trial)
    change(promise, revision=revision, now=now, **values)
    _write_needs(promise, draft.requirements)
    audit.record(
        actor=actor,
        action="promise.edited",
        subject=promise,
        now=now,
        changes=audit.difference(before, told(draft)),
    )
    return promise


def may_change_requirements(actor: User, promise: Promise) -> bool:
    """Operations say what a promise takes until it is retired; its owner of an idea."""
    if promise.state == PromiseState.RETIRED or not actor.is_active:
        return False
    if actor.role == Role.DIRECTOR and actor.department == Department.OPERATIONS:
        return True
    return promise.state == PromiseState.IDEA and is_owner(actor, promise)


@transaction.atomic
def change_requirements(
    *,
    actor: User,
    promise: Promise,
    needs: Sequence[Need],
    revision: int,
    now: datetime,
) -> Promise:
    """Say anew what one occasion takes: a fact of operations, even once made."""
    require(actor, Act.DRAFT_PROMISES)
    if not may_change_requirements(actor, promise):
        raise NotAllowed(
            "What a promise takes is the operations director's to say.",
            next_step="Ask the operations director, or draft a successor.",
        )
    if not needs and not promise.needs_no_capability:
        require_state(
            promise,
            PromiseState.IDEA,
            next_step="Leave at least one capability: this promise needs some.",
        )
    before = _told_needs(draft_of(promise).requirements)
    change(promise, revision=revision, now=now)
    _write_needs(promise, needs)
    audit.record(
        actor=actor,
        action="promise.requirements-changed",
        subject=promise,
        now=now,
        changes=audit.difference(
            {"requirements": before}, {"requirements": _told_needs(needs)}
        ),
    )
    return promise


def _free_code(code: str) -> str:
    """Return "next-week-2" for "next-week", or the next number that is free."""
    taken = set(
        Promise.objects.filter(code__startswith=code[:45]).values_list(
            "code", flat=True
        )
    )
    number = 2
    while f"{code[:45].rstrip('-')}-{number}" in taken:
        number += 1
    return f"{code[:45].rstrip('-')}-{number}"


def successor_of(promise: Promise, actor: User) -> Draft:
    """Return the same words and requirements under a new code, as the actor's own."""
    return replace(
        draft_of(promise),
        code=_free_code(promise.code),
        owner=promise.owner if actor.role == Role.INTEGRATION else actor,
    )


@transaction.atomic
def copy_promise(*, actor: User, promise: Promise, now: datetime) -> Promise:
    """Draft a successor: the same words and requirements, as one's own new idea."""
    require(actor, Act.DRAFT_PROMISES)
    draft = successor_of(promise, actor)
    return draft_promise(actor=actor, draft=draft, now=now)
