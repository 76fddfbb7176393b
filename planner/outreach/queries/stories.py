"""Which stories there are, which one suits somebody, and a letter drafted from it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format

from accounts.models import User
from planner.outreach.models import (
    Acquaintance,
    Channel,
    Closeness,
    Contact,
    Letter,
    Story,
    Telling,
)
from promises.models import Promise

FITTING: dict[int, tuple[str, str]] = {
    Closeness.HEARD_OF: (
        Channel.MAIL,
        "You have hardly met: a mail with a story, and no more.",
    ),
    Closeness.MET: (
        Channel.MAIL,
        "You have met: a mail with a story brings you back to mind.",
    ),
    Closeness.FAMILIAR: (
        Channel.CALL,
        "They take your call: call, and ask first whether it is a good time.",
    ),
    Closeness.CLOSE: (
        Channel.BREAKFAST,
        "You are close: ask them to breakfast or lunch, and bring a story.",
    ),
}
MOST_PITCHES = 3
MOST_STORIES = 12


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """How to contact somebody, and why so."""

    channel: str
    reason: str

    @property
    def name(self) -> str:
        return Channel(self.channel).label


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What is at hand for a contact with one person."""

    person: Acquaintance
    fitting: Fitting
    last: Contact | None
    stories: list[Story]
    told: list[Telling]
    pitches: list[str]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter as it is drafted, to be changed by whoever sends it."""

    subject: str
    body: str


def fitting(person: Acquaintance) -> Fitting:
    """Return the channel that fits the closeness and the details that are known."""
    channel, reason = FITTING[person.closeness]
    if channel == Channel.MAIL and not person.email and person.phone:
        return Fitting(
            channel=Channel.CALL, reason="No e-mail address is known: call them."
        )
    if channel == Channel.CALL and not person.phone:
        return Fitting(
            channel=Channel.MAIL, reason="No telephone number is known: write to them."
        )
    return Fitting(channel=channel, reason=reason)


def library(user: User) -> QuerySet[Story]:
    """Return the stories with their interests and how often each was told."""
    rows = Story.objects.visible_to(user).annotate(times=Count("tellings"))
    return rows.prefetch_related("interests").order_by("-active", "title", "pk")


def stories_for(person: Acquaintance) -> list[Story]:
    """Return stories they have not heard, those on their interests first; two queries."""
    shared = Count("interests", filter=Q(interests__acquaintances=person))
    rows = Story.objects.to_tell(person).annotate(shared=shared)
    return list(
        rows.prefetch_related("interests").order_by("-shared", "title")[:MOST_STORIES]
    )


def tellings(user: User) -> QuerySet[Telling]:
    """Return who told which story to whom, the latest first."""
    rows = Telling.objects.filter(
        acquaintance__in=Acquaintance.objects.visible_to(user)
    )
    return rows.select_related("story", "acquaintance", "by").order_by("-on", "-pk")


def pitches(user: User) -> list[str]:
    """Return the pitches of promises that are made: what to say when they ask."""
    rows = Promise.objects.visible_to(user).made().exclude(pitch="")
    return list(rows.order_by("code").values_list("pitch", flat=True)[:MOST_PITCHES])


def suggestion(user: User, person: Acquaintance) -> Suggestion:
    """Return what is at hand for a contact; five queries."""
    told = tellings(user).filter(acquaintance=person)[:MOST_STORIES]
    last = person.contacts.order_by("-on", "-pk").first()
    return Suggestion(
        person=person,
        fitting=fitting(person),
        last=last,
        stories=stories_for(person),
        told=list(told),
        pitches=pitches(user),
    )


def last_words(last: Contact | None) -> str:
    """Say when we were last in contact; what was noted of it is for colleagues."""
    if last is None:
        return "We have not spoken for a long time."
    return f"We were last in touch on {date_format(last.on)}."


def draft(
    *, user: User, person: Acquaintance, story: Story | None, last: Contact | None
) -> Draft:
    """Fill the firm's letter in; one query.

    What stands in braces and is not known is left as it is typed.
    """
    letter = Letter.objects.current()
    filled = {
        "{name}": person.name,
        "{last}": last_words(last),
        "{story}": story.text if story else "",
        "{from}": user.name,
    }
    body = letter.body
    # One pass: a story that holds "{name}" itself is left alone.
    parts, rest = [], body
    while rest:
        found = [(rest.find(name), name) for name in filled if name in rest]
        if not found:
            parts.append(rest)
            break
        place, name = min(found)
        parts += [rest[:place], filled[name]]
        rest = rest[place + len(name) :]
    return Draft(subject=letter.subject, body="".join(parts))


def told_on(person: Acquaintance, story: Story) -> date | None:
    """Return the day on which they were told a story, if they were."""
    row = Telling.objects.filter(acquaintance=person, story=story).first()
    return row.on if row else None
