"""What is promised, on what evidence, and whether it was kept."""

from promises.models.jobs import LedgerImport, LedgerImportQuerySet, LedgerRecount
from promises.models.ledger import KeptWeek, KeptWeekQuerySet, Outcome, OutcomeQuerySet
from promises.models.losses import BreakLoss, LossCount
from promises.models.needs import ServedNeed, ServedNeedQuerySet
from promises.models.objections import (
    FrontlineObjectionQuerySet,
    Objection,
    ObjectionAnswer,
    ObjectionReason,
    ObjectionState,
    ObjectionVoice,
)
from promises.models.promise import (
    MADE,
    STUDIED_ON,
    Criterion,
    Evidence,
    EvidenceQuerySet,
    Promise,
    PromiseQuerySet,
    PromiseState,
    Requirement,
)
from promises.models.words import HouseWord

__all__ = [
    "MADE",
    "STUDIED_ON",
    "BreakLoss",
    "Criterion",
    "Evidence",
    "EvidenceQuerySet",
    "FrontlineObjectionQuerySet",
    "HouseWord",
    "KeptWeek",
    "KeptWeekQuerySet",
    "LedgerImport",
    "LedgerImportQuerySet",
    "LedgerRecount",
    "LossCount",
    "Objection",
    "ObjectionAnswer",
    "ObjectionReason",
    "ObjectionState",
    "ObjectionVoice",
    "Outcome",
    "OutcomeQuerySet",
    "Promise",
    "PromiseQuerySet",
    "PromiseState",
    "Requirement",
    "ServedNeed",
    "ServedNeedQuerySet",
]
