from django.apps import AppConfig

from core import triggers
from planner.decisions.triggers import TRIGGERS


class DecisionsConfig(AppConfig):
    name = "planner.decisions"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
