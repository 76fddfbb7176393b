"""What a draft owes to the counter-offer it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operations.models import Initiative
from planner.plans.differences import content_difference
from planner.plans.models import Plan
from planner.plans.queries import plan_content
from planner.scores.models import TakenOffer
from planner.scores.offered import softenings
from promises.models import Promise


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An initiative that the draft counts on."""

    initiative: Initiative

    @property
    def is_funded(self) -> bool:
        return self.initiative.state == Initiative.State.FUNDED


@dataclass(frozen=True, kw_only=True)
class Weakened:
    """A promise that the draft counts on in a weaker version, if there is one yet."""

    promise: Promise
    wanted: Mapping[str, Any]
    weaker: Promise | None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A draft beside what it was before the offer."""

    offer: TakenOffer
    differences: tuple[tuple[str, Any, Any], ...]
    asked: tuple[Asked, ...]
    weakened: tuple[Weakened, ...]
    is_copy: bool
    may_undo: bool


def taken_offer(plan: Plan) -> Taken | None:
    """Return the offer that stands behind a plan, and what differs; six queries."""
    offer = (
        TakenOffer.objects.standing()
        .select_related("score__version__plan", "actor", "plan")
        .filter(plan=plan)
        .order_by("-pk")
        .first()
    )
    if offer is None:
        return None
    changes = content_difference(offer.before, plan_content(plan))
    return Taken(
        offer=offer,
        differences=tuple((what, *pair) for what, pair in changes.items()),
        asked=_asked(offer),
        weakened=_weakened(offer),
        is_copy=offer.score.version.plan_id != plan.pk,
        may_undo=plan.is_editable and plan.revision == offer.plan_revision,
    )


def _asked(offer: TakenOffer) -> tuple[Asked, ...]:
    codes = [
        change["initiative"]
        for change in offer.offer["changes"]
        if change["change"] == "fund"
    ]
    rows = Initiative.objects.filter(code__in=codes).select_related("capability")
    return tuple(Asked(initiative=row) for row in rows.order_by("code"))


def _weakened(offer: TakenOffer) -> tuple[Weakened, ...]:
    wanted = softenings(offer.offer)
    codes = {*wanted, *offer.weaker.values()}
    promises = {row.code: row for row in Promise.objects.filter(code__in=codes)}
    return tuple(
        Weakened(
            promise=promises[code],
            wanted=softer,
            weaker=promises.get(offer.weaker.get(code, "")),
        )
        for code, softer in sorted(wanted.items())
        if code in promises
    )
