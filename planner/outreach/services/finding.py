"""Find and lock what a command is about, or say that it is not there."""

from accounts.models import User
from planner.outreach.models import Acquaintance, FollowUp, OutreachRules, WeeklyName
from planner.outreach.services.refusals import (
    NoContactWanted,
    NoSuchEntry,
    NoSuchPerson,
    NotYours,
)

GONE = "There is nobody here by this number."
LOOK = "Look through the people we know."


def person(actor: User, pk: int) -> Acquaintance:
    """Lock and return somebody who is here."""
    rows = Acquaintance.objects.visible_to(actor).here()
    found = rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NoSuchPerson(GONE, next_step=LOOK)
    return found


def contactable(actor: User, pk: int) -> Acquaintance:
    """Lock and return somebody who may be contacted."""
    found = person(actor, pk)
    if words := found.why_not:
        raise NoContactWanted(
            f"{found}: {words}",
            next_step="Respect it. If they said something else since, note it on their page.",
        )
    return found


def own_name(actor: User, pk: int) -> WeeklyName:
    """Lock and return a name of one's own list."""
    rows = WeeklyName.objects.select_related("week", "acquaintance")
    found = rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NoSuchEntry("There is no such name on a list.", next_step=LOOK)
    if found.week.person_id != actor.pk:
        raise NotYours(
            "This name is on a colleague's list.",
            next_step="Talk to them: they can hand it over to you.",
        )
    return found


def own_follow_up(actor: User, pk: int) -> FollowUp:
    """Lock and return a follow-up that this person promised."""
    rows = FollowUp.objects.visible_to(actor).select_related("acquaintance", "owner")
    found = rows.select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NoSuchEntry(
            "There is no such follow-up.", next_step="Look through the follow-ups."
        )
    if found.owner_id != actor.pk:
        raise NotYours(
            f"{found.owner.name} promised this.",
            next_step="Ask them: only who promised it says that it is done.",
        )
    return found


def rules() -> OutreachRules:
    """Lock and return the firm's rules, written down if they were not yet."""
    OutreachRules.objects.get_or_create(pk=1)
    return OutreachRules.objects.select_for_update(no_key=True, of=("self",)).get(pk=1)
