from django.apps import AppConfig

from core import triggers
from planner.cards.triggers import TRIGGERS


class CardsConfig(AppConfig):
    name = "planner.cards"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
