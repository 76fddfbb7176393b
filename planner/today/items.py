"""What the first page is made of."""

from dataclasses import dataclass, field

from core.pages import Tone


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to do: a link, why it stands here, and its state in a word."""

    title: str
    url: str
    text: str
    badge: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, kw_only=True)
class Section:
    """Things of one kind; when there are none, what that means and what to do."""

    title: str
    empty: str
    url: str = ""
    action: str = ""
    items: list[Item] = field(default_factory=list)
