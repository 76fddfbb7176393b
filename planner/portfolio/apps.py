from django.apps import AppConfig

from core import triggers
from planner.portfolio.triggers import TRIGGERS


class PortfolioConfig(AppConfig):
    name = "planner.portfolio"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
