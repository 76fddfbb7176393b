"""What of the suite runs on which database, so that nothing is proved twice for nothing.

A plain ``pytest`` runs whatever it is given. ``tests/run.py`` asks for two parts:

    sqlite   everything but what needs a browser; its lines are counted
    servers  whatever asks for a database, Redis or a browser, on PostgreSQL and Redis

``@pytest.mark.once("sqlite")``, or "servers", leaves a test out of the other part.
"""

from enum import StrEnum

import pytest

BUILT_ONCE = ("tests/demo/", "tests/journeys/demo/")
# Fixtures which a test asks for, itself or through others.
DATABASE = {"db", "transactional_db", "live_server"}
REDIS = {"redis", "broker"}
BROWSER = {"chromium"}


class Part(StrEnum):
    SQLITE = "sqlite"
    SERVERS = "servers"


def belongs(item: pytest.Item, part: Part) -> bool:
    """Tell whether a test runs in this part of the suite."""
    mark = item.get_closest_marker("once")
    if mark is not None:
        return Part(mark.args[0]) == part
    asked = set(getattr(item, "fixturenames", ()))
    if asked & BROWSER:
        return part == Part.SERVERS
    return part == Part.SQLITE or needs_server(item, asked)


def needs_server(item: pytest.Item, asked: set[str]) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    return marked or bool(asked & (DATABASE | REDIS))


def home_of(nodeid: str) -> str:
    """Return the folder of what is built once for all its tests, or else the module."""
    for folder in BUILT_ONCE:
        if nodeid.startswith(folder):
            return folder
    return nodeid.partition("::")[0]


def take(items: list[pytest.Item], part: Part) -> list[pytest.Item]:
    """Keep the items of a part, and return the others.

    What one process must do alone comes first, lest the others wait for it at the end.
    """
    ours = [item for item in items if belongs(item, part)]
    others = [item for item in items if not belongs(item, part)]
    ours.sort(key=lambda item: not home_of(item.nodeid).endswith("/"))
    items[:] = ours
    return others
