"""Say how loyal customers are, from what they bought: JSON out, no database."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from django.core.management.base import BaseCommand

from engine import InvalidLedger, loyalty
from engine.moments import NotAMoment, read_moments

REFUSED = 2
DAYS_A_WEEK = 7


class Unusable(ValueError):
    """An option that cannot be used: one line that says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; days count from 1970-01-01, None: told by the file."""

    weeks_ahead: float
    value_weeks: float
    discount: float
    confidence: float
    customers: int
    silent_after: int | None
    calibration_end: int | None
    as_of: int | None


class Command(BaseCommand):
    """Print repeat rate, retention, forecast and value, or one line of refusal."""

    help = (
        "Read purchases (CSV: customer,date,amount) and print repeat rate, retention, "
        "who is still a customer, and what customers will buy."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("transactions", type=Path, help="the purchases, a CSV file")
        parser.add_argument(
            "--weeks-ahead", default="39", help="weeks to forecast (default 39)"
        )
        parser.add_argument(
            "--calibration-end",
            help="fit to purchases until this day, and compare with what came after it",
        )
        parser.add_argument(
            "--as-of",
            help="what was known at the end of this day (default: the last purchase's)",
        )
        parser.add_argument(
            "--silent-after",
            help="days without a purchase that count as silence (default: those within "
            "which 95 %% of all who came back had come back)",
        )
        parser.add_argument(
            "--value-weeks", default="52", help="weeks of a customer's value"
        )
        parser.add_argument(
            "--discount", default="0.1", help="yearly discount of future revenue"
        )
        parser.add_argument(
            "--confidence", default="0.9", help="of the bands of rates and retention"
        )
        parser.add_argument(
            "--customers",
            default="0",
            help="list so many customers, those worth most first (default 0)",
        )

    def handle(self, *args: object, transactions: Path, **options: Any) -> None:
        try:
            wanted = wanted_of(options)
            purchases = loyalty.load_purchases_file(transactions)
            document = answer(purchases, wanted)
        except (Unusable, InvalidLedger) as refusal:
            self.refuse(str(refusal))
        self.stdout.write(json.dumps(document, allow_nan=False))

    def refuse(self, line: str) -> NoReturn:
        """End with status 2 and one line on standard error."""
        self.stderr.write(line)
        sys.exit(REFUSED)


def wanted_of(options: dict[str, Any]) -> Wanted:
    """Read the options."""
    silent_after = options["silent_after"]
    return Wanted(
        number("weeks-ahead", options["weeks_ahead"], 1, 520),
        number("value-weeks", options["value_weeks"], 1, 1040),
        number("discount", options["discount"], 0, 10),
        number("confidence", options["confidence"], 0.5, 0.9999),
        int(number("customers", options["customers"], 0, 10_000_000)),
        None
        if silent_after is None
        else int(number("silent-after", silent_after, 1, 36_525)),
        day_of("calibration-end", options["calibration_end"]),
        day_of("as-of", options["as_of"]),
    )


def number(name: str, text: str, least: float, most: float) -> float:
    """Read a number between bounds."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or not least <= value <= most:
        raise Unusable(f"--{name}: must be a number from {least:g} to {most:g}.")
    return value


def day_of(name: str, text: str | None) -> int | None:
    """Read a day as the file's dates are read."""
    if text is None:
        return None
    try:
        found = read_moments([text.strip()])[0]
    except NotAMoment as wrong:
        raise Unusable(f"--{name}: {wrong.problem}.") from None
    if np.isnat(found):
        raise Unusable(f"--{name}: give a date, such as 2026-01-31.")
    return int(found.astype("M8[D]").astype(int))


