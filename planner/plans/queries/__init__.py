"""What pages, endpoints and the scores read of plans."""

from planner.plans.queries.documents import (
    document,
    known_codes,
    plan_content,
    with_parts,
)
from planner.plans.queries.drafting import (
    PROMISE_TONES,
    Choices,
    PromiseChoice,
    choices,
)
from planner.plans.queries.lists import commitments, listed, standing
from planner.plans.queries.pages import Event, PlanPage, history, plan_page
from planner.plans.queries.revisions import (
    Saving,
    changers,
    changes_back,
    changes_by_person,
    revision_content,
    savings,
)
from planner.plans.queries.starting import (
    Delay,
    delays,
    first_whole_week,
    late_starts_of,
    with_delays,
)
from planner.plans.queries.tested import (
    as_tested,
    believed,
    results_of,
    untested,
    with_results,
)

__all__ = [
    "PROMISE_TONES",
    "Choices",
    "Delay",
    "Event",
    "PlanPage",
    "PromiseChoice",
    "Saving",
    "as_tested",
    "believed",
    "changers",
    "changes_back",
    "changes_by_person",
    "choices",
    "commitments",
    "delays",
    "document",
    "first_whole_week",
    "history",
    "known_codes",
    "late_starts_of",
    "listed",
    "plan_content",
    "plan_page",
    "results_of",
    "revision_content",
    "savings",
    "standing",
    "untested",
    "with_delays",
    "with_parts",
    "with_results",
]
