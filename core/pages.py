"""What pages are built from, for the components in templates/components/."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "kept", "at-risk", "not-kept", "accent", "neutral"]


@dataclass(frozen=True, kw_only=True)
class Link:
    """A breadcrumb, a tab, or a place in the navigation."""

    title: str
    url: str
    current: bool = False
    count: int = 0
    key: str = ""  # the letter after "g" that goes there


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A key figure with its meaning under it, or a fact in a list."""

    label: str
    value: str
    meaning: str = ""
    url: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class Phrase:
    """A piece of a verdict; a number links to what it came from."""

    text: str
    url: str = ""
    tone: Tone = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a longer way, such as an import."""

    title: str
    done: bool = False
    current: bool = False


def steps(titles: Sequence[str], *, current: int) -> tuple[Step, ...]:
    """Mark the steps before the current one as done."""
    return tuple(
        Step(title=title, done=index < current, current=index == current)
        for index, title in enumerate(titles)
    )
