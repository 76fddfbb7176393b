"""What each capability can do and has to do, week by week, over a horizon."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from core.weeks import mondays
from operations.models import Capability, CapabilityWeek, Initiative

# One number for every week, or one for each.
Profile = Decimal | tuple[Decimal, ...]
Figure = Literal["low", "likely", "high", "committed"]
NONE = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class StaffingProfile:
    """People who answer, the minutes one call takes, and the minutes open a week."""

    servers: Profile
    handle_minutes: Decimal
    open_minutes: Decimal


@dataclass(frozen=True, kw_only=True)
class CapabilityProfile:
    """A capability over a horizon, in its own unit; funded initiatives are counted.

    Either ``staffing`` is given, or ``low``, ``likely`` and ``high``; these three are
    all one number, or all one number a week.
    """

    pk: int
    code: str
    name: str
    unit: str
    staffing: StaffingProfile | None
    low: Profile | None
    likely: Profile | None
    high: Profile | None
    committed: Profile
    backlog: Decimal


def of_week(profile: Profile, number: int) -> Decimal:
    """Return a profile's value in a week, counted from 0."""
    return profile[number] if isinstance(profile, tuple) else profile


def _shortest(values: Sequence[Decimal]) -> Profile:
    return values[0] if len(set(values)) == 1 else tuple(values)


def _same_shape(profiles: Iterable[Sequence[Decimal]]) -> tuple[Profile, ...]:
    rows = list(profiles)
    if all(len(set(row)) == 1 for row in rows):
        return tuple(row[0] for row in rows)
    return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, kw_only=True)
class _Horizon:
    """The weeks looked at, and what differs from the usual in them."""

    weeks: tuple[date, ...]
    exceptions: Mapping[date, CapabilityWeek]
    funded: Sequence[Initiative]

    def added(self, week: date) -> Decimal:
        """Return what funded initiatives add; one helps from its first full week on."""
        return sum((i.adds for i in self.funded if i.helps_from <= week), start=NONE)

    def figures(self, usual: Decimal, figure: Figure) -> list[Decimal]:
        found = []
        for week in self.weeks:
            row = self.exceptions.get(week)
            own = getattr(row, figure) if row else None
            found.append(usual if own is None else own)
        return found

    def lifted(self, usual: Decimal, figure: Figure) -> list[Decimal]:
        values = self.figures(usual, figure)
        return [
            v + self.added(week) for v, week in zip(values, self.weeks, strict=True)
        ]


def _staffing(capability: Capability, horizon: _Horizon) -> StaffingProfile | None:
    if (
        capability.servers is None
        or capability.handle_minutes is None
        or capability.open_minutes is None
    ):
        return None
    usual = Decimal(capability.servers)
    servers = [usual + horizon.added(week) for week in horizon.weeks]
    return StaffingProfile(
        servers=_shortest(servers),
        handle_minutes=capability.handle_minutes,
        open_minutes=capability.open_minutes,
    )


def _capacity(
    capability: Capability, horizon: _Horizon
) -> tuple[Profile | None, Profile | None, Profile | None]:
    if capability.low is None or capability.likely is None or capability.high is None:
        return None, None, None
    low, likely, high = _same_shape(
        [
            horizon.lifted(capability.low, "low"),
            horizon.lifted(capability.likely, "likely"),
            horizon.lifted(capability.high, "high"),
        ]
    )
    return low, likely, high


def _profile(capability: Capability, horizon: _Horizon) -> CapabilityProfile:
    low, likely, high = _capacity(capability, horizon)
    return CapabilityProfile(
        pk=capability.pk,
        code=capability.code,
        name=capability.name,
        unit=capability.unit,
        staffing=_staffing(capability, horizon),
        low=low,
        likely=likely,
        high=high,
        committed=_shortest(horizon.figures(capability.committed, "committed")),
        backlog=capability.backlog,
    )


def profiles(
    *, weeks_from: date, weeks: int, only: Iterable[int] | None = None
) -> list[CapabilityProfile]:
    """Return every capability over a horizon, in the order of their codes.

    Three queries, however many there are. ``backlog`` is what waits today: for a
    horizon that begins later it is kept, as if nothing of it were served until then.
    """
    capabilities = Capability.objects.order_by("code")
    if only is not None:
        capabilities = capabilities.filter(pk__in=list(only))
    span = mondays(weeks_from, weeks)
    exceptions: dict[int, dict[date, CapabilityWeek]] = defaultdict(dict)
    for row in CapabilityWeek.objects.filter(week__gte=span[0], week__lte=span[-1]):
        exceptions[row.capability_id][row.week] = row
    funded: dict[int, list[Initiative]] = defaultdict(list)
    for initiative in Initiative.objects.funded_by(span[-1]):
        funded[initiative.capability_id].append(initiative)
    return [
        _profile(
            capability,
            _Horizon(
                weeks=span,
                exceptions=exceptions.get(capability.pk, {}),
                funded=funded.get(capability.pk, []),
            ),
        )
        for capability in capabilities
    ]
