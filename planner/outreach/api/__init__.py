"""Outreach over REST."""

from planner.outreach.api.people import (
    AcquaintanceViewSet,
    FollowUpViewSet,
    OutreachWeekView,
    ReferralViewSet,
    TalkViewSet,
    WeeklyNameViewSet,
)
from planner.outreach.api.ruling import (
    FollowUpCalendarView,
    HoldingOutView,
    NamesFileViewSet,
    OutreachRulesView,
)

__all__ = [
    "AcquaintanceViewSet",
    "FollowUpCalendarView",
    "FollowUpViewSet",
    "HoldingOutView",
    "NamesFileViewSet",
    "OutreachRulesView",
    "OutreachWeekView",
    "ReferralViewSet",
    "TalkViewSet",
    "WeeklyNameViewSet",
]
