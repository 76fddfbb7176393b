from django.apps import AppConfig

from core import triggers
from planner.portfolio.triggers import TRIGGERS


class PortfolioConfig(AppConfig):
    name = "planner.portfolio"

    def ready(self) -> None:
        from planner.decisions import further
        from planner.portfolio.bearing import RELATIONS

        triggers.keep(self, TRIGGERS)
        further.bear(RELATIONS)
