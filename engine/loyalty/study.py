"""A study: everything that a company's purchases tell of loyalty, and of each customer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.loyalty.answer import Future, Value, future_of, spend_of, value_of
from engine.loyalty.business import business_document, repeat_business
from engine.loyalty.document import (
    cautions,
    check_document,
    day,
    future_document,
    retention_document,
    scored_document,
    scores_of,
    spend_document,
    total_document,
    value_document,
)
from engine.loyalty.fitting import Model, fit_model
from engine.loyalty.forecast import (
    Check,
    Outlook,
    Total,
    compare,
    model_error_of,
    outlook_of,
    past_checks,
    total_of,
)
from engine.loyalty.histories import (
    DAYS_A_WEEK,
    Chosen,
    Shopping,
    Whole,
    histories_of,
    kinds_of,
)
from engine.loyalty.refusal import TooLittle
from engine.loyalty.retention import usual_silence
from engine.loyalty.rfm import Rfm, Scores, classes_of

FORMAT = "loyalty-study/1"
HORIZONS = (4, 13, 26, 52)
LONGEST = float(HORIZONS[-1])
# The check looks back half a year, or a third of a shorter history; not below a month.
LOOKED_BACK, SHARE_LOOKED_BACK, LEAST_LOOKED_BACK = 26 * 7, 3, 4 * 7

Tell = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a study is to assume.

    ``as_of`` is the last day that counts, since 1970-01-01; a customer's value is the
    revenue of ``value_weeks`` discounted at ``discount`` a year.
    """

    as_of: int
    value_weeks: float = 52.0
    discount: float = 0.1
    confidence: float = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Outlooks:
    """What to expect of each kind of customer in the weeks of the value.

    ``kind`` (customers,) gives each customer's row in ``outlook``; ``value`` is None
    where spend could not be fitted.
    """

    kind: Whole
    outlook: Outlook
    value: Value | None


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """The document, and the scores and outlook of each customer.

    ``classes`` are places in ``rfm.CLASSES``; ``outlooks`` is None where too little was
    bought for a forecast.
    """

    document: dict[str, Any]
    scored: Rfm
    classes: Scores
    outlooks: Outlooks | None


def study_of(
    shopping: Shopping,
    group: Whole,
    names: Sequence[str],
    wanted: Wanted,
    tell: Tell = lambda _share, _note: None,
    left: Chosen | None = None,
) -> Study:
    """Study purchases until ``wanted.as_of``, of at least one customer.

    ``group`` (customers,) gives each customer's place in ``names``: segments. ``tell`` is
    called with percent and words before each part, and may stop the study by raising.
    Of who is known to have ``left`` (customers,), nothing is expected; the models are
    fitted to their purchases, too.
    """
    tell(15, "Repeat rate, retention and repeat business")
    scored = scores_of(shopping)
    warnings: list[str] = []
    document = {
        "format": FORMAT,
        "as_of": day(wanted.as_of),
        "first_on": day(int(shopping.day.min())),
        "customers": len(shopping.days),
        "purchases": len(shopping.day),
        "revenue": float(shopping.amount.sum()),
        **retention_document(
            shopping, wanted.as_of, usual_silence(shopping), wanted.confidence
        ),
        "repeat_business": business_document(
            repeat_business(shopping, group, len(names)), shopping, group, list(names)
        ),
        "rfm": scored_document(scored),
    }
    gone = np.zeros(len(shopping.days), bool) if left is None else left
    parts, outlooks = _future(shopping, wanted, tell, warnings, gone)
    document |= parts
    document["warnings"] = warnings
    classes = classes_of(scored.recency_score, scored.frequency_score)
    return Study(document, scored, classes, outlooks)


