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
            default=engine.DEFAULT_DRAWS,
            help="a power of two from 64 to 65,536",
        )

    def handle(
        self, *args: object, case: Path, seed: int, draws: int, **options: object
    ) -> None:
        try:
            score = engine.score(engine.load_case_file(case), seed=seed, draws=draws)
        except engine.InvalidCase as refusal:
            self.refuse(str(refusal))
        self.stdout.write(json.dumps(score.document(), allow_nan=False))

    def refuse(self, line: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        self.stderr.write(line)
        sys.exit(REFUSED)
