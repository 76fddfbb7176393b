"""The pages of what-if: write scenarios, put them side by side, promote them."""

from planner.scenarios.views.comparing import (
    cancel,
    compare,
    comparison,
    export,
    progress,
)
from planner.scenarios.views.drafting import (
    detail,
    discard,
    duplicate,
    edit,
    new,
    remove,
    restore,
    suppose,
)
from planner.scenarios.views.listing import home, list_export
from planner.scenarios.views.promoting import promote

__all__ = [
    "cancel",
    "compare",
    "comparison",
    "detail",
    "discard",
    "duplicate",
    "edit",
    "export",
    "home",
    "list_export",
    "new",
    "progress",
    "promote",
    "remove",
    "restore",
    "suppose",
]
