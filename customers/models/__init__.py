"""Who the promises are for, and what they did, said and need."""

from customers.models.customer import Customer, CustomerQuerySet, Relationship
from customers.models.days import PurchaseDays
from customers.models.delivery import Delivery
from customers.models.facts import (
    Defection,
    FactQuerySet,
    Interaction,
    Purchase,
    SurveyAnswer,
)
from customers.models.history import History, HistoryQuerySet, RfmClass
from customers.models.jobs import CustomerBefore, CustomerImport, CustomerImportQuerySet
from customers.models.need import Need, NeedQuerySet
from customers.models.segment import Segment, SegmentQuerySet
from customers.models.spending import CustomerSpending, CustomerSpendingQuerySet
from customers.models.standing import (
    WATCHED,
    Quadrant,
    Rhythm,
    Standing,
    StandingQuerySet,
    StandingReview,
)
from customers.models.study import LoyaltyStudy, LoyaltyStudyQuerySet

__all__ = [
    "WATCHED",
    "Customer",
    "CustomerBefore",
    "CustomerImport",
    "CustomerImportQuerySet",
    "CustomerQuerySet",
    "CustomerSpending",
    "CustomerSpendingQuerySet",
    "Defection",
    "Delivery",
    "FactQuerySet",
    "History",
    "HistoryQuerySet",
    "Interaction",
    "LoyaltyStudy",
    "LoyaltyStudyQuerySet",
    "Need",
    "NeedQuerySet",
    "Purchase",
    "PurchaseDays",
    "Quadrant",
    "Relationship",
    "RfmClass",
    "Rhythm",
    "Segment",
    "SegmentQuerySet",
    "Standing",
    "StandingQuerySet",
    "StandingReview",
    "SurveyAnswer",
]
