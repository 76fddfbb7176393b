"""All that a list of purchases tells of loyalty, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.loyalty.dropout import BG_NBD, MODIFIED
from engine.loyalty.fitting import Fit, Model, fit_model
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
    Array,
    Histories,
    Shopping,
    Whole,
    compressed,
    histories_of,
)
from engine.loyalty.pareto import PARETO
from engine.loyalty.refusal import TooLittle
from engine.loyalty.spend import (
    Spend,
    discounted_purchases,
    fit_spend,
    repeat_spend,
)

MODELS: tuple[Model, ...] = (BG_NBD, MODIFIED, PARETO)
# Not the BG/NBD: whoever bought only once is alive there, however long ago it was.
ELIGIBLE = (MODIFIED.name, PARETO.name)


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One model, fitted, tried on the past, and what it expects.

    ``check`` compares it with what came after the last day it was fitted to, where that
    is known.
    """

    fit: Fit
    past: tuple[Check, ...]
    total: Total
    check: Check | None

    @property
    def held_out(self) -> float | None:
        """Return the log-likelihood of what past forecasts had not seen."""
        return sum(one.held_out for one in self.past) if self.past else None


@dataclass(frozen=True, slots=True, eq=False)
class Future:
    """Forecasts of every model, and those of the chosen one for each customer.

    ``kind`` (customers,) gives each customer's row in ``outlook`` and ``kinds``.
    """

    candidates: Mapping[str, Candidate]
    chosen: str
    kinds: Histories
    kind: Whole
    outlook: Outlook

    @property
    def best(self) -> Candidate:
        """Return the chosen model."""
        return self.candidates[self.chosen]


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What customers will spend in the next ``weeks``, discounted to today.

    ``spend`` is what each spends at a time, ``worth`` the discounted sum, both
    (customers,); revenue, not margin.
    """

    weeks: float
    yearly_discount: float
    spend: Array
    worth: Array


def future_of(shopping: Shopping, origin: int, as_of: int, weeks: float) -> Future:
    """Fit all models at the end of day ``origin``; choose one; forecast ``weeks``.

    The choice goes by the held-out log-likelihood of past forecasts, or by that of the
    fit where the history is too short for them; what came after ``origin``, until
    ``as_of``, is only compared. Raises ``TooLittle``.
    """
    known = shopping.until(origin)
    kinds, kind = compressed(histories_of(known, origin))
    ahead = min(weeks, (as_of - origin) / DAYS_A_WEEK)
    # Whom the models had seen, with all that they bought.
    followed = shopping.of(shopping.first <= origin).until(as_of)
    candidates = {}
    for model in MODELS:
        fit = fit_model(model, kinds)
        past = past_checks(model, known, origin, weeks)
        total = total_of(fit, kinds, weeks, model_error_of(past))
        check = (
            compare(fit, followed, origin, ahead, model_error_of(past))
            if (ahead >= 1.0)
            else None
        )
        candidates[model.name] = Candidate(fit, past, total, check)
    chosen = max(ELIGIBLE, key=lambda name: standing(candidates[name]))
    outlook = outlook_of(candidates[chosen].fit, kinds, weeks)
    return Future(candidates, chosen, kinds, kind, outlook)


def standing(candidate: Candidate) -> float:
    """Return what a model is chosen by: held out, else fitted, log-likelihood."""
    held_out = candidate.held_out
    return candidate.fit.log_likelihood if held_out is None else held_out


def spend_of(known: Shopping) -> Spend:
    """Fit what customers spend at a time; raises ``TooLittle``."""
    return fit_spend(*repeat_spend(known))


def value_of(
    future: Future, spend: Spend, known: Shopping, weeks: float, yearly_discount: float
) -> Value:
    """Return each customer's value: purchases to come times spend at a time.

    Raises ``TooLittle`` where spend has no mean (q ≤ 1).
    """
    if not np.isfinite(spend.mean):
        raise TooLittle("what customers spend varies too much to have a mean.")
    fit = future.best.fit
    purchases = discounted_purchases(fit, future.kinds, weeks, yearly_discount)
    number, mean = repeat_spend(known)
    at_a_time = spend.expected(number.astype(float), mean)
    return Value(weeks, yearly_discount, at_a_time, purchases[future.kind] * at_a_time)
