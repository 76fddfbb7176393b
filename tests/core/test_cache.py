"""Redis may be away: counts go on in each process, and nobody waits."""

import socket

import pytest

from core import cache as module
from core.cache import ShieldedRedisCache


@pytest.fixture(autouse=True)
def mended(monkeypatch):
    monkeypatch.setattr(module.fuse, "_seconds", 600.0)  # a busy machine is slow
    module.fuse.mend()
    yield
    module.fuse.mend()


def cache_at(url: str) -> ShieldedRedisCache:
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    cache = ShieldedRedisCache(url, {"OPTIONS": options})
    cache._own.clear()
    return cache


@pytest.fixture
def away():
    """Give a cache whose Redis refuses connections."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield cache_at(f"redis://127.0.0.1:{held.getsockname()[1]}/0")


@pytest.fixture
def silent():
    """Give a cache whose Redis takes connections and never answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(20)
        yield cache_at(f"redis://127.0.0.1:{held.getsockname()[1]}/0")


@pytest.fixture
def there(redis):
    """Give a cache in the Redis of this test run, or one that stands in for it."""
    if redis:
        cache = cache_at(redis)
    else:
        cache = cache_at("redis://127.0.0.1:1/0")
        cache._redis = type(cache._own)("stand-in", {})  # type: ignore[assignment]
    cache.clear()
    yield cache
    cache.clear()


def exercise(cache: ShieldedRedisCache) -> None:
    cache.set("tries", 1)
    assert cache.get("tries") == 1
    assert cache.incr("tries") == 2
    assert not cache.add("tries", 5)
    assert cache.touch("tries", 60)
    assert cache.get_or_set("other", 7) == 7
    assert cache.get_many(["tries", "other", "none"]) == {"tries": 2, "other": 7}
    assert cache.delete("tries")
    assert cache.get("tries", "gone") == "gone"
    cache.clear()
    assert "other" not in cache


def test_with_redis_it_is_a_cache_in_redis(there):
    exercise(there)
    assert not module.fuse.is_blown


def test_without_redis_it_is_a_cache_of_this_process(away, caplog):
    exercise(away)
    assert caplog.text.count("does not answer") == 1


def test_a_silent_redis_is_waited_for_once(silent, caplog):
    exercise(silent)
    assert caplog.text.count("does not answer") == 1


def test_when_redis_is_back_it_is_asked_again(there):
    module.fuse.blow()
    there.set("tries", 1)
    module.fuse.mend()
    assert there.get("tries") is None
