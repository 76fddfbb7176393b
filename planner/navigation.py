"""What stands in the side bar, for whom."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.policy import Act, allows


@dataclass(frozen=True)
class Item:
    title: str
    url: str
    current: bool
    count: int = 0


PLACES: tuple[tuple[str, str, Act], ...] = (
    ("Today", "today", Act.SIGN_IN),
    ("Promises", "promises:list", Act.SEE_PROMISES),
    ("Customers", "customers:segments", Act.SEE_PROMISES),
    ("Operations", "operations:board", Act.SEE_OPERATIONS),
    ("Plans", "plans:list", Act.SEE_PLANS),
    ("Decide", "decisions:board", Act.SEE_DECISIONS),
    ("Settings", "accounts:settings", Act.SIGN_IN),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every page the places its reader may go to."""
    if not isinstance(request.user, User):
        return {"navigation": []}
    items = []
    for title, name, act in PLACES:
        if not allows(request.user, act):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == url if url == "/" else request.path.startswith(url)
        items.append(Item(title=title, url=url, current=here))
    return {"navigation": items}
