"""Track records: how reliable a promise is, and how sure one may be of that.

The log-odds of the weekly keep rate wander around a level of their own, and the counts
are binomial around them. How far they wander, and how soon they return, is not known:
every combination of a grid is followed through the weeks side by side (``following``),
each weighs what it foretold, and all of them together forecast (``forecasting``).
"""

from engine.record.drifting import LATEST_WEEKS, Break, breaks
from engine.record.following import Beliefs, Level, company_level, follow
from engine.record.forecasting import Mixture, forecast, observed_rates

__all__ = [
    "LATEST_WEEKS",
    "Beliefs",
    "Break",
    "Level",
    "Mixture",
    "breaks",
    "company_level",
    "follow",
    "forecast",
    "observed_rates",
]
