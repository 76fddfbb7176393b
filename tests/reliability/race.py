"""Several people act at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

PATIENCE_SECONDS = 120


def race(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all at once, each in a thread of its own; return results or exceptions."""
    together = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            together.wait(PATIENCE_SECONDS)
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is an outcome
            outcomes[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, act))
        for place, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return outcomes
