"""Every address of the product lets in exactly those whom the table names."""

import copy
from collections.abc import Iterator
from itertools import groupby

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.access import ADDRESSES, Address
from tests.architecture.world import LETTERS, World, is_let_in, make_world

READING = ("get",)
# Thousands of requests; who is let in is not decided in the database.
IN_BULK = pytest.mark.once("servers")


def writing(path: str) -> tuple[str, ...]:
    """Return the methods that change something: a page only takes POST."""
    return ("post", "put", "patch", "delete") if path.startswith("/api/") else ("post",)


def walk(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[str]:
    """Go through all addresses: their names, or their routes where they have none."""
    for found in resolver.url_patterns:
        here = route + str(found.pattern)
        if isinstance(found, URLResolver):
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from walk(found, here, inner)
        elif isinstance(found, URLPattern):
            yield f"{space}{found.name}" if found.name else here


def path_of(address: Address, world: World) -> str:
    if address.path:
        return address.path
    arguments = {
        name: row[1:] if row.startswith("=") else world.rows[row]
        for name, row in address.rows
    }
    return reverse(address.name, kwargs=arguments)


def ask(caller: Client, method: str, path: str) -> HttpResponse:
    """Ask, and leave caller and rows as they were."""
    jar = copy.deepcopy(caller.cookies)
    with transaction.atomic():
        answer: HttpResponse = getattr(caller, method)(path)
        if answer.streaming:
            list(answer)  # so that its file is closed
        transaction.set_rollback(True)
    caller.cookies = jar
    return answer


def let_in(world: World, path: str, methods: tuple[str, ...]) -> str:
    """Return the letters of those whom one of the methods lets in."""
    return "".join(
        letter
        for letter, caller in world.callers.items()
        if any(is_let_in(ask(caller, method, path)) for method in methods)
    )


def app_of(address: Address) -> str:
    """Name the part of the product, so that one world serves all its addresses."""
    space, mark, _ = address.name.partition(":")
    if "/" in address.name:
        return "admin"
    return space if mark else "api and doors"


@pytest.fixture(autouse=True)
def _no_limit_is_used_up():
    cache.clear()


def test_every_address_is_in_the_table():
    listed = {address.name for address in ADDRESSES}
    found = set(walk(get_resolver()))
    missing = [f'at("{name}", reads="", writes=""),' for name in sorted(found - listed)]
    assert not missing, (
        "Say in tests/architecture/access.py who gets in (letters: "
        f"{LETTERS}); rows that the address names go behind, as pk='promise':\n    "
        + "\n    ".join(missing)
    )
    assert not listed - found, "these addresses are no more: take their lines out"


GROUPS = {
    app: tuple(group)
    for app, group in groupby(sorted(ADDRESSES, key=app_of), key=app_of)
}


@IN_BULK
@pytest.mark.django_db
@pytest.mark.parametrize("app", GROUPS)
def test_an_address_lets_in_whom_the_table_names(app):
    world = make_world()
    wrong = []
    for address in GROUPS[app]:
        path = path_of(address, world)
        seen = let_in(world, path, READING), let_in(world, path, writing(path))
        if seen != (address.reads, address.writes):
            wrong.append(
                f"{address.name} ({path}) reads={seen[0]!r} writes={seen[1]!r}, "
                f"not {address.reads!r} and {address.writes!r}"
            )
    assert not wrong, "\n".join(wrong)


@IN_BULK
@pytest.mark.django_db
@pytest.mark.parametrize("app", GROUPS)
def test_no_browser_writes_without_the_token(app):
    world = make_world(checks_tokens=True)
    open_doors = [
        f"{method} {path} as {letter}: {answer.status_code}"
        for address in GROUPS[app]
        for path in [path_of(address, world)]
        for letter in address.writes
        if letter in "CMOFA"
        for method in writing(path)
        for answer in [ask(world.callers[letter], method, path)]
        if answer.status_code not in {403, 405}
    ]
    assert not open_doors, "\n".join(open_doors)
