"""What the reader has to do in running plans."""

from datetime import date

from django.urls import reverse

from accounts.models import Role, User
from planner.cards.queries import Card, cards_of
from planner.today.items import Item, Section

MOST = 12


def my_cards(user: User, day: date) -> list[Section]:
    """Return this week's cards; for the frontline also that there are none."""
    cards = cards_of(user, day=day).this_week
    if not cards and user.role != Role.FRONTLINE:
        return []
    return [
        Section(
            title="My cards this week",
            empty="No running plan asks something of you this week.",
            url=reverse("cards:home"),
            action="All my cards",
            items=[_item(card) for card in cards[:MOST]],
        )
    ]


def _item(card: Card) -> Item:
    due = card.lines.get("Deadline") or card.lines.get("When", "")
    result = card.task.deliverable
    text = f"{due}. {result}" if result else f"{due}."
    url = reverse("cards:card", args=[card.task.pk])
    if card.is_late:
        return Item(
            title=card.task.name, url=url, text=text, badge="late", tone="not-kept"
        )
    if card.is_acknowledged:
        badge = card.task.standing.lower()
        return Item(
            title=card.task.name, url=url, text=text, badge=badge, tone=card.task.tone
        )
    badge = "changed" if card.known else "new"
    return Item(title=card.task.name, url=url, text=text, badge=badge, tone="accent")
