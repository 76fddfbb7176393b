"""Fill a week's list: what was carried over, what campaigns promised, then the rest."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from engine.outreach.choosing import choose
from planner.outreach.models import (
    GROUPS,
    NameState,
    OutreachRules,
    Week,
    WeeklyName,
)
from planner.outreach.queries.pool import Offer, offers
from planner.outreach.queries.turns import Turn, turns
from planner.outreach.services.listed import put_on_ledger

Pool = Mapping[int, Offer]


def fill(
    week: Week,
    rules: OutreachRules,
    there: Sequence[WeeklyName],
    carried: Sequence[tuple[Offer, WeeklyName]],
    *,
    day: date,
    now: datetime,
) -> None:
    """Choose for the time that is left beside what is ``there``, and put it on the list."""
    before = {made.key: row for made, row in carried}
    pool = {made.key: made for made, _ in carried}
    due = turns(week.monday)
    groups = {turn.campaign.pk: turn.people for turn in due}
    found = offers(
        week.person, rules, monday=week.monday, day=day, apart=[*groups.values()]
    )
    for made in found:
        pool.setdefault(made.key, made)
    meant = _of_campaigns(pool, due)
    keys = _chosen(
        [
            [key for key in pool if key in before],
            [key for key in meant if key not in before],
            [key for key in pool if key not in before and key not in meant],
        ],
        pool,
        minutes=week.minutes - sum(row.minutes for row in there),
        most=rules.most_names - len(there),
    )
    for row in before.values():
        kept = row.acquaintance_id in keys
        row.state = NameState.CARRIED if kept else NameState.RETURNED
        row.note = "" if kept else "There was no room for it."
        row.closed_at = now
        row.save()
    place = max((row.position for row in there), default=0)
    rows = [
        WeeklyName.objects.create(
            **_row(week, pool[key], meant.get(key)),
            position=position,
            carried_from=before.get(key),
        )
        for position, key in enumerate(keys, start=place + 1)
    ]
    put_on_ledger(rows, now=now)


def _of_campaigns(pool: Pool, due: Sequence[Turn]) -> dict[int, Turn]:
    """Return which names are those that campaigns promised for this week.

    What was carried over first, then who is worth most; never more than the plan said,
    and never anybody whose turn it is not.
    """
    found: dict[int, Turn] = {}
    if not due:
        return found
    inside = frozenset().union(*(turn.members for turn in due))
    ranked = sorted(
        (key for key in pool if key in inside and pool[key].candidate.worth > 0),
        key=lambda key: (
            -pool[key].candidate.carries,
            -pool[key].candidate.worth,
            key,
        ),
    )
    for key in ranked:
        for turn in due:
            fits = turn.group == GROUPS[pool[key].channel] and key in turn.members
            if fits and turn.left > 0:
                turn.left -= 1
                found[key] = turn
                break
    return found


def _chosen(
    stages: Sequence[Sequence[int]], pool: Pool, *, minutes: int, most: int
) -> list[int]:
    """Choose the best of each stage for the time that those before it leave."""
    keys: list[int] = []
    for stage in stages:
        choice = choose(
            [pool[key].candidate for key in stage],
            minutes=minutes,
            most=most - len(keys),
        )
        minutes -= choice.minutes
        keys += choice.keys
    return keys


def _row(week: Week, made: Offer, turn: Turn | None) -> dict[str, Any]:
    reason = f"{turn.reason} {made.reason}" if turn else made.reason
    return {
        "week": week,
        "monday": week.monday,
        "acquaintance_id": made.key,
        "channel": made.channel,
        "minutes": made.candidate.minutes,
        "value": made.value,
        "chance": made.candidate.chance,
        "urgency": made.candidate.urgency,
        "assumed": made.assumed,
        "reason": reason[:400],
        "carries": made.candidate.carries,
        "campaign": turn.campaign if turn else None,
    }
