"""The people we know, the talks with them, and whose turn it is this week."""

from planner.outreach.models.calendar import FollowUpCalendar
from planner.outreach.models.people import (
    Acquaintance,
    AcquaintanceQuerySet,
    Closeness,
    Interest,
    Knows,
    NotTwins,
)
from planner.outreach.models.rules import NamesFile, OutreachRules
from planner.outreach.models.stories import (
    Letter,
    SellingWord,
    Story,
    StoryQuerySet,
    Telling,
)
from planner.outreach.models.talks import (
    Channel,
    Chase,
    Contact,
    ContactQuerySet,
    FollowUp,
    FollowUpQuerySet,
    Referral,
    ReferralQuerySet,
)
from planner.outreach.models.weeks import (
    NameState,
    SkipReason,
    Week,
    WeeklyName,
    WeeklyNameQuerySet,
)

__all__ = [
    "Acquaintance",
    "AcquaintanceQuerySet",
    "Channel",
    "Chase",
    "Closeness",
    "Contact",
    "ContactQuerySet",
    "FollowUp",
    "FollowUpCalendar",
    "FollowUpQuerySet",
    "Interest",
    "Knows",
    "Letter",
    "NameState",
    "NamesFile",
    "NotTwins",
    "OutreachRules",
    "Referral",
    "ReferralQuerySet",
    "SellingWord",
    "SkipReason",
    "Story",
    "StoryQuerySet",
    "Telling",
    "Week",
    "WeeklyName",
    "WeeklyNameQuerySet",
]
