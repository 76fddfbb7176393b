"""Score a case file: one JSON document out, no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand

import engine

REFUSED = 2


class Command(BaseCommand):
    """Print the score of a case file, or one line that says what is wrong with it."""

    help = "Score a case file (promise-case/1) and print the result (promise-score/1)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case", type=Path, help="the case, a JSON file")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--draws",
            type=int,
            help="a power of two from 64 to 65,536; 4,096 or what it takes, unless given",
        )
        parser.add_argument(
            "--take",
            type=int,
            metavar="N",
            help="print the case as counter-offer N (from 1) would change it",
        )

    def handle(
        self,
        *args: object,
        case: Path,
        seed: int,
        draws: int | None,
        take: int | None,
        **options: object,
    ) -> None:
        try:
            asked = engine.load_case_file(case)
            score = engine.score(asked, seed=seed, draws=draws)
        except engine.InvalidCase as refusal:
            self.refuse(str(refusal))
        document = score.document()
        if take is not None:
            document = engine.case_document(self.taken(asked, score, take))
        self.stdout.write(json.dumps(document, allow_nan=False))

    def taken(self, case: engine.Case, score: engine.Score, take: int) -> engine.Case:
        """Return the case as a counter-offer changes it."""
        offers = score.counter_offers
        if not 1 <= take <= len(offers):
            self.refuse(f"--take: there are {len(offers)} counter-offers, from 1")
        return engine.apply_changes(case, offers[take - 1].changes)

    def refuse(self, line: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        self.stderr.write(line)
        sys.exit(REFUSED)
