"""Add a campaign with the people we know to a draft, as tactics of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.policy import Act, require
from accounts.queries import local_day
from core import editing
from core.refusals import Conflict, Invalid
from planner.outreach.models import (
    Acquaintance,
    Campaign,
    CampaignRules,
    CampaignTactic,
    Closeness,
    Group,
    Interest,
    OutreachRules,
    Part,
)
from planner.outreach.queries.reaching import Estimate, Preview, Reach, Wish, preview
from planner.plans.content import (
    MAX_ROWS,
    PlanContent,
    TacticContent,
    amount_text,
    code_of,
    free_code,
    money_text,
    with_strategy,
)
from planner.plans.models import Audience, Plan
from planner.plans.queries import plan_content
from planner.plans.services import require_editable, require_workable, save
from promises.models import Promise

MOST: Final = Decimal(10_000)
THOUSANDTH: Final = Decimal("0.001")
CHANNELS: Final = {
    Part.MAIL: "mail",
    Part.CALL: "call",
    Part.MEAL: "breakfast or lunch",
    Part.FOLLOW_UP: "as promised",
}


@dataclass(frozen=True, kw_only=True)
class Meant:
    """How many talks of one kind a week, and what one that is had earns."""

    talks: Estimate
    margin: Decimal


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A campaign as it is to be added: for whom, when, how many, at what cost."""

    name: str
    wish: Wish
    meant: Mapping[str, Meant] = field(default_factory=dict)
    audience: str = Audience.EXISTING
    budget: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Added:
    """A campaign in a draft, and whether it was put there just now."""

    campaign: Campaign
    new: bool


def check_wish(wish: Wish, plan: Plan) -> None:
    """Refuse a campaign for nobody that could be, or in weeks the plan has not."""
    errors: dict[str, list[str]] = {}
    if wish.kind and wish.kind not in Acquaintance.Kind.values:
        errors["kind"] = ["Choose one of the kinds."]
    if wish.who not in Campaign.Who.values:
        errors["who"] = ["Choose one of these."]
    if wish.closeness not in Closeness.values:
        errors["closeness"] = ["Choose how close they are at least."]
    if not 1 <= wish.starts <= plan.weeks:
        errors["starts"] = [f"The plan has weeks 1 to {plan.weeks}."]
    if not wish.starts <= wish.ends <= plan.weeks:
        errors["ends"] = [
            f"Choose a week from the first of the campaign to {plan.weeks}, the plan's last."
        ]
    if wish.interest is not None and not _has_interest(wish.interest):
        errors["interest"] = ["Nobody has this interest."]
    if errors:
        raise Invalid(
            "This campaign cannot be worked out yet.",
            next_step="Correct what is named.",
            errors=errors,
        )


def _has_interest(pk: int) -> bool:
    return Interest.objects.filter(pk=pk).exists()


@transaction.atomic
def add_campaign(*, actor: User, plan: Plan, ask: Ask, now: datetime) -> Added:
    """Put a campaign into a draft: a tactic for each kind of talk, one for follow-ups.

    The same people in the same weeks are one campaign: asked for again it is returned
    as it stands in the draft, unless the draft has it no more.
    """
    require(actor, Act.SEE_OUTREACH)
    # The plan is held: what is read of it here is what is saved on top of.
    row = Plan.objects.select_for_update().filter(pk=plan.pk).first() or plan
    require_workable(plan=row, actor=actor)
    require_editable(row)
    check_wish(ask.wish, row)
    content = plan_content(row)
    known = Campaign.objects.filter(plan=row, fingerprint=ask.wish.fingerprint).first()
    if known is not None and _stands_in(known, content):
        return Added(campaign=known, new=False)
    own = CampaignRules.objects.current()
    promises = _promises(own)
    found = preview(actor, row, ask.wish, today=local_day(now))
    _check(ask, found)
    campaign = known or _built(actor, row, ask, now)
    tactics = _tactics(ask, found, promises, content)
    if len(content["tactics"]) + len(tactics) > MAX_ROWS:
        raise Invalid(f"A plan has at most {MAX_ROWS} tactics.")
    content["tactics"] += tactics.values()
    save(plan=row, actor=actor, revision=row.revision, content=content, now=now)
    campaign.parts.all().delete()
    CampaignTactic.objects.bulk_create(
        CampaignTactic(campaign=campaign, part=part, code=tactic["code"])
        for part, tactic in tactics.items()
    )
    audit.record(
        actor=actor,
        action="outreach.campaign-added",
        subject=campaign,
        now=now,
        changes={"plan": row.pk, "tactics": [t["code"] for t in tactics.values()]},
    )
    return Added(campaign=campaign, new=True)


def _stands_in(campaign: Campaign, content: PlanContent) -> bool:
    """Tell whether a draft still has one of the campaign's tactics."""
    codes = {tactic["code"] for tactic in content["tactics"]}
    return campaign.parts.filter(code__in=codes).exists()


