"""Send waiting jobs to the workers again and again, until told to stop."""

import random
import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from core import wake
from core.sweeping import Sweeper
from planner.chores import CHORES, KINDS


class Command(BaseCommand):
    help = (
        "Look after waiting jobs: wake workers, give up what failed too often, "
        "release what has expired. Runs until stopped; several may run at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Sweep once and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        sweeper = Sweeper(
            kinds=KINDS,
            chores=CHORES,
            send=wake.send,
            attempts=settings.JOB_ATTEMPTS,
        )
        if options["once"]:
            sent = sweeper.sweep(now=timezone.now())
            self.stdout.write(f"Sent {sent} wake-ups.")
            return
        stop = _until_told()
        while not stop.is_set():
            close_old_connections()
            sweeper.sweep(now=timezone.now())
            # Sweepers on several machines shall not march in step.
            stop.wait(settings.SWEEP_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311


def _until_told() -> threading.Event:
    told = threading.Event()

    def hear(kind: int, frame: FrameType | None) -> None:
        threading.Thread(target=told.set).start()  # the main thread may hold its lock

    signal.signal(signal.SIGTERM, hear)
    signal.signal(signal.SIGINT, hear)
    return told
