"""A cache in Redis that people do not miss when Redis is away.

What stands in it are counts against guessing and flooding. While Redis does not
answer, each process counts for itself: weaker than counting together, stronger
than not counting, and nobody is kept out.
"""

import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from core.fuse import Fuse

log = logging.getLogger(__name__)
fuse = Fuse(seconds=5.0)


class ShieldedRedisCache(BaseCache):
    """Ask Redis; while it does not answer, this process's own memory."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = RedisCache(server, params)
        self._own = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})

    def _ask(self, method: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401
        if not fuse.is_blown:
            try:
                return getattr(self._redis, method)(*args, **more)
            except (RedisError, OSError) as error:
                fuse.blow()
                log.warning("the cache does not answer: %s", error)
        return getattr(self._own, method)(*args, **more)

    def add(
        self,
        key: Any,  # noqa: ANN401
        value: Any,  # noqa: ANN401
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401
        return self._ask("get", key, default, version)

    def set(
        self,
        key: Any,  # noqa: ANN401
        value: Any,  # noqa: ANN401
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._ask("set", key, value, timeout, version)

    def touch(
        self,
        key: Any,  # noqa: ANN401
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return bool(self._ask("touch", key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:  # noqa: ANN401
        return bool(self._ask("delete", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:  # noqa: ANN401
        return int(self._ask("incr", key, delta, version))

    def clear(self) -> None:
        self._ask("clear")
