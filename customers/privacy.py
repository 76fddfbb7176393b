"""What other apps hold about a customer, who must be able to have it all, or be gone.

An app above that stores something under a customer's code hands in a ``Holding`` when
it is ready; this app may not know who stands on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Holding:
    """How to give out what is held under a customer's code, and how to let it go.

    ``forget`` takes the code and the one that says nothing about anybody, and leaves
    the rows there under the latter.
    """

    name: str
    give: Callable[[str], list[dict[str, Any]]]
    forget: Callable[[str, str], None]


_held: dict[str, Holding] = {}


def hold(holding: Holding) -> None:
    """Declare what an app holds; the same name again takes its place."""
    _held[holding.name] = holding


def holdings() -> tuple[Holding, ...]:
    """Return what all apps hold."""
    return tuple(_held.values())
