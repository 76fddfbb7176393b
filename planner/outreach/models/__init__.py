"""The people we know, the talks with them, and whose turn it is this week."""

from planner.outreach.models.calendar import FollowUpCalendar
from planner.outreach.models.campaigns import (
    GROUPS,
    HOUR,
    Campaign,
    CampaignQuerySet,
    CampaignRules,
    CampaignTactic,
    Group,
    Part,
)
from planner.outreach.models.involvement import InvolvementRules
from planner.outreach.models.overrulings import Overruling
from planner.outreach.models.people import (
    Acquaintance,
    AcquaintanceQuerySet,
    Closeness,
    Interest,
    Knows,
    NotTwins,
)
from planner.outreach.models.rules import NamesFile, OutreachRules
from planner.outreach.models.sendings import Sending
from planner.outreach.models.stories import (
    FamilyOff,
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
    "GROUPS",
    "HOUR",
    "Acquaintance",
    "AcquaintanceQuerySet",
    "Campaign",
    "CampaignQuerySet",
    "CampaignRules",
    "CampaignTactic",
    "Channel",
    "Chase",
    "Closeness",
    "Contact",
    "ContactQuerySet",
    "FamilyOff",
    "FollowUp",
    "FollowUpCalendar",
    "FollowUpQuerySet",
    "Group",
    "Interest",
    "InvolvementRules",
    "Knows",
    "Letter",
    "NameState",
    "NamesFile",
    "NotTwins",
    "OutreachRules",
    "Overruling",
    "Part",
    "Referral",
    "ReferralQuerySet",
    "SellingWord",
    "Sending",
    "SkipReason",
    "Story",
    "StoryQuerySet",
    "Telling",
    "Week",
    "WeeklyName",
    "WeeklyNameQuerySet",
]
