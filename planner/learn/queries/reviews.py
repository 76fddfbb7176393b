"""Decisions that were looked at again, and what they taught."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from core.pages import Tone
from planner.decisions.models import QUADRANTS, Review
from planner.decisions.queries import decided


def reviews(user: User) -> QuerySet[Review]:
    """Return the reviews of decisions that this person may see, newest first."""
    return (
        Review.objects.filter(decision__in=decided(user).values("pk"))
        .select_related(
            "by",
            "decision__version__plan",
            "decision__promise",
            "decision__decided_by",
            "decision__standing_in__ceo",
        )
        .defer("decision__evidence", "decision__version__content")
        .order_by("-at", "-pk")
    )


@dataclass(frozen=True, kw_only=True)
class Quadrant:
    """One of the four ways in which a decision and its outcome go together."""

    decided_well: str
    turned_out: str
    name: str
    tone: Tone
    count: int

    @property
    def key(self) -> str:
        return f"{self.decided_well}-{self.turned_out}"


@dataclass(frozen=True, kw_only=True)
class Hindsight:
    """How decisions and outcomes have gone together so far."""

    quadrants: tuple[Quadrant, ...]

    @property
    def count(self) -> int:
        return sum(each.count for each in self.quadrants)

    def of(self, *, decided_well: str = "", turned_out: str = "") -> int:
        """Count those judged so; what is left out may be anything."""
        return sum(
            each.count
            for each in self.quadrants
            if decided_well in {"", each.decided_well}
            and turned_out in {"", each.turned_out}
        )


def hindsight(user: User) -> Hindsight:
    """Count the latest judgement of every decision that was looked at again."""
    rows = reviews(user).order_by("at", "pk").select_related(None)
    latest = {
        key: (well, turned)
        for key, well, turned in rows.values_list(
            "decision", "decided_well", "turned_out"
        )
    }
    counts = Counter(latest.values())
    return Hindsight(
        quadrants=tuple(
            Quadrant(
                decided_well=well,
                turned_out=turned,
                name=name,
                tone=tone,
                count=counts[well, turned],
            )
            for (well, turned), (name, tone) in QUADRANTS.items()
        )
    )
