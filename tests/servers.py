"""PostgreSQL and Redis for one test run: our own, private, gone afterwards."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from core.supervision import end_with_parent

PATIENCE_SECONDS = 180


class NoServers(Exception):
    """A server program is not installed, or does not start."""


@dataclass(frozen=True)
class Addresses:
    database: str
    redis: str


def find(name: str) -> Path:
    """Find a server program, the newest PostgreSQL first."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    for found in sorted(versions, key=lambda p: float(p.parts[4]), reverse=True):
        return found
    on_path = shutil.which(name)
    if on_path is None:
        msg = f"{name} is not installed"
        raise NoServers(msg)
    return Path(on_path)


def find_all() -> tuple[Path, Path, Path]:
    return find("initdb"), find("postgres"), find("redis-server")


@contextlib.contextmanager
def servers() -> Iterator[Addresses]:
    """Start both in a directory of their own; stop and remove them afterwards."""
    initdb, postgres, redis = find_all()
    account = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="kept-servers-"))
    os.chown(home, account.pw_uid, account.pw_gid)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        database = _postgres(stack, home, account, initdb=initdb, postgres=postgres)
        yield Addresses(
            database=database, redis=_redis(stack, home, account, program=redis)
        )


def _unprivileged() -> pwd.struct_passwd:
    """Return who the servers run as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    msg = "there is no account without rights to run the servers as"
    raise NoServers(msg)


def _as(account: pwd.struct_passwd) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _postgres(
    stack: contextlib.ExitStack,
    home: Path,
    account: pwd.struct_passwd,
    *,
    initdb: Path,
    postgres: Path,
) -> str:
    owner = pwd.getpwuid(os.geteuid()).pw_name
    data, log = home / "postgresql", home / "postgresql.log"
    words = f"-U {owner} -E UTF8 --locale=C.UTF-8 --auth-local=trust --no-sync"
    subprocess.run(
        [initdb, "-D", data, *words.split(), "--auth-host=reject"],
        check=True,
        cwd=home,
        stdout=subprocess.DEVNULL,
        **_as(account),
    )
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home),
        "unix_socket_permissions": "0700",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": "200",
        "shared_buffers": "128MB",
    }
    options = [word for k, v in settings.items() for word in ("-c", f"{k}={v}")]
    _start(stack, [postgres, "-D", data, *options], home, account, log)
    _await(home / ".s.PGSQL.5432", log)
    # libpq takes a directory for a host, and the user from the environment.
    return f"postgres:///{home}/postgres"


def _redis(
    stack: contextlib.ExitStack,
    home: Path,
    account: pwd.struct_passwd,
    *,
    program: Path,
) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home / "redis.log"
    ready = home / "redis.socket"
    words = f"--bind 127.0.0.1 --port {port} --maxmemory-policy noeviction --dir {home}"
    never = ["--unixsocket", str(ready), "--save", ""]
    _start(stack, [program, *words.split(), *never], home, account, log)
    _await(ready, log)
    return f"redis://127.0.0.1:{port}/0"


def _start(
    stack: contextlib.ExitStack,
    command: list[str | Path],
    home: Path,
    account: pwd.struct_passwd,
    log: Path,
) -> None:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=home,
            stdout=output,
            stderr=output,
            process_group=0,
            preexec_fn=partial(end_with_parent, os.getpid()),
            **_as(account),
        )
    stack.callback(_stop, process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _await(ready: Path, log: Path) -> None:
    """Wait until a server has opened its socket and listens there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.connect(str(ready))
            return
        time.sleep(0.05)
    msg = f"a server did not start:\n{log.read_text()[-2000:]}"
    raise NoServers(msg)
