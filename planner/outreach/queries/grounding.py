"""What campaigns stand on, for the pages that show it."""

from dataclasses import dataclass
from decimal import Decimal

from operations.models import Capability
from planner.outreach.models import CampaignRules, Group, OutreachRules, Part
from planner.outreach.queries.reaching import hours_of, minutes_of
from promises.models import Promise, PromiseState


@dataclass(frozen=True, kw_only=True)
class Stone:
    """A promise that campaigns make, and the hours that one occasion takes."""

    part: str
    promise: Promise | None
    each: Decimal | None  # hours, as the promise requires; None: it takes none yet
    assumed: int  # minutes, as the firm says

    @property
    def label(self) -> str:
        return Part(self.part).label

    @property
    def minutes(self) -> int | None:
        return None if self.each is None else round(self.each * 60)

    @property
    def differs(self) -> bool:
        """Tell whether the promise takes other hours than the firm assumes now."""
        return self.each is not None and self.each != hours_of(self.assumed)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Everything that a campaign stands on."""

    capability: Capability | None
    stones: tuple[Stone, ...]

    @property
    def written(self) -> bool:
        """All its promises are written down."""
        return all(stone.promise for stone in self.stones)

    @property
    def is_laid(self) -> bool:
        return self.capability is not None and self.written

    @property
    def idle(self) -> tuple[Stone, ...]:
        """What is promised and takes no hours yet: it would be free in every score."""
        return tuple(s for s in self.stones if s.promise and s.each is None)

    @property
    def unmade(self) -> tuple[Stone, ...]:
        """What is still an idea: a plan that makes it cannot be submitted."""
        return tuple(
            s for s in self.stones if s.promise and s.promise.state == PromiseState.IDEA
        )


def standing() -> Ground:
    """Return what campaigns stand on; four queries."""
    own, rules = CampaignRules.objects.current(), OutreachRules.objects.current()
    keys = {group.value: own.promise_of(group) for group in Group}
    keys[Part.FOLLOW_UP.value] = rules.promise_id
    rows = Promise.objects.filter(pk__in=[pk for pk in keys.values() if pk])
    promises = {row.pk: row for row in rows.prefetch_related("requirements")}
    return Ground(
        capability=own.capability,
        stones=tuple(
            Stone(
                part=part,
                promise=(promise := promises.get(pk or 0)),
                each=_hours(promise, own.capability_id),
                assumed=minutes_of(rules, own, part),
            )
            for part, pk in keys.items()
        ),
    )


def _hours(promise: Promise | None, capability: int | None) -> Decimal | None:
    if promise is None or capability is None:
        return None
    needs = promise.requirements.all()
    return next((n.units for n in needs if n.capability_id == capability), None)
