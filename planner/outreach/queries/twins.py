"""Who may be the same person twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.db.models import Count, Q

from accounts.models import User
from engine.outreach.resembling import Likeness, resemble
from planner.outreach.keys import card_of
from planner.outreach.models import Acquaintance, NotTwins

MOST_PAIRS: Final = 100
MOST_GROUPS: Final = 200
MOST_IN_A_GROUP: Final = 8
BY: Final = ("email_key", "phone_key", "name_key", "short_key")


@dataclass(frozen=True)
class Pair:
    """Two names that may be one person, the one known longer first, and why."""

    one: Acquaintance
    other: Acquaintance
    likeness: Likeness


def twins_of(row: Acquaintance, *, most: int = 5) -> list[tuple[Acquaintance, str]]:
    """Return who looks like this person, and why, the likeliest first."""
    same = Q()
    for name in BY:
        if value := getattr(row, name):
            same |= Q(**{name: value})
    if not same:
        return []
    near = Acquaintance.objects.here().filter(same).exclude(pk=row.pk).order_by("pk")
    found = []
    for other in near[:MOST_GROUPS]:
        if (likeness := resemble(card_of(row), card_of(other))) is not None:
            found.append((likeness.strength, other, likeness.words))
    found.sort(key=lambda each: (-each[0], each[1].pk))
    return [(other, words) for _, other, words in found[:most]]


def pairs(user: User) -> list[Pair]:
    """Return the pairs to look at, the likeliest first; a fixed number of queries."""
    here = Acquaintance.objects.visible_to(user).here()
    wanted = Q()
    for name in BY:
        groups = (
            here.exclude(**{name: ""})
            .values(name)
            .annotate(found=Count("pk"))
            .filter(found__gt=1, found__lte=MOST_IN_A_GROUP)
            .order_by(name)
        )
        values = list(groups.values_list(name, flat=True)[:MOST_GROUPS])
        wanted |= Q(**{f"{name}__in": values})
    rows = list(here.filter(wanted).order_by("pk"))
    near = {(one.pk, other.pk): (one, other) for one, other in _near(rows)}
    for pair in NotTwins.objects.filter(one__in=rows).values_list("one", "other"):
        near.pop(pair, None)
    found = [
        Pair(one, other, likeness)
        for one, other in near.values()
        if (likeness := resemble(card_of(one), card_of(other))) is not None
    ]
    found.sort(key=lambda pair: (-pair.likeness.strength, pair.one.pk))
    return found[:MOST_PAIRS]


def _near(
    rows: Sequence[Acquaintance],
) -> Iterable[tuple[Acquaintance, Acquaintance]]:
    """Yield who has a key in common, the one known longer first, once for each key."""
    for name in BY:
        groups: dict[str, list[Acquaintance]] = defaultdict(list)
        for row in rows:
            if value := getattr(row, name):
                groups[value].append(row)
        for group in groups.values():
            yield from combinations(group[:MOST_IN_A_GROUP], 2)
