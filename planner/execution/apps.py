from django.apps import AppConfig

from core import triggers
from planner.execution.triggers import TRIGGERS


class ExecutionConfig(AppConfig):
    name = "planner.execution"

    def ready(self) -> None:
        from planner.execution.services.slipping import follow_draft
        from planner.plans.changing import after_change

        triggers.keep(self, TRIGGERS)
        after_change(follow_draft)
