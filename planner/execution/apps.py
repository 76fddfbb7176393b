from django.apps import AppConfig

from core import triggers
from planner.execution.triggers import TRIGGERS


class ExecutionConfig(AppConfig):
    name = "planner.execution"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
