"""Run the whole suite: a part on SQLite, then a part on PostgreSQL and Redis.

    python -m tests.run [arguments for pytest]

Which tests make up a part says tests/parts.py. With arguments, and where there are no
servers, each database gets all that pytest is told to run. With CI=true a missing
server is a failure, said at once.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from types import FrameType

from tests.parts import Part
from tests.servers import NoServers, find_all, servers

# Nothing in these asks for a database: do not even look into them again.
PURE = ("--ignore=tests/engine", "tests")
# What runs for ten minutes shows where it is.
HANGING = ("-o", "faulthandler_timeout=600")
# What takes long is said at the end, to be made shorter.
SLOWEST = ("--durations=40", "--durations-min=3")
BRANCHES_ENGINE = 100
BRANCHES_ALL = 90
STARTED = time.monotonic()


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _end)
    lacking = _lacking()
    if lacking and os.environ.get("CI") == "true":
        _say(f"PostgreSQL and Redis are needed here: {lacking}")
        return 1
    status = _on_sqlite(arguments, everything=bool(lacking))
    if status:
        return status
    reached = 0 if arguments else _measure()
    if lacking:
        _say(f"not tested on PostgreSQL and Redis: {lacking}")
        return reached
    return _on_servers(arguments) or reached


def _lacking() -> str:
    """Say which program is missing, before the first test has run."""
    try:
        find_all()
    except NoServers as missing:
        return str(missing)
    return ""


def _end(kind: int, frame: FrameType | None) -> None:
    sys.exit(128 + kind)


def _say(line: str) -> None:
    """Say it with the time since the beginning, for who reads it later."""
    minutes, seconds = divmod(int(time.monotonic() - STARTED), 60)
    sys.stdout.write(f"\n[{minutes}:{seconds:02}] {line}\n")
    sys.stdout.flush()


def _on_sqlite(arguments: list[str], *, everything: bool) -> int:
    _say("on SQLite")
    part = [] if arguments or everything else [f"--part={Part.SQLITE}"]
    count = [] if arguments else ["--cov", "--cov-report=", "--cov-fail-under=0"]
    return _pytest([*part, *count, *arguments], {})


def _measure() -> int:
    """Say what the tests on SQLite reach; refuse too little."""
    return _branches("engine/*", BRANCHES_ENGINE) or _branches("*", BRANCHES_ALL)


def _on_servers(arguments: list[str]) -> int:
    with servers() as addresses:
        _say("on PostgreSQL and Redis")
        environment = {
            "DATABASE_URL": addresses.database,
            "REDIS_URL": addresses.redis,
            "SECRET_KEY": "for tests only",
        }
        return _pytest(arguments or [f"--part={Part.SERVERS}", *PURE], environment)


def _pytest(arguments: list[str], environment: Mapping[str, str]) -> int:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        *_processes(),
        *HANGING,
        *SLOWEST,
        *arguments,
    ]
    with subprocess.Popen(command, env={**_ours(), **environment}) as process:
        try:
            status = process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
    _say("passed" if status == 0 else f"NOT passed: pytest ended with {status}")
    return status


def _ours() -> dict[str, str]:
    """Return the environment without whatever servers it may name."""
    foreign = {"DATABASE_URL", "REDIS_URL", "KEPT_DEMO", "DEBUG"}
    # A process for each core: threads of the matrix products would fight over them.
    ours = {"OPENBLAS_NUM_THREADS": "1"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return kept | ours


def _processes() -> list[str]:
    # tests/conftest.py deals the tests out; --no-loadscope-reorder keeps their order.
    return ["-n", str(min(4, os.cpu_count() or 1)), "--no-loadscope-reorder"]


def _branches(pattern: str, least: int) -> int:
    _say(f"Lines and branches reached in {pattern}, at least {least} %:")
    command = [sys.executable, "-m", "coverage", "report", f"--include={pattern}"]
    return subprocess.call([*command, f"--fail-under={least}"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
