"""Promises, their evidence and their ledger over REST."""

from promises.api.budgets import ErrorBudgetViewSet
from promises.api.imports import LedgerImportViewSet
from promises.api.ledger import KeptWeekViewSet, OutcomeViewSet
from promises.api.losses import BreakCostView
from promises.api.objections import FrontlineObjectionViewSet
from promises.api.promises import (
    EvidenceViewSet,
    HouseWordViewSet,
    PromiseViewSet,
    ServedNeedViewSet,
)

__all__ = [
    "BreakCostView",
    "ErrorBudgetViewSet",
    "EvidenceViewSet",
    "FrontlineObjectionViewSet",
    "HouseWordViewSet",
    "KeptWeekViewSet",
    "LedgerImportViewSet",
    "OutcomeViewSet",
    "PromiseViewSet",
    "ServedNeedViewSet",
]
