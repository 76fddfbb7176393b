from django.apps import AppConfig

from core import triggers
from planner.outreach.triggers import TRIGGERS


class OutreachConfig(AppConfig):
    name = "planner.outreach"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
