"""Start everything one machine needs: web server, worker and sweeper."""

import fcntl
import shutil
import socket
import sys
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from core.supervision import Program, Supervisor

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Command(BaseCommand):
    help = (
        "Run the web server, a worker and the sweeper until Ctrl-C. With KEPT_DEMO=1 "
        "first bring the tables up to date and fill an empty database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.VAR_DIR / "up.lock").open("a") as lock:
            _be_alone(lock)
            _refuse_taken(host, port)
            if settings.DEMO:
                self._prepare()
            call_command("collectstatic", interactive=False, verbosity=0)
            _clear_broker()
            shown = f"[{host}]" if ":" in host else host
            self.stdout.write(f"Kept: http://{shown}:{port}/  (Ctrl-C stops it)")
            self.stdout.flush()
            Supervisor(programs(host=host, port=port), say=self._say).run()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _prepare(self) -> None:
        self._say("Preparing the demo …")
        call_command("migrate", interactive=False, verbosity=0)
        if "seed_demo" in get_commands() and not User.objects.exists():
            call_command("seed_demo")


def programs(*, host: str, port: int) -> list[Program]:
    """Return what runs on one machine."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    commands = {
        "web server": f"-m gunicorn --config python:planner.web --bind {address}",
        "worker": (
            "-m celery --quiet --app planner worker --concurrency=1 "
            "--without-gossip --without-mingle --loglevel=WARNING"
        ),
        "sweeper": "manage.py sweep",
    }
    return [
        Program(
            name=name,
            command=[sys.executable, *words.split()],
            folder=settings.BASE_DIR,
            environment=ONE_THREAD,
        )
        for name, words in commands.items()
    ]


def _be_alone(lock: IO[str]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        msg = (
            f"Kept is running already on the data in {settings.VAR_DIR}. Stop it first."
        )
        raise CommandError(msg) from None


def _refuse_taken(host: str, port: int) -> None:
    """Say in one line that the port is taken, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            msg = (
                f"Cannot listen on {host}:{port} ({error}). "
                f"Choose another port: make demo PORT={min(port + 1, 65535)}"
            )
            raise CommandError(msg) from None


def _clear_broker() -> None:
    """Throw away old wake-ups: the sweeper sends new ones for what still waits."""
    if settings.REDIS_URL:
        return
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for name in ("data_folder_in", "control_folder"):
        folder = Path(str(options[name]))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        folder.chmod(0o700)
