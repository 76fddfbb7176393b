"""What stands in the side bar, for whom."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import User
from accounts.policy import Act, allows, may_decide
from accounts.queries import unread_notices
from core.pages import Link
from planner.decisions.queries import undecided
from promises.models import Promise, PromiseState

PLACES: tuple[tuple[str, str, Act, str], ...] = (
    ("Today", "today", Act.SIGN_IN, "t"),
    ("My cards", "cards:home", Act.USE_CARDS, "m"),
    ("Promises", "promises:list", Act.SEE_PROMISES, "p"),
    ("Customers", "customers:overview", Act.SEE_CUSTOMERS, "c"),
    ("Outreach", "outreach:week", Act.WORK_OUTREACH, "r"),
    ("Operations", "operations:board", Act.SEE_OPERATIONS, "o"),
    ("Plans", "plans:list", Act.SEE_PLANS, "l"),
    ("Decide", "decisions:board", Act.SEE_DECISIONS, "d"),
    ("Best set", "portfolio:home", Act.SEE_DECISIONS, "b"),
    ("What if", "scenarios:home", Act.COMPARE_PLANS, "w"),
    ("Learn", "learn:home", Act.SEE_DECISIONS, "e"),
    ("Settings", "accounts:settings", Act.SIGN_IN, "s"),
)

# A page with another place's tabs stands under that place.
TABBED: dict[str, str] = {"promises:needs": "customers:overview"}
# A place whose address lies below another's.
INSIDE: dict[str, str] = {
    "portfolio:home": "decisions:board",
    "scenarios:home": "decisions:board",
}


def waiting(user: User) -> int:
    """Count what waits for this reader's decision."""
    if not may_decide(user, timezone.now()):  # noqa: TID251  # as a view does
        return 0
    studied = Promise.objects.filter(state=PromiseState.STUDIED)
    return undecided(user).count() + studied.count()


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every page the places its reader may go to, and whose paper it prints on.

    The fragments of a page are given what the page was given.
    """
    found: dict[str, object] | None = getattr(request, "navigation", None)
    if found is None:
        found = _found(request)
        request.navigation = found  # type: ignore[attr-defined]
    return found


def _found(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)  # an error may come before sign-in is read
    ours = {"our_company": getattr(request, "company", None)}
    if not isinstance(user, User):
        return {"navigation": [], "unread_notices": 0, **ours}
    items = []
    for title, name, act, key in PLACES:
        if not allows(user, act):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        count = waiting(user) if name == "decisions:board" else 0
        here = is_here(request.path, name, url)
        items.append(Link(title=title, url=url, current=here, count=count, key=key))
    return {"navigation": items, "unread_notices": unread_notices(user), **ours}


def is_here(path: str, name: str, url: str) -> bool:
    """Tell whether a page stands under a place."""
    for page, place in TABBED.items():
        if path.startswith(reverse(page)):
            return place == name
    for inner, outer in INSIDE.items():
        if outer == name and path.startswith(reverse(inner)):
            return False
    return path == url if url == "/" else path.startswith(url)
