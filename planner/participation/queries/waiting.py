"""Whose answer is waited for: for the page Today, and for whoever invites."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Role, User
from planner.participation.models import Answer
from planner.plans.models import EDITABLE, Invitation, Plan


def _silent() -> QuerySet[Invitation]:
    """Return invitations to drafts whose person has never answered.

    Who answered on an earlier version is asked again by a notice.
    """
    said = Answer.objects.filter(plan=OuterRef("plan"), person=OuterRef("person"))
    return (
        Invitation.objects.filter(~Exists(said), plan__state__in=EDITABLE)
        .select_related("plan", "person", "invited_by")
        .order_by("invited_at", "pk")
    )


def asked_of(user: User) -> list[Invitation]:
    """Return the drafts on which this person's answer is waited for."""
    return list(_silent().filter(person=user)[:50])


def silent_on(user: User) -> list[Invitation]:
    """Return who has not answered on this person's drafts, the longest asked first."""
    mine = Plan.objects.filter(author=user, state__in=EDITABLE)
    return list(_silent().filter(plan__in=mine)[:50])


def guests(plan: Plan) -> QuerySet[User]:
    """Return who can still be invited: directors and the frontline."""
    taken = Invitation.objects.filter(plan=plan).values("person")
    return (
        User.objects.filter(role__in=[Role.DIRECTOR, Role.FRONTLINE], is_active=True)
        .exclude(pk__in=taken)
        .exclude(pk=plan.author_id)
        .order_by("role", "name", "pk")
    )
