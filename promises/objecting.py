"""Who must hear at once that a promise is objected to: told by the apps above.

A score stands on what those who keep a promise say; this app may not know scores.
"""

from collections.abc import Callable
from datetime import datetime

from promises.models import Promise

Hear = Callable[[Promise, datetime], None]

_hearing: list[Hear] = []


def hear(change: Hear) -> None:
    """Call this, inside the transaction, whenever what stands open has changed."""
    if change not in _hearing:
        _hearing.append(change)


def changed(promise: Promise, now: datetime) -> None:
    """Tell everybody who asked that other objections stand open."""
    for tell in _hearing:
        tell(promise, now)
