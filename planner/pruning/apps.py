from django.apps import AppConfig

from core import triggers
from planner.pruning.triggers import TRIGGERS


class PruningConfig(AppConfig):
    name = "planner.pruning"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
