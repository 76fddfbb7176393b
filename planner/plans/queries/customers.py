"""The customers in a plan: what they need, and how much of it all is for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from customers.models import Need, Segment
from operations.models import Capability
from planner.plans.content import PlanContent, TacticContent
from planner.plans.models import Audience
from promises.models import MADE, Evidence, Promise, Requirement, ServedNeed
from promises.queries.needs import MATTERS

EXISTING = frozenset({Audience.EXISTING, Audience.LAPSED})
MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What the plan takes of a capability in all, and for existing customers."""

    capability: str
    unit: str
    existing: float
    total: float

    @property
    def share(self) -> float | None:
        return self.existing / self.total if self.total else None


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Money and occasions, and the part of them that existing customers get."""

    budget: Decimal
    budget_existing: Decimal
    occasions: float
    occasions_existing: float
    efforts: tuple[Effort, ...]

    @property
    def share_of_money(self) -> float | None:
        return float(self.budget_existing / self.budget) if self.budget else None

    @property
    def share_of_effort(self) -> float | None:
        return self.occasions_existing / self.occasions if self.occasions else None


@dataclass(frozen=True, kw_only=True)
class PlanCustomers:
    """A plan from the customers' side. Lapsed customers count as existing."""

    segments: tuple[str, ...]  # names; none: it speaks to everybody
    matter: int
    unserved: tuple[Need, ...]
    promises: int
    idle: tuple[Promise, ...]
    unheard: tuple[Promise, ...]
    spent: Spent


def plan_customers(content: PlanContent, user: User) -> PlanCustomers:
    """Read a plan from the customers' side; a fixed number of queries."""
    codes = {code for tactic in content["tactics"] for code in tactic["promises"]}
    promises = list(Promise.objects.filter(code__in=codes).order_by("statement", "pk"))
    links = set(
        ServedNeed.objects.filter(promise__in=promises).values_list(
            "promise_id", "need_id"
        )
    )
    serving = {promise for promise, _ in links}
    heard = set(
        Evidence.objects.of_customers()
        .filter(promise__in=promises)
        .values_list("promise_id", flat=True)
    )
    segments = _segments(content["tactics"])
    needs = _needs_that_matter(user, segments)
    promised = {need for _, need in links} | _promised(needs)
    return PlanCustomers(
        segments=tuple(segment.name for segment in segments),
        matter=len(needs),
        unserved=tuple(need for need in needs if need.pk not in promised),
        promises=len(promises),
        idle=tuple(p for p in promises if p.pk not in serving),
        unheard=tuple(p for p in promises if p.pk not in heard),
        spent=_spent(content["tactics"], promises),
    )


def _segments(tactics: Iterable[TacticContent]) -> list[Segment]:
    """Return whom the plan speaks to; none where one tactic speaks to everybody."""
    codes = {tactic["segment"] for tactic in tactics}
    rows = list(Segment.objects.filter(code__in=codes).order_by("name"))
    return [] if "" in codes else rows


def _needs_that_matter(user: User, segments: Sequence[Segment]) -> list[Need]:
    rows = Need.objects.visible_to(user).filter(importance__gte=MATTERS)
    if segments:
        own = rows.filter(segment__in=segments)
        rows = own | rows.filter(segment__isnull=True)
    ordered = rows.select_related("segment").order_by("-importance", "statement", "pk")
    return list(ordered)


def _promised(needs: Sequence[Need]) -> set[int]:
    """Return which of these a promise that is made serves."""
    links = ServedNeed.objects.filter(need__in=needs, promise__state__in=MADE)
    return set(links.values_list("need_id", flat=True))


def _spent(tactics: Sequence[TacticContent], promises: Sequence[Promise]) -> Spent:
    takes: dict[str, list[Requirement]] = {promise.code: [] for promise in promises}
    rows = Requirement.objects.filter(promise__in=promises).order_by("pk")
    for row in rows.select_related("promise", "capability"):
        takes[row.promise.code].append(row)
    total: dict[Capability, float] = {}
    existing: dict[Capability, float] = {}
    occasions = {True: 0.0, False: 0.0}
    for tactic in tactics:
        ours = tactic["audience"] in EXISTING
        times = float(tactic["likely"]) * (tactic["ends"] - tactic["starts"] + 1)
        occasions[ours] += times
        for row in (row for code in tactic["promises"] for row in takes[code]):
            load = times * float(row.units) * _hours(row.capability)
            total[row.capability] = total.get(row.capability, 0.0) + load
            if ours:
                existing[row.capability] = existing.get(row.capability, 0.0) + load
    zero = Decimal(0)
    return Spent(
        budget=sum((Decimal(t["budget"]) for t in tactics), zero),
        budget_existing=sum(
            (Decimal(t["budget"]) for t in tactics if t["audience"] in EXISTING), zero
        ),
        occasions=occasions[True] + occasions[False],
        occasions_existing=occasions[True],
        efforts=tuple(
            Effort(
                capability=capability.name,
                unit="hours" if capability.is_staffed else capability.units,
                existing=existing.get(capability, 0.0),
                total=load,
            )
            for capability, load in sorted(total.items(), key=lambda pair: pair[0].name)
        ),
    )


def _hours(capability: Capability) -> float:
    """Return what one unit of a staffed capability takes in hours, 1 elsewhere."""
    if not capability.is_staffed:
        return 1.0
    return float(capability.handle_minutes or 0) / MINUTES
