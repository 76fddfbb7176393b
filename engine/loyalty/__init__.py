"""Loyalty is what customers do: who comes back, who is still there, what they will buy.

Arrays in, dataclasses out; ``docs/loyalty.md`` explains the method and its limits.
"""

from engine.loyalty.answer import (
    Future,
    Value,
    future_of,
    spend_of,
    value_of,
)
from engine.loyalty.document import (
    cautions,
    check_document,
    future_document,
    retention_document,
    rfm_document,
    spend_document,
    value_document,
)
from engine.loyalty.histories import Shopping, shopping_of
from engine.loyalty.purchases import (
    Purchases,
    load_purchases_file,
    load_purchases_text,
)
from engine.loyalty.refusal import TooLittle
from engine.loyalty.retention import usual_silence
from engine.loyalty.rfm import CLASSES
from engine.loyalty.study import HORIZONS, Study, Wanted, study_of

__all__ = [
    "CLASSES",
    "HORIZONS",
    "Future",
    "Purchases",
    "Shopping",
    "Study",
    "TooLittle",
    "Value",
    "Wanted",
    "cautions",
    "check_document",
    "future_document",
    "future_of",
    "load_purchases_file",
    "load_purchases_text",
    "retention_document",
    "rfm_document",
    "shopping_of",
    "spend_document",
    "spend_of",
    "study_of",
    "usual_silence",
    "value_document",
    "value_of",
]
