"""Fill an empty installation with the demo company."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from planner.demo.company import build, is_there


class Command(BaseCommand):
    help = (
        "Fill an empty installation with Northlight Home, an invented furniture "
        "house: three years of promises kept and broken, and plans that wait. The "
        "seed is fixed; dates are counted from this week."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing, and say so, when there is something already",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_there():
            words = "There is a company here already: nothing was changed."
            if options["if_empty"]:
                self.stdout.write(words)
                return
            raise CommandError(words)
        if settings.CEO_NEEDS_SECOND_STEP:
            words = "The demo's CEO decides with a password alone: set KEPT_DEMO=1."
            raise CommandError(words)
        began = monotonic()
        build(now=timezone.now(), say=self._say)
        self.stdout.write(f"The demo company stands ({monotonic() - began:.0f} s).")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
