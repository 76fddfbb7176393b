"""What apps above have to say of what is up for decision, kept with the decision.

An app above hands in a ``Bearing`` when it is ready; this app may not know who stands
on it. What it says is drawn on the page of the decision and kept in its evidence as
one document, so that a replay shows what was seen and asks nobody again.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from accounts.models import User
from core.pages import Tone
from planner.plans.models import PlanVersion
from promises.models import Promise

Document = dict[str, Any]
Subject = PlanVersion | Promise


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a sentence; with an address it is the name of something."""

    text: str
    url: str = ""


Sentence = tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one app says of a subject: sentences for readers, facts for machines."""

    title: str
    tone: Tone
    sentences: tuple[Sentence, ...]
    facts: Document
    more: Part | None = None

    def as_document(self) -> Document:
        kept = asdict(self)
        return kept | {
            "sentences": [[asdict(part) for part in line] for line in self.sentences]
        }


@dataclass(frozen=True, kw_only=True)
class Bearing:
    """How to ask an app what it knows of a subject, as far as a person may see it."""

    name: str
    tell: Callable[[Subject, User], Said | None] = field(repr=False)


_borne: dict[str, Bearing] = {}


def bear(bearing: Bearing) -> None:
    """Declare what an app has to say; the same name again takes its place."""
    _borne[bearing.name] = bearing


def told(subject: Subject, user: User) -> dict[str, Document]:
    """Return what all apps have to say of a subject, by name; silence is left out."""
    said = {name: one.tell(subject, user) for name, one in _borne.items()}
    return {name: one.as_document() for name, one in said.items() if one is not None}
