"""Say what requires what, what excludes what, and what must be in the set."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core.editing import add
from core.numbers import KEY, typed_whole
from core.refusals import Conflict, Invalid, NotAllowed, NotThere
from operations.models import Initiative
from planner.plans.models import Plan, PlanState
from planner.portfolio.models import (
    Budgets,
    Candidate,
    Exclusion,
    MustHave,
    Prerequisite,
)
from planner.portfolio.queries import may_relate
from planner.portfolio.relating import closure, relations
from promises.models import Promise, PromiseState

MOST_MEMBERS = 20
Thing = Plan | Initiative | Promise


class Contradiction(Invalid):
    title = "Not all of this can be true at once"


class RelatedAlready(Conflict):
    title = "This is said already"


def _one_at_a_time() -> str:
    """Let relations change one by one; return what contradicts itself already."""
    Budgets.objects.get_or_create(pk=1)
    Budgets.objects.select_for_update().get(pk=1)
    return relations().contradiction()


# --- What can be named ---------------------------------------------------------


def _thing(code: str, actor: User) -> Thing | None:
    kind, _, name = code.partition("-")
    if kind == "plan":
        plans = Plan.objects.visible_to(actor).exclude(state=PlanState.REJECTED)
        # A key beyond what the database holds names nothing.
        key = typed_whole(name, digits=KEY)
        return None if key is None else plans.filter(pk=key).first()
    if kind == "initiative":
        ideas = Initiative.objects.visible_to(actor)
        dropped = Initiative.State.DROPPED
        return ideas.exclude(state=dropped).filter(code=name).first()
    if kind == "promise":
        promises = Promise.objects.visible_to(actor)
        return promises.exclude(state=PromiseState.RETIRED).filter(code=name).first()
    return None


def _candidate(code: str, actor: User, place: str) -> Candidate:
    """Return what a code names, entered as a candidate if it is not one yet."""
    thing = None if "\x00" in code else _thing(code, actor)
    if thing is None:
        words = f"There is nothing to choose that is called “{code[:80]}”."
        raise NotThere(
            words,
            next_step="Choose one of the plans, initiatives and promises that stand.",
            errors={place: [words]},
        )
    named: dict[str, Any] = {type(thing).__name__.lower(): thing}
    found, _ = Candidate.objects.get_or_create(**named)
    return Candidate.objects.named().get(pk=found.pk)


def _worded(reason: str) -> str:
    words = reason.strip()
    if not words:
        said = "Say why, in a sentence."
        raise Invalid(said, errors={"reason": [said]})
    return words


def _refuse_contradiction(before: str, next_step: str) -> None:
    """Refuse what was just entered if it cannot be true with all the rest.

    What contradicted itself ``before``, by approvals since, is no fault of it.
    """
    words = relations().contradiction()
    if words and words != before:
        raise Contradiction(words, next_step=next_step)


# --- Prerequisites -------------------------------------------------------------


def _require_own(actor: User, candidate: Candidate) -> None:
    require(actor, Act.RELATE_PLANS)
    if not may_relate(actor, candidate):
        raise NotAllowed(
            f"What “{candidate}” requires is said by its author, their department or "
            "the CEO; of an initiative by the operations director, and of an approved "
            "plan by the CEO alone.",
            next_step="Ask one of them.",
        )


@transaction.atomic
def add_prerequisite(
    *, actor: User, candidate: str, requires: str, reason: str, now: datetime
) -> Prerequisite:
    """Say that one candidate cannot be chosen without another."""
    require(actor, Act.RELATE_PLANS)
    before = _one_at_a_time()
    words = _worded(reason)
    one = _candidate(candidate, actor, "candidate")
    _require_own(actor, one)
    other = _candidate(requires, actor, "requires")
    _refuse_circle(one, other)
    if Prerequisite.objects.filter(candidate=one, requires=other).exists():
        raise RelatedAlready(
            f"“{one}” requires “{other}” already.", next_step="There is nothing to do."
        )
    _sink(one, other.depth + 1)
    one.refresh_from_db(fields=["depth"])
    row = Prerequisite(candidate=one, requires=other, reason=words, by=actor, at=now)
    add(row)
    _refuse_contradiction(
        before, "Take one of the relations away first, or choose another."
    )
    _audit(row, actor, "said what it requires", one, now, requires=str(other))
    return row


def _refuse_circle(one: Candidate, other: Candidate) -> None:
    if one == other:
        raise Contradiction(
            f"“{one}” cannot require itself.", next_step="Choose another."
        )
    if one.code in closure([other.code], relations().needs):
        raise Contradiction(
            f"“{other}” requires “{one}” already, directly or through others.",
            next_step="Take that away first, or leave it as it is.",
        )


def _sink(candidate: Candidate, depth: int) -> None:
    """Set it at least so deep; whoever requires it goes before, and deeper."""
    if candidate.depth >= depth:
        return
    for row in Prerequisite.objects.filter(requires=candidate):
        _sink(row.candidate, depth + 1)
    Candidate.objects.filter(pk=candidate.pk).update(depth=depth)


@transaction.atomic
def remove_prerequisite(*, actor: User, prerequisite_id: int, now: datetime) -> None:
    """Take a prerequisite away."""
    require(actor, Act.RELATE_PLANS)
    _one_at_a_time()
    seen = Prerequisite.objects.visible_to(actor).named()
    row = seen.filter(pk=prerequisite_id).first()
    if row is None:
        raise NotThere("There is no such prerequisite, or no more.")
    _require_own(actor, row.candidate)
    action = "took a prerequisite away"
    _audit(row, actor, action, row.candidate, now, requires=str(row.requires))
    row.delete()


# --- Alternatives, and what must be in ------------------------------------------


@transaction.atomic
def add_exclusion(
    *, actor: User, members: Sequence[str], reason: str, now: datetime
) -> Exclusion:
    """Say that at most one of some candidates may be chosen."""
    require(actor, Act.SHAPE_CHOICE)
    before = _one_at_a_time()
    words = _worded(reason)
    codes = list(dict.fromkeys(members))
    if not 2 <= len(codes) <= MOST_MEMBERS:
        said = f"Choose from 2 to {MOST_MEMBERS} that exclude each other."
        raise Invalid(said, errors={"members": [said]})
    found = [_handed_in(_candidate(code, actor, "members")) for code in codes]
    _refuse_twin(found)
    row = Exclusion(reason=words, by=actor, at=now)
    add(row)
    row.members.set(found)
    _refuse_contradiction(
        before, "Take one of the relations away first, or leave one out."
    )
    names = [str(member) for member in found]
    _audit(row, actor, "let them exclude each other", row, now, members=names)
    return row


def _refuse_twin(members: Sequence[Candidate]) -> None:
    keys = {member.pk for member in members}
    for group in Exclusion.objects.prefetch_related("members"):
        if {member.pk for member in group.members.all()} == keys:
            raise RelatedAlready(
                "These exclude each other already.",
                next_step="There is nothing to do.",
            )


@transaction.atomic
def remove_exclusion(*, actor: User, exclusion_id: int, now: datetime) -> None:
    """Let candidates be chosen together again."""
    require(actor, Act.SHAPE_CHOICE)
    _one_at_a_time()
    row = Exclusion.objects.filter(pk=exclusion_id).first()
    if row is None:
        raise NotThere("There is no such exclusion, or no more.")
    names = [str(member) for member in row.members.all()]
    _audit(row, actor, "let them be chosen together", row, now, members=names)
    row.delete()


@transaction.atomic
def add_must_have(
    *, actor: User, candidate: str, reason: str, now: datetime
) -> MustHave:
    """Say that every set has to hold a candidate."""
    require(actor, Act.SHAPE_CHOICE)
    before = _one_at_a_time()
    words = _worded(reason)
    one = _handed_in(_candidate(candidate, actor, "candidate"))
    if MustHave.objects.filter(candidate=one).exists():
        raise RelatedAlready(
            f"“{one}” must be in the set already.", next_step="There is nothing to do."
        )
    row = MustHave(candidate=one, reason=words, by=actor, at=now)
    add(row)
    _refuse_contradiction(before, "Take one of the relations away first.")
    _audit(row, actor, "said that it must be in the set", one, now, reason=words)
    return row


def _handed_in(candidate: Candidate) -> Candidate:
    """Refuse a draft: nobody but its department knows of it yet."""
    if not Candidate.objects.without_drafts().filter(pk=candidate.pk).exists():
        raise Invalid(
            f"“{candidate}” is a draft that was never handed in.",
            next_step="Wait until it is submitted.",
        )
    return candidate


@transaction.atomic
def remove_must_have(*, actor: User, must_have_id: int, now: datetime) -> None:
    """Leave it to the choice whether a candidate is in."""
    require(actor, Act.SHAPE_CHOICE)
    _one_at_a_time()
    rows = MustHave.objects.select_related("candidate")
    row = rows.filter(pk=must_have_id).first()
    if row is None:
        raise NotThere("There is no such must-have, or no more.")
    _audit(row, actor, "left it to the choice", row.candidate, now, reason=row.reason)
    row.delete()


def _audit(
    row: Prerequisite | Exclusion | MustHave,
    actor: User,
    action: str,
    subject: Candidate | Exclusion,
    now: datetime,
    **changes: object,
) -> None:
    thing = subject
    if isinstance(subject, Candidate):
        thing = subject.plan or subject.initiative or subject.promise or subject  # type: ignore[assignment]
    told = {**changes, "reason": row.reason}
    audit.record(actor=actor, action=action, subject=thing, now=now, changes=told)
