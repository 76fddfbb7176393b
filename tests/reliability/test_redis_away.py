"""Redis is away altogether: people sign in, systems ask, nobody waits."""

import socket
import time

import pytest
from django.test import Client
from django.urls import reverse

from core import cache
from tests.make import A_MOMENT, PASSWORD, make_key


@pytest.fixture(params=["refuses", "silent"])
def redis_away(request, settings, db, monkeypatch):
    """Put the cache where nobody answers, once the pages have been imported."""
    Client().get(reverse("account_login"))
    monkeypatch.setattr(cache.fuse, "_seconds", 600.0)
    cache.fuse.mend()
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        if request.param == "silent":
            held.listen(20)
        settings.CACHES = {
            "default": {
                **settings.CACHES["default"],
                "BACKEND": "core.cache.ShieldedRedisCache",
                "LOCATION": f"redis://127.0.0.1:{held.getsockname()[1]}/0",
                "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
            }
        }
        yield
    cache.fuse.mend()


def test_people_sign_in_while_redis_is_away(redis_away, marketing, caplog):
    started = time.monotonic()
    answer = Client().post(
        reverse("account_login"), {"login": marketing.email, "password": PASSWORD}
    )
    assert answer.status_code == 302, "signed in, and sent on"
    assert time.monotonic() - started < A_MOMENT
    assert caplog.text.count("the cache does not answer") == 1, "asked no second time"


def test_systems_are_answered_while_redis_is_away(redis_away, db, caplog):
    started = time.monotonic()
    answer = Client().get(
        "/api/v1/segments/", headers={"Authorization": f"Bearer {make_key()}"}
    )
    assert answer.status_code == 200, answer.content
    assert time.monotonic() - started < A_MOMENT
    assert caplog.text.count("the cache does not answer") == 1, "asked no second time"