def _future(
    shopping: Shopping,
    wanted: Wanted,
    tell: Tell,
    warnings: list[str],
    left: Chosen,
) -> tuple[dict[str, Any], Outlooks | None]:
    """Fit, choose, forecast and check; a warning instead where too little is known."""
    keys = ("model", "held_out", "models", "forecast", "alive", "horizons", "check")
    parts: dict[str, Any] = dict.fromkeys((*keys, "gamma_gamma", "value"))
    tell(20, "Fitting three models, and trying them on the past")
    try:
        future = future_of(shopping, wanted.as_of, wanted.as_of, LONGEST)
        future = without(future, left)
    except TooLittle as refusal:
        warnings.append(f"No forecast: {refusal}")
        return parts, None
    parts |= future_document(future)
    model = future.best.fit.model
    tell(60, "Forecasts for a month, a quarter, half a year and a year")
    parts["horizons"] = [
        total_document(one) for one in totals_of(future, shopping, wanted.as_of)
    ]
    tell(75, "Setting an earlier forecast beside what happened since")
    check = look_back(model, shopping, wanted.as_of)
    parts["check"] = check_document(check) if check else None
    tell(90, "What customers are worth")
    outlook = outlook_of(future.best.fit, future.kinds, wanted.value_weeks)
    value = _value(future, shopping, wanted, parts, warnings, left)
    shown = {**parts, "forecast": {**parts["forecast"], "check": parts["check"]}}
    warnings += cautions(shown)
    return parts, Outlooks(future.kind, outlook, value)


def without(future: Future, left: Chosen) -> Future:
    """Return the forecasts without those who are known to have left (customers,).

    The models stay as they were fitted; only whom they forecast is counted anew.
    """
    if not left.any():
        return future
    gone = np.bincount(future.kind[left], minlength=len(future.kinds.count))
    there = replace(future.kinds, count=future.kinds.count - gone)
    candidates = {
        name: replace(
            one,
            total=total_of(one.fit, there, LONGEST, model_error_of(one.past)),
        )
        for name, one in future.candidates.items()
    }
    return replace(future, candidates=candidates, kinds=there)


def totals_of(future: Future, shopping: Shopping, as_of: int) -> list[Total]:
    """Return the chosen model's forecasts of all ``HORIZONS``.

    Each has the misses of past forecasts as long as itself.
    """
    fit = future.best.fit
    found = []
    for weeks in map(float, HORIZONS[:-1]):
        error = model_error_of(past_checks(fit.model, shopping, as_of, weeks))
        found.append(total_of(fit, future.kinds, weeks, error))
    return [*found, future.best.total]


def look_back(model: Model, shopping: Shopping, as_of: int) -> Check | None:
    """Set what the model would have forecast some time ago beside what happened since.

    Its interval holds the misses known by then. None where the history is too short.
    """
    history = as_of - int(shopping.day.min())
    back = min(LOOKED_BACK, history // SHARE_LOOKED_BACK)
    if back < LEAST_LOOKED_BACK:
        return None
    origin = as_of - back
    known = shopping.until(origin)
    weeks = back / DAYS_A_WEEK
    error = model_error_of(past_checks(model, known, origin, weeks))
    try:
        fit = fit_model(model, kinds_of(histories_of(known, origin)))
    except TooLittle:
        return None
    followed = shopping.of(shopping.first <= origin)
    return compare(fit, followed, origin, weeks, error)


def _value(
    future: Future,
    shopping: Shopping,
    wanted: Wanted,
    parts: dict[str, Any],
    warnings: list[str],
    left: Chosen,
) -> Value | None:
    """Fit what customers spend; say so where it cannot be, or where it misleads."""
    try:
        spend = spend_of(shopping)
        parts["gamma_gamma"] = spend_document(spend)
        value = value_of(future, spend, shopping, wanted.value_weeks, wanted.discount)
        value = replace(value, worth=np.where(left, 0.0, value.worth))
    except TooLittle as refusal:
        warnings.append(f"No value: {refusal}")
        return None
    parts["value"] = value_document(value)
    if spend.related:
        warnings.append(
            "Spend depends on how often customers buy (rank correlation "
            f"{spend.relation:.2f}): values of single customers are off."
        )
    return value
