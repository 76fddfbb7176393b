"""The people we know: whom to contact, with what, and whether it works."""

from engine.outreach.comparison import (
    NEVER,
    Bought,
    Comparison,
    Effect,
    NoClaim,
    experiment,
    matched,
)
from engine.outreach.families import FAMILIES, Family
from engine.outreach.involvement import (
    STAGES,
    Events,
    FadingRules,
    Involvement,
    follow,
)
from engine.outreach.wording import Finding, FirmWords, Wording, read

__all__ = [
    "FAMILIES",
    "NEVER",
    "STAGES",
    "Bought",
    "Comparison",
    "Effect",
    "Events",
    "FadingRules",
    "Family",
    "Finding",
    "FirmWords",
    "Involvement",
    "NoClaim",
    "Wording",
    "experiment",
    "follow",
    "matched",
    "read",
]
