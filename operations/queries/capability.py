"""One capability's page: its weeks, its initiatives, what became of it."""

from dataclasses import dataclass
from datetime import date

from accounts.models import AuditEvent, User
from accounts.policy import Act, allows
from core.weeks import mondays
from operations.models import Capability, Initiative
from operations.queries.profiles import CapabilityProfile, of_week, profiles

EVENTS = 30


@dataclass(frozen=True, kw_only=True)
class CapabilityPage:
    """``capacity`` is the likely one of each week, funded initiatives included."""

    weeks: tuple[date, ...]
    capacity: tuple[float, ...]
    low: tuple[float, ...]
    committed: tuple[float, ...]
    initiatives: tuple[Initiative, ...]
    events: tuple[AuditEvent, ...]
    editable: bool
    may_fund: bool
    shows_history: bool

    @property
    def over(self) -> list[int]:
        """Number the weeks, from 0, in which more is committed than can be done."""
        return [
            number
            for number, (load, capacity) in enumerate(
                zip(self.committed, self.capacity, strict=True)
            )
            if load > capacity
        ]

    @property
    def fullest(self) -> tuple[int, float | None]:
        """Return the week with the highest load, and that share of its capacity."""
        shares = [
            load / capacity if capacity else float("inf") if load else 0.0
            for load, capacity in zip(self.committed, self.capacity, strict=True)
        ]
        number = max(range(len(shares)), key=shares.__getitem__)
        share = shares[number]
        return number, None if share == float("inf") else share


def _of_people(profile: CapabilityProfile, week: int) -> float | None:
    staffing = profile.staffing
    if staffing is None:
        return None
    hours = staffing.open_minutes / staffing.handle_minutes
    return float(of_week(staffing.servers, week) * hours)


def _weekly(profile: CapabilityProfile, weeks: int, figure: str) -> tuple[float, ...]:
    people = [_of_people(profile, week) for week in range(weeks)]
    points = getattr(profile, figure)
    return tuple(
        float(of_week(points, week)) if found is None else found
        for week, found in enumerate(people)
    )


def capability_page(
    *, user: User, capability: Capability, weeks_from: date, weeks: int
) -> CapabilityPage:
    """Read what the page of one capability shows; a fixed number of queries."""
    (profile,) = profiles(weeks_from=weeks_from, weeks=weeks, only=[capability.pk])
    may_know = allows(user, Act.SEE_AUDIT) or allows(user, Act.EDIT_OPERATIONS)
    events = AuditEvent.objects.filter(
        subject_type="capability", subject_id=str(capability.pk)
    ).order_by("-pk")[:EVENTS]
    initiatives = capability.initiatives.exclude(
        state=Initiative.State.DROPPED
    ).order_by("available_from", "pk")
    return CapabilityPage(
        weeks=mondays(weeks_from, weeks),
        capacity=_weekly(profile, weeks, "likely"),
        low=_weekly(profile, weeks, "low"),
        committed=tuple(float(of_week(profile.committed, w)) for w in range(weeks)),
        initiatives=tuple(initiatives),
        events=tuple(events) if may_know else (),
        editable=allows(user, Act.EDIT_OPERATIONS),
        may_fund=allows(user, Act.DECIDE),
        shows_history=may_know,
    )
