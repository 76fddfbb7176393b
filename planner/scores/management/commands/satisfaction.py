"""Say how many of those who left had said they were satisfied: JSON, no database."""

import json
import sys
from argparse import ArgumentParser
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from customers.cautions import sentence
from engine import InvalidLedger, satisfaction

REFUSED = 2
USUAL_THRESHOLD = 4.0
USUAL_HIGHEST = 5.0


class Unusable(ValueError):
    """An option that cannot be used: one line that says why."""


class Command(BaseCommand):
    """Print the satisfied-defector share with its interval, or one line of refusal."""

    help = (
        "Read survey answers (CSV: customer,score,left; a date of the answer may be "
        "there) and print which share of those who left had said they were satisfied."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("answers", type=Path, help="the answers, a CSV file")
        parser.add_argument(
            "--satisfied-from",
            help="the score from which a customer counts as satisfied (default 4)",
        )
        parser.add_argument(
            "--confidence", default="0.95", help="of the intervals (default 0.95)"
        )

    def handle(self, *args: object, answers: Path, **options: Any) -> None:
        try:
            wanted = options["satisfied_from"]
            largest = satisfaction.LARGEST_SCORE
            threshold = (
                USUAL_THRESHOLD
                if wanted is None
                else number("satisfied-from", wanted, -largest, largest)
            )
            confidence = number("confidence", options["confidence"], 0.5, 0.9999)
            found = satisfaction.load_answers_file(answers)
            document = answer(found, threshold, confidence, given=wanted is not None)
        except (Unusable, InvalidLedger) as refusal:
            self.refuse(str(refusal))
        self.stdout.write(json.dumps(document, allow_nan=False))

    def refuse(self, line: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        self.stderr.write(line)
        sys.exit(REFUSED)


def number(name: str, text: str, least: float, most: float) -> float:
    """Read a number between bounds."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or not least <= value <= most:
        raise Unusable(f"--{name}: must be a number from {least:g} to {most:g}.")
    return value


def answer(
    answers: satisfaction.Answers, threshold: float, confidence: float, *, given: bool
) -> dict[str, Any]:
    """Return the whole document."""
    found = satisfaction.judge(
        answers.score, answers.left, threshold, confidence=confidence
    )
    cautions = [*found.cautions, *cautions_of(answers, threshold, given=given)]
    return {
        "format": "satisfaction/1",
        **satisfaction.judged_document(found),
        "read": {
            "rows": answers.rows,
            "customers": answers.customers,
            "answered": len(answers.score),
            "left": answers.left_in_all,
            "left_without_answer": answers.left_in_all - found.share.of,
            "rows_without_score": answers.without_score,
            "answers_after_leaving": answers.after_leaving,
            "earlier_answers": answers.earlier,
            "leaving_unsaid": answers.unsaid,
            "order": "date" if answers.dated else "rows",
        },
        "warnings": [
            {
                "code": caution.code,
                "text": sentence(caution.code, caution.numbers),
                **caution.numbers,
            }
            for caution in cautions
        ],
    }


def cautions_of(
    answers: satisfaction.Answers, threshold: float, *, given: bool
) -> list[satisfaction.Caution]:
    """Return what the file itself gives cause to mind."""
    found = []
    answered = int(answers.left.sum())
    if 2 * answered < answers.left_in_all:
        numbers = {"answered": answered, "defectors": answers.left_in_all}
        found.append(satisfaction.Caution("few-answered", numbers))
    if answers.after_leaving:
        numbers = {"answers": answers.after_leaving}
        found.append(satisfaction.Caution("answers-after-leaving", numbers))
    if answers.unsaid:
        numbers = {"rows": answers.unsaid}
        found.append(satisfaction.Caution("leaving-unsaid", numbers))
    highest = float(answers.score.max(initial=threshold))
    if not given and highest > USUAL_HIGHEST:
        scale = {"highest": highest, "satisfied_from": threshold}
        found.append(satisfaction.Caution("threshold-assumed", scale))
    return found