def answer(purchases: loyalty.Purchases, wanted: Wanted) -> dict[str, Any]:
    """Return the whole document."""
    as_of = wanted.as_of
    if as_of is None:
        as_of = int(purchases.day.max())
    origin = as_of if wanted.calibration_end is None else wanted.calibration_end
    if origin > as_of:
        raise Unusable(
            f"--calibration-end: {dated(origin)} lies after {dated(as_of)}, the last day "
            "that is known: give an earlier one."
        )
    shopping, whose = purchases.bought(as_of)
    if not len(shopping.day):
        raise Unusable(
            f"--as-of: nothing was bought by {dated(as_of)}: give a later day."
        )
    silent_after = wanted.silent_after or loyalty.usual_silence(shopping)
    warnings: list[str] = []
    return {
        "format": "loyalty/1",
        "as_of": dated(as_of),
        "calibration_end": dated(origin),
        "weeks_ahead": wanted.weeks_ahead,
        "read": counts(purchases, shopping, as_of),
        **forecasts(purchases, shopping, whose, origin, as_of, wanted, warnings),
        **loyalty.retention_document(shopping, as_of, silent_after, wanted.confidence),
        "rfm": loyalty.rfm_document(shopping),
        "warnings": warnings,
    }


def dated(day: int) -> str:
    """Write a day."""
    return str(np.datetime64(day, "D"))


def counts(
    purchases: loyalty.Purchases, shopping: loyalty.Shopping, as_of: int
) -> dict[str, Any]:
    """Say what was read, and what became of every row."""
    late = purchases.day > as_of
    returned = ~late & (purchases.amount < 0.0)
    bought = ~late & (purchases.amount >= 0.0)
    return {
        "rows": len(purchases.day),
        "after_as_of": int(np.count_nonzero(late)),
        "returns": int(np.count_nonzero(returned)),
        "returned_amount": abs(float(purchases.amount[returned].sum())),
        "without_amount": int(np.count_nonzero(bought & (purchases.amount == 0.0))),
        "same_day": int(np.count_nonzero(bought)) - len(shopping.day),
        "purchases": len(shopping.day),
        "customers": len(shopping.days),
        "amount": float(shopping.amount.sum()),
    }


def forecasts(
    purchases: loyalty.Purchases,
    shopping: loyalty.Shopping,
    whose: Any,
    origin: int,
    as_of: int,
    wanted: Wanted,
    warnings: list[str],
) -> dict[str, Any]:
    """Return what the models say; nothing, with a warning, where too little is known."""
    names = ("bg_nbd", "model", "held_out", "models", "forecast", "alive")
    parts: dict[str, Any] = dict.fromkeys((*names, "gamma_gamma", "value"))
    try:
        future = loyalty.future_of(shopping, origin, as_of, wanted.weeks_ahead)
    except loyalty.TooLittle as refusal:
        warnings.append(f"No forecast: {refusal}")
        return parts
    parts |= loyalty.future_document(future)
    warnings += loyalty.cautions(parts)
    known = shopping.until(origin)
    worth = None
    try:
        spend = loyalty.spend_of(known)
        parts["gamma_gamma"] = loyalty.spend_document(spend)
        if spend.related:
            warnings.append(
                "Spend depends on how often customers buy (rank correlation "
                f"{spend.relation:.2f}): values of single customers are off."
            )
        worth = loyalty.value_of(
            future, spend, known, wanted.value_weeks, wanted.discount
        )
        parts["value"] = loyalty.value_document(worth)
    except loyalty.TooLittle as refusal:
        warnings.append(f"No value: {refusal}")
    if wanted.customers:
        early = np.flatnonzero(shopping.first <= origin)
        people = [purchases.names[whose[index]] for index in early.tolist()]
        parts["customers"] = listed(people, future, worth, wanted.customers)
    return parts


def listed(
    people: list[str],
    future: loyalty.Future,
    worth: loyalty.Value | None,
    most: int,
) -> list[dict[str, Any]]:
    """Return the customers worth most, or expected most often."""
    outlook, kind = future.outlook, future.kind
    rank = outlook.expected[kind] if worth is None else worth.worth
    return [
        {
            "customer": people[index],
            "alive": float(outlook.alive[kind[index]]),
            "expected": float(outlook.expected[kind[index]]),
            "low": int(outlook.low[kind[index]]),
            "high": int(outlook.high[kind[index]]),
            "value": None if worth is None else float(worth.worth[index]),
        }
        for index in np.argsort(-rank, kind="stable")[:most].tolist()
    ]
