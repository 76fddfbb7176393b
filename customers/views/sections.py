"""The sections of Customers, for whom: the tabs of its pages."""

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.policy import Act, allows
from core.pages import Link

# title, name of the page, who may open it; a page that is not there is left out
SECTIONS: tuple[tuple[str, str, Act], ...] = (
    ("Loyalty", "customers:overview", Act.SEE_CUSTOMERS),
    ("All customers", "customers:list", Act.SEE_CUSTOMERS),
    ("Satisfaction", "customers:satisfaction", Act.SEE_CUSTOMERS),
    ("Silence", "customers:silence", Act.SEE_CUSTOMERS),
    ("What a loss costs", "customers:losses", Act.SEE_CUSTOMERS),
    ("Needs", "customers:needs", Act.SEE_CUSTOMERS),
    ("Segments", "customers:segments", Act.SEE_PROMISES),
    ("Files", "customers:imports", Act.EDIT_CUSTOMERS),
)


def tabs(user: User, current: str) -> list[Link]:
    """Return the sections open to this person; ``current`` is a page's name."""
    found = []
    for title, name, act in SECTIONS:
        if allows(user, act) and (url := address(name)):
            found.append(Link(title=title, url=url, current=name == current))
    return found


def address(name: str) -> str:
    """Return where a page is, or nothing while it is not there."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
