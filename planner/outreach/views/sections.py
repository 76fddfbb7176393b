"""The tabs of outreach, and what pages find."""

from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.policy import Act, allows
from core.pages import Link
from planner.outreach.models import Acquaintance
from planner.outreach.queries import lists

SECTIONS: tuple[tuple[str, str, Act], ...] = (
    ("This week", "outreach:week", Act.WORK_OUTREACH),
    ("People", "outreach:people", Act.SEE_OUTREACH),
    ("Follow-ups", "outreach:follow-ups", Act.SEE_OUTREACH),
    ("Campaigns", "campaigns:list", Act.SEE_OUTREACH),
    ("Stories", "stories:library", Act.SEE_OUTREACH),
    ("Referrals", "stories:referrals", Act.SEE_OUTREACH),
    ("Involvement", "stories:involvement", Act.SEE_OUTREACH),
    ("Does it work?", "stories:working", Act.SEE_OUTREACH),
    ("Rules", "outreach:rules", Act.SEE_OUTREACH),
)


def tabs(user: User, current: str) -> list[Link]:
    """Return the sections of outreach that the reader may open."""
    return [
        Link(title=title, url=reverse(name), current=name == current)
        for title, name, act in SECTIONS
        if allows(user, act)
    ]


def the_person(user: User, pk: int) -> Acquaintance:
    """Return somebody who is here, or say that there is nobody."""
    found = lists.person(user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
