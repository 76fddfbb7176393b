"""Run the whole suite: on SQLite, then on PostgreSQL and Redis where they are.

    python -m tests.run [arguments for pytest]

With CI=true a missing server is a failure.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from types import FrameType

from tests.servers import NoServers, servers

# The engine knows no database: once is enough.
PURE = ("--ignore=tests/engine", "--ignore=engine")
BRANCHES_ENGINE = 100
BRANCHES_ALL = 90


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _end)
    status = _on_sqlite(arguments)
    if status:
        return status
    reached = 0 if arguments else _measure()
    try:
        return _on_servers(arguments) or reached
    except NoServers as missing:
        _say(f"not tested on PostgreSQL and Redis: {missing}")
        return 1 if os.environ.get("CI") == "true" else reached


def _end(kind: int, frame: FrameType | None) -> None:
    sys.exit(128 + kind)


def _say(line: str) -> None:
    sys.stdout.write(f"\n{line}\n")
    sys.stdout.flush()


def _on_sqlite(arguments: list[str]) -> int:
    _say("SQLite")
    count = [] if arguments else ["--cov", "--cov-report=", "--cov-fail-under=0"]
    return _pytest([*count, *arguments], {})


def _measure() -> int:
    """Say what the tests on SQLite reach; refuse too little."""
    return _branches("engine/*", BRANCHES_ENGINE) or _branches("*", BRANCHES_ALL)


def _on_servers(arguments: list[str]) -> int:
    started = time.monotonic()
    with servers() as addresses:
        _say(f"PostgreSQL and Redis (up in {time.monotonic() - started:.1f} s)")
        environment = {
            "DATABASE_URL": addresses.database,
            "REDIS_URL": addresses.redis,
            "SECRET_KEY": "for tests only",
        }
        return _pytest(arguments or list(PURE), environment)


def _pytest(arguments: list[str], environment: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *_processes(), *arguments]
    with subprocess.Popen(command, env={**_ours(), **environment}) as process:
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()


def _ours() -> dict[str, str]:
    """Return the environment without whatever servers it may name."""
    foreign = {"DATABASE_URL", "REDIS_URL", "KEPT_DEMO", "DEBUG"}
    return {name: value for name, value in os.environ.items() if name not in foreign}


def _processes() -> list[str]:
    # tests/conftest.py deals the tests out; --no-loadscope-reorder keeps their order.
    return ["-n", str(min(4, os.cpu_count() or 1)), "--no-loadscope-reorder"]


def _branches(pattern: str, least: int) -> int:
    _say(f"Lines and branches reached in {pattern}, at least {least} %:")
    command = [sys.executable, "-m", "coverage", "report", f"--include={pattern}"]
    return subprocess.call([*command, f"--fail-under={least}"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
