from django.apps import AppConfig

from core import triggers
from planner.pruning.triggers import TRIGGERS


class PruningConfig(AppConfig):
    name = "planner.pruning"

    def ready(self) -> None:
        from planner.decisions import further
        from planner.pruning.bearing import RETIREMENTS

        triggers.keep(self, TRIGGERS)
        further.bear(RETIREMENTS)
