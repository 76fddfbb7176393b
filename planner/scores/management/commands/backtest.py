"""Backtest a ledger file: one JSON document out, no database."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

import engine

REFUSED = 2


class Command(BaseCommand):
    """Print how good forecasts of a ledger's keep rates would have been."""

    help = (
        "Forecast, at every Monday and from what was known then, the keep rate of the "
        "occasions due in the next weeks, and print how good the forecasts were."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ledger", type=Path, help="the ledger, a CSV file")
        parser.add_argument("--weeks-ahead", default="4", help="from 1 to 52")
        parser.add_argument("--from", dest="first", help="forecast from this day on")
        parser.add_argument("--to", dest="last", help="the last day to forecast from")

    def handle(
        self,
        *args: object,
        ledger: Path,
        weeks_ahead: str,
        first: str | None,
        last: str | None,
        **options: object,
    ) -> None:
        try:
            tested = engine.backtest(
                engine.load_ledger_file(ledger),
                weeks_ahead=whole(weeks_ahead),
                first=day("--from", first),
                last=day("--to", last),
            )
        except engine.InvalidLedger as refusal:
            self.refuse(str(refusal))
        self.stdout.write(json.dumps(document(tested), allow_nan=False))

    def refuse(self, line: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        self.stderr.write(line)
        sys.exit(REFUSED)


def day(option: str, text: str | None) -> date | None:
    """Read a day as the command line gives it."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        problem = f"{option}: must be a date like 2026-01-31."
        raise engine.InvalidLedger(problem) from None


def whole(text: str) -> int:
    """Read a whole number as the command line gives it."""
    if text.isdecimal() and len(text) < 5:
        return int(text)
    raise engine.InvalidLedger("--weeks-ahead: must be a whole number from 1 to 52.")


def document(tested: engine.Backtest) -> dict[str, Any]:
    """Write a backtest as JSON has it."""
    return {
        "weeks_ahead": tested.weeks_ahead,
        **figures(tested.figures),
        "promises": [
            {
                "promise": promise.promise,
                **figures(promise.figures),
                "weeks": [week(entry) for entry in promise.weeks],
            }
            for promise in tested.promises
        ],
    }


def figures(found: engine.Figures | None) -> dict[str, Any]:
    """Write figures; null where no forecast was made."""
    if found is None:
        names = [entry.name for entry in fields(engine.Figures)]
        return dict.fromkeys(names) | {"forecasts": 0}
    return rounded(asdict(found))


def week(entry: engine.Forecast) -> dict[str, Any]:
    """Write one forecast."""
    return {"monday": entry.monday.isoformat()} | rounded(
        {
            "due": entry.due,
            "kept": entry.kept,
            "rate": entry.rate,
            "mean": entry.mean,
            "low": entry.low,
            "high": entry.high,
        }
    )


def rounded(content: dict[str, Any]) -> dict[str, Any]:
    """Round numbers to what they can bear."""
    return {
        key: round(value, 6) if isinstance(value, float) else value
        for key, value in content.items()
    }
