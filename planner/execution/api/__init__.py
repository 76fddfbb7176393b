"""Tasks over REST: the same services as on the pages."""

from planner.execution.api.files import TaskExportView, TaskImportView
from planner.execution.api.tasks import (
    ConsultationViewSet,
    SpendingViewSet,
    TaskGapsView,
    TaskLinkViewSet,
    TaskMoneyView,
    TaskNeedViewSet,
    TaskViewSet,
)

__all__ = [
    "ConsultationViewSet",
    "SpendingViewSet",
    "TaskExportView",
    "TaskGapsView",
    "TaskImportView",
    "TaskLinkViewSet",
    "TaskMoneyView",
    "TaskNeedViewSet",
    "TaskViewSet",
]
