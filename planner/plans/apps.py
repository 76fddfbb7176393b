from django.apps import AppConfig

from core import triggers
from planner.plans.triggers import TRIGGERS


class PlansConfig(AppConfig):
    name = "planner.plans"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
