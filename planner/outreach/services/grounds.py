"""What campaigns stand on: whose hours they take, and the promises that they make.

Operations keep the last word: they enter the capability, and may change its capacity
and what each promise takes of it, as of every other.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from core import editing
from core.refusals import Conflict, Invalid
from operations.models import Capability
from operations.services import create_capability
from planner.outreach.models import HOUR, CampaignRules, Group, OutreachRules, Part
from planner.outreach.queries.reaching import hours_of, minutes_of
from planner.outreach.services import finding
from planner.outreach.services.ledger import standing_promise
from promises.models import Promise, PromiseState, Requirement
from promises.services import Draft, Need, change_requirements, draft_promise
from promises.services.drafting import draft_of, may_change_requirements
from promises.services.drafting import edit_promise as edit_idea
from promises.services.rules import is_owner

CODE: Final = "people-hours"
NAME: Final = "Hours for people we know"
SET: Final = ("follow_up_minutes", "follow_up_share")
FIELDS: Final = {
    Group.MAIL: "mail_promise",
    Group.CALL: "call_promise",
    Group.MEAL: "meal_promise",
}
WORDS: Final = {
    Group.MAIL: "a mail",
    Group.CALL: "a call",
    Group.MEAL: "a breakfast or lunch",
}


def ground() -> CampaignRules:
    """Lock and return what campaigns stand on, written down if it was not yet."""
    CampaignRules.objects.get_or_create(pk=1)
    rows = CampaignRules.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("capability").get(pk=1)


@transaction.atomic
def set_ground(
    *, actor: User, facts: Mapping[str, Any], revision: int, now: datetime
) -> CampaignRules:
    """Choose whose hours campaigns take, and what follow-ups are assumed to take.

    ``capability`` is one whose unit is the hour.
    """
    require(actor, Act.RULE_OUTREACH)
    row = ground()
    before = _told(row)
    if "capability" in facts:
        _choose(row, facts["capability"])
    for name in SET:
        if name in facts:
            setattr(row, name, facts[name])
    editing.check(row)
    editing.save(row, seen=revision, fields=[*SET, "capability"])
    audit.record(
        actor=actor,
        action="outreach.campaign-rules-set",
        subject=row,
        now=now,
        changes=audit.difference(before, _told(row)),
    )
    return row


def _told(row: CampaignRules) -> dict[str, Any]:
    capability = row.capability.code if row.capability else None
    return {"capability": capability, **{name: getattr(row, name) for name in SET}}


def _choose(row: CampaignRules, capability: Capability | None) -> None:
    if capability is None:
        words = "Choose the hours that campaigns take."
        raise Invalid(words, errors={"capability": [words]})
    if capability.unit.strip().casefold() != HOUR or capability.is_staffed:
        words = f"{capability} is not counted in hours a week: its unit is not “hour”."
        raise Invalid(words, errors={"capability": [words]})
    mine = [pk for group in Group if (pk := row.promise_of(group))]
    moved = Requirement.objects.filter(promise__in=mine, capability=capability)
    if row.capability != capability and moved.count() < len(mine):
        raise Conflict(
            f"The promises of campaigns take {row.capability}.",
            next_step="Operations first let each of them take the other hours, on the "
            "promise's own page.",
        )
    row.capability = capability


@transaction.atomic
def enter_hours(
    *,
    actor: User,
    low: Decimal,
    likely: Decimal,
    high: Decimal,
    revision: int,
    now: datetime,
) -> CampaignRules:
    """Enter the hours that people have a week as a capability, and let campaigns take it.

    Only who enters capabilities may: operations.
    """
    require(actor, Act.EDIT_OPERATIONS)
    capability = create_capability(
        actor=actor,
        code=CODE,
        facts={
            "name": NAME,
            "unit": HOUR,
            "low": low,
            "likely": likely,
            "high": high,
        },
        now=now,
    )
    facts = {"capability": capability}
    return set_ground(actor=actor, facts=facts, revision=revision, now=now)


@transaction.atomic
def write_promises(*, actor: User, now: datetime) -> CampaignRules:
    """Write down what a campaign promises, each with the hours that it takes.

    They are ideas, to be studied, judged and made like every other promise; from now
    on the names of weekly lists stand on their ledgers. Sent twice nothing more happens.
    """
    require(actor, Act.RULE_OUTREACH)
    require(actor, Act.DRAFT_PROMISES)
    rules, row = finding.rules(), ground()
    if row.capability is None:
        raise Conflict(
            "Nobody has said yet whose hours campaigns take.",
            next_step="Choose a capability that is counted in hours, or ask operations "
            "to enter one.",
        )
    for group in Group:
        if row.promise_of(group) is None:
            setattr(row, FIELDS[group], _written(actor, row, rules, group, now))
    row.save(update_fields=list(FIELDS.values()))
    _let_follow_ups_take_hours(actor, row, rules, now)
    return row


def _written(
    actor: User, row: CampaignRules, rules: OutreachRules, group: Group, now: datetime
) -> Promise:
    code = f"people-{group.value}"
    if (known := Promise.objects.filter(code=code).first()) is not None:
        return known
    draft = Draft(
        code=code,
        statement=f"Whom we mean to reach in a week with {WORDS[group]}, we are in "
        "touch with in that week",
        owner=actor,
        measure="From the making of a weekly list to the contact.",
        standard="by the end of that week",
        target=Decimal("0.9"),
        window_weeks=13,
        requirements=[_need(row, rules, group.value)],
    )
    return draft_promise(actor=actor, draft=draft, now=now)


def _need(row: CampaignRules, rules: OutreachRules, part: str) -> Need:
    if row.capability is None:
        raise ValueError("campaigns take no hours yet")
    return Need(capability=row.capability, units=hours_of(minutes_of(rules, row, part)))


def _let_follow_ups_take_hours(
    actor: User, row: CampaignRules, rules: OutreachRules, now: datetime
) -> None:
    """Say what a follow-up takes, if it takes nothing yet and the actor may say so."""
    promise = standing_promise(actor=actor, now=now)
    if promise.requirements.exists():
        return
    need = _need(row, rules, Part.FOLLOW_UP)
    if promise.state == PromiseState.IDEA and is_owner(actor, promise):
        draft = replace(
            draft_of(promise), needs_no_capability=False, requirements=[need]
        )
        edit_idea(
            actor=actor,
            promise=promise,
            draft=draft,
            revision=promise.revision,
            now=now,
        )
    elif may_change_requirements(actor, promise):
        change_requirements(
            actor=actor,
            promise=promise,
            needs=[need],
            revision=promise.revision,
            now=now,
        )
