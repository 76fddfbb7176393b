"""Fill an empty installation with the demo company."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from customers.models import Customer
from planner.demo import scale
from planner.demo.company import build, is_there

MOST = 100_000_000


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
        parser.add_argument(
            "--scale",
            action="store_true",
            help="no story, but very many customers and purchases, for measuring "
            "(PostgreSQL only)",
        )
        parser.add_argument(
            "--customers", type=int, default=1_000_000, help="with --scale"
        )
        parser.add_argument(
            "--purchases", type=int, default=10_000_000, help="with --scale"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_there():
            words = "There is a company here already: nothing was changed."
            if options["if_empty"]:
                self.stdout.write(words)
                return
            raise CommandError(words)
        if options["scale"]:
            self._scale(options["customers"], options["purchases"])
            return
        if settings.CEO_NEEDS_SECOND_STEP:
            words = "The demo's CEO decides with a password alone: set KEPT_DEMO=1."
            raise CommandError(words)
        began = monotonic()
        build(now=timezone.now(), say=self._say)
        self.stdout.write(f"The demo company stands ({monotonic() - began:.0f} s).")

    def _scale(self, customers: int, purchases: int) -> None:
        if connection.vendor != "postgresql":
            words = "Such sizes are for PostgreSQL: set DATABASE_URL."
            raise CommandError(words)
        if not 1 <= customers <= purchases <= MOST:
            words = f"Ask for 1 to {MOST:,} purchases, and no more customers than that."
            raise CommandError(words)
        if Customer.objects.exists():
            words = "There are customers here already: nothing was changed."
            raise CommandError(words)
        began = monotonic()
        today = timezone.now().date()
        scale.fill(customers=customers, purchases=purchases, today=today, say=self._say)
        self.stdout.write(f"All are there ({monotonic() - began:.0f} s).")

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words}")
