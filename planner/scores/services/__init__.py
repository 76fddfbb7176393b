"""Every command on scores: have plans scored, set the policy, take a counter-offer."""

from planner.scores.services.again import (
    hear_the_frontline,
    leaning_on,
    makers,
    newest_of,
    score_again,
)
from planner.scores.services.offers import (
    NoSuchOffer,
    draft_weaker,
    take_offer,
    undo_offer,
)
from planner.scores.services.scoring import (
    InvalidPolicy,
    NoSuchRun,
    NotFailed,
    NotWaiting,
    PolicyMoved,
    current_policy,
    refresh_overtaken,
    rescore,
    retry,
    set_policy,
    submit_plan,
)
from planner.scores.services.tested import refresh_tested, rescore_tested

__all__ = [
    "InvalidPolicy",
    "NoSuchOffer",
    "NoSuchRun",
    "NotFailed",
    "NotWaiting",
    "PolicyMoved",
    "current_policy",
    "draft_weaker",
    "hear_the_frontline",
    "leaning_on",
    "makers",
    "newest_of",
    "refresh_overtaken",
    "refresh_tested",
    "rescore",
    "rescore_tested",
    "retry",
    "score_again",
    "set_policy",
    "submit_plan",
    "take_offer",
    "undo_offer",
]
