"""What a browser in a session asks every second: what is new since it last asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db.models import Count, Max

from accounts.models import User
from planner.participation.models import Answer
from planner.plans.content import PlanContent
from planner.plans.differences import place_words
from planner.plans.forms.fields import Shown, shown_values
from planner.plans.merging import KINDS, place_of
from planner.plans.models import Invitation, Plan
from planner.plans.queries import changers, plan_content, revision_content
from planner.workshop.models import Presence, Workshop
from planner.workshop.queries.score import shared_score

THERE = timedelta(seconds=15)
ASKING = "questions"  # where somebody is who asks the room, and is in no field


@dataclass(frozen=True)
class Person:
    """Somebody who is in the session now."""

    id: int
    name: str
    initials: str
    place: str
    where: str


def initials(name: str) -> str:
    """Return up to three first letters: "Max Marten" is MM."""
    return "".join(word[0] for word in name.split()[:3]).upper()


def people_there(
    workshop: Workshop, content: PlanContent | None, *, now: datetime
) -> list[Person]:
    """Return who is there now, in the order in which they came."""
    rows = Presence.objects.filter(workshop=workshop, seen_at__gte=now - THERE)
    return [
        Person(
            id=row.person_id,
            name=row.person.name,
            initials=initials(row.person.name),
            place=row.place,
            where=_where(row.place, content),
        )
        for row in rows.select_related("person").order_by("joined_at", "pk")
    ]


def _where(text: str, content: PlanContent | None) -> str:
    if text == ASKING:
        return "asks what is missing"
    place = place_of(text) if text else None
    if place is None or content is None or not place.field:
        return ""
    return place_words(place, content)


def mark_of(
    workshop: Workshop, plan: Plan, score: str, people: list[Person], asked: str = ""
) -> str:
    """Return a tag that differs as soon as there is anything new to tell."""
    there = ";".join(f"{each.id}:{each.place}" for each in people)
    ended = "over" if workshop.ended_at else "on"
    return f'"{plan.revision}-{score}-{crc32(there.encode()):x}-{ended}{asked}"'


def asked_mark(workshop: Workshop) -> str:
    """Return what differs as soon as a question is answered outside the form."""
    points = workshop.points.aggregate(all=Count("pk"), closed=Count("closed_at"))
    invited = Invitation.objects.filter(plan=workshop.plan_id).count()
    answer = Answer.objects.filter(plan=workshop.plan_id).aggregate(last=Max("pk"))
    said = (points["all"], points["closed"], invited, answer["last"] or 0)
    return "-" + ".".join(map(str, said))


@dataclass(frozen=True)
class State:
    """What is new, and the tag under which nothing is."""

    tag: str
    document: dict[str, Any] | None


def state(
    workshop: Workshop,
    reader: User,
    *,
    after: int,
    score_seen: int,
    seen_tag: str,
    now: datetime,
    asks: bool = False,
) -> State:
    """Return what changed after a revision, or only the tag if nothing has.

    Who ``asks`` the questions is also told when one was answered outside the form.
    """
    plan = Plan.objects.get(pk=workshop.plan_id)
    score = shared_score(plan, now=now)
    score_revision = score.revision if score else 0
    score_mark = f"{score_revision}.{score.tested}" if score else "0"
    people = people_there(workshop, None, now=now)
    asked = asked_mark(workshop) if asks else ""
    tag = mark_of(workshop, plan, score_mark, people, asked)
    if tag == seen_tag and after == plan.revision:
        return State(tag, None)
    content = plan_content(plan)
    document: dict[str, Any] = {
        "revision": plan.revision,
        "ended": workshop.ended_at is not None,
        "present": [
            {
                "id": each.id,
                "name": each.name,
                "initials": each.initials,
                "place": each.place,
                "where": _where(each.place, content),
                "me": each.id == reader.pk,
            }
            for each in people
        ],
        "score": {"revision": score_revision},
        "changes": [],
        "rows": {},
    }
    # The same revision scores otherwise once a test of what it believes is concluded.
    shown = not seen_tag or f"-{score_mark}-" in seen_tag
    if score and (score_revision != score_seen or not shown):
        document["score"]["html"] = score.html
    if after != plan.revision:
        document |= _news(plan, content, after)
    return State(tag, document)


def _news(plan: Plan, content: PlanContent, after: int) -> dict[str, Any]:
    """Return every field that differs from what the browser holds, and whose it is."""
    earlier = revision_content(plan, after) if after < plan.revision else None
    values = shown_values(content)
    old: dict[str, Shown] = shown_values(earlier) if earlier else {}
    who = changers(plan, since=after) if earlier else {}
    places = [place for place, value in values.items() if old.get(place) != value]
    return {
        "changes": [
            {
                "place": text,
                "value": values[text],
                "who": who.get(text, ""),
                "title": place_words(place, content)
                if (place := place_of(text))
                else "",
            }
            for text in places
        ],
        "rows": {kind: [row["code"] for row in content[kind]] for kind in KINDS},
        "removed": {
            place: name for place, name in who.items() if place.count(".") == 1
        },
    }
