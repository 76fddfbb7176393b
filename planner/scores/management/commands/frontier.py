"""Say what could be promised, from a ledger file: one JSON document out, no database."""

import json
import sys
from argparse import ArgumentParser
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from django.core.management.base import BaseCommand

import engine
from engine import frontier
from engine.moments import NotAMoment, read_moments

REFUSED = 2
ONE_SECOND = np.timedelta64(1, "s")


class Unusable(ValueError):
    """An option that cannot be used: one line that says why."""


class Command(BaseCommand):
    """Print what could be promised, or one line that says what is wrong."""

    help = (
        "Read a ledger (CSV) and print, for each promise, the share kept at every "
        "standard and the standards that reach a target."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ledger", type=Path, help="the ledger, a CSV file")
        parser.add_argument(
            "--target", default="0.9", help="the share to be kept, such as 0.9"
        )
        parser.add_argument(
            "--confidence",
            default="0.9",
            help="how sure the cautious standard is to be, from 0.5 to below 1",
        )
        parser.add_argument(
            "--as-of",
            help="what was known at this moment; a date means its end "
            "(default: the last thing that the ledger tells)",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="also recommend at the beginning of every past month, and say "
            "how that was kept",
        )

    def handle(self, *args: object, ledger: Path, **options: Any) -> None:
        try:
            target = share("target", options["target"], least=0.0, most=1.0)
            confidence = share(
                "confidence", options["confidence"], least=0.5, most=0.9999
            )
            as_of = moment(options["as_of"])
            read = engine.load_ledger_file(ledger)
        except (Unusable, engine.InvalidLedger) as refusal:
            self.refuse(str(refusal))
        now = latest(read) if as_of is None else as_of
        document = {
            "format": "promise-frontier/1",
            "as_of": f"{now}Z",
            "target": target,
            "confidence": confidence,
            "promises": [
                described(
                    one,
                    now,
                    target=target,
                    confidence=confidence,
                    check=options["check"],
                )
                for one in read.promises
            ],
        }
        self.stdout.write(json.dumps(document, allow_nan=False))

    def refuse(self, line: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        self.stderr.write(line)
        sys.exit(REFUSED)


def share(name: str, text: str, *, least: float, most: float) -> float:
    """Read a share between bounds; ``least`` itself counts only for the confidence."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or not least <= value <= most or value == 0.0:
        bounds = f"a share above 0 and at most {most:g}"
        if least:
            bounds = f"a share from {least:g} to {most:g}"
        raise Unusable(f"--{name}: must be {bounds}, such as 0.9.")
    return value


def moment(text: str | None) -> np.datetime64 | None:
    """Read ``--as-of`` as the ledger's own dates are read."""
    if text is None:
        return None
    try:
        found: np.datetime64 = read_moments([text.strip()])[0]
    except NotAMoment as wrong:
        raise Unusable(f"--as-of: {wrong.problem}.") from None
    if np.isnat(found):
        raise Unusable("--as-of: give a date, such as 2026-01-31.")
    return found


def latest(ledger: "engine.Ledger") -> np.datetime64:
    """Return the last moment that the ledger tells of: a promise made, or one done."""
    told = [
        column[~np.isnat(column)].max()
        for one in ledger.promises
        for column in (one.promised, one.done)
        if not np.isnat(column).all()
    ]
    found: np.datetime64 = max(told)
    return found


def described(
    one: "engine.Occasions",
    now: np.datetime64,
    *,
    target: float,
    confidence: float,
    check: bool,
) -> dict[str, Any]:
    """Return the frontier of one promise, and its check where asked for."""
    spans = frontier.spans_of(one.promised, one.done, now)
    found = frontier.frontier_of(
        spans,
        target=target,
        confidence=confidence,
        segment=one.segment[one.promised <= now],
        segments=one.segments,
    )
    document = {
        "promise": one.promise,
        **frontier.frontier_document(found),
        "done_before_promised": frontier.done_too_early(one.promised, one.done, now),
    }
    if check:
        checked = frontier.check_frontier(spans, target=target, confidence=confidence)
        document["check"] = frontier.check_document(checked)
    return document