def _built(actor: User, plan: Plan, ask: Ask, now: datetime) -> Campaign:
    wish = ask.wish
    row = Campaign(
        plan=plan,
        name=" ".join(ask.name.split()),
        kind=wish.kind,
        interest_id=wish.interest,
        closeness=wish.closeness,
        who=wish.who,
        starts=wish.starts,
        ends=wish.ends,
        fingerprint=wish.fingerprint,
        added_by=actor,
        added_at=now,
    )
    editing.check(row)
    row.save(force_insert=True)
    return row


def _promises(own: CampaignRules) -> dict[str, str]:
    """Return the codes of the promises that campaigns make, by part."""
    rules = OutreachRules.objects.current()
    keys = {group.value: own.promise_of(group) for group in Group}
    keys[Part.FOLLOW_UP.value] = rules.promise_id
    codes = dict(
        Promise.objects.filter(pk__in=[pk for pk in keys.values() if pk]).values_list(
            "pk", "code"
        )
    )
    if own.capability_id is None or not all(keys.values()):
        raise Conflict(
            "What campaigns stand on is not written down yet: whose hours they take, and "
            "what they promise.",
            next_step="Under Outreach, Campaigns: choose the hours, and have the "
            "promises written down.",
        )
    return {part: codes[pk] for part, pk in keys.items() if pk}


def _check(ask: Ask, found: Preview) -> None:
    """Refuse talks that cannot be had: a wrong estimate, or more than there are people."""
    errors: dict[str, list[str]] = {}
    reaches = {each.group: each for each in found.reaches}
    if ask.audience not in Audience.values:
        errors["audience"] = ["Choose one of these."]
    if not _is_amount(ask.budget):
        errors["budget"] = ["Give an amount of 0 or more."]
    for group, meant in ask.meant.items():
        if words := _fault(meant, reaches.get(group), found.wish.weeks):
            errors[group] = words
    if not errors and not any(meant.talks.high for meant in ask.meant.values()):
        errors[""] = ["Say how many talks a week are meant, of one kind at least."]
    if errors:
        raise Invalid(
            "The campaign is not in the draft yet.",
            next_step="Correct what is named and send it again.",
            errors=errors,
        )


def _is_amount(number: Decimal) -> bool:
    return number.is_finite() and 0 <= number < 10**12


def _fault(meant: Meant, reach: Reach | None, weeks: int) -> list[str]:
    points = (meant.talks.low, meant.talks.likely, meant.talks.high)
    if not all(p.is_finite() and 0 <= p <= MOST for p in points):
        return [f"Give numbers from 0 to {MOST:,}."]
    if not points[0] <= points[1] <= points[2]:
        return ["Estimates go up: low, likely, high."]
    if not _is_amount(meant.margin):
        return ["Give an amount of 0 or more."]
    most = reach.most if reach else Decimal(0)
    if meant.talks.likely * weeks > most:
        return [
            f"{amount_text(meant.talks.likely)} a week for {weeks} weeks are "
            f"{amount_text(meant.talks.likely * weeks)} talks, and the people whom it "
            f"fits give {amount_text(most)}: nobody is asked again before their interval."
        ]
    return []


def _tactics(
    ask: Ask, found: Preview, promises: Mapping[str, str], content: PlanContent
) -> dict[str, TacticContent]:
    """Return a tactic for each kind of talk, and one for what talks lead to."""
    taken = [tactic["code"] for tactic in content["tactics"]]
    budget, tactics = ask.budget, {}
    meant = {g: ask.meant[g] for g in Group.values if g in ask.meant}
    talks = {part: each for part, each in meant.items() if each.talks.high}
    share = found.follow_ups.share
    if share:
        after = _after(list(talks.values()), share)
        talks = {**talks, Part.FOLLOW_UP.value: Meant(talks=after, margin=Decimal(0))}
    for part, each in talks.items():
        code = free_code(f"{code_of(ask.name, default='campaign')[:35]}-{part}", taken)
        taken.append(code)
        tactics[part] = with_strategy(
            {
                "code": code,
                "name": f"{' '.join(ask.name.split())}: {Part(part).label.lower()}",
                "promises": [promises[part]],
                "audience": ask.audience,
                "segment": "",
                "channel": CHANNELS[Part(part)],
                "budget": money_text(budget),
                "margin": money_text(each.margin),
                "low": _amount(each.talks.low),
                "likely": _amount(each.talks.likely),
                "high": _amount(each.talks.high),
                "starts": ask.wish.starts,
                "ends": ask.wish.ends,
            },
            " ".join(ask.name.split()),
        )
        budget = Decimal(0)
    return tactics


def _after(talks: Sequence[Meant], share: Decimal) -> Estimate:
    return Estimate(
        low=sum((each.talks.low for each in talks), Decimal(0)) * share,
        likely=sum((each.talks.likely for each in talks), Decimal(0)) * share,
        high=sum((each.talks.high for each in talks), Decimal(0)) * share,
    )


def _amount(number: Decimal) -> str:
    return amount_text(number.quantize(THOUSANDTH))
