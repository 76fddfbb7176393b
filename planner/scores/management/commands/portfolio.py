"""Choose the best set of plans from a case file: one JSON document out, no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

import engine
from engine import portfolio
from engine.portfolio.quiet import quiet_solver

REFUSED = 2


class Command(BaseCommand):
    """Print the best set of a portfolio case, or one line that says what is wrong."""

    help = "Solve a case file (portfolio-case/1) and print the set (portfolio/1)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case", type=Path, help="the case, a JSON file")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--seconds", type=float, default=10.0, help="about as long as it may take"
        )

    def handle(
        self,
        *args: object,
        case: Path,
        seed: int,
        seconds: float,
        **options: object,
    ) -> None:
        try:
            asked = portfolio.load_portfolio_file(case)
            with quiet_solver():
                solution = portfolio.solve(asked, seconds=seconds, seed=seed)
        except engine.InvalidCase as refusal:
            self.stderr.write(str(refusal))
            sys.exit(REFUSED)
        self.stdout.write(json.dumps(solution.document(), allow_nan=False))
