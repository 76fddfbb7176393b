from django.apps import AppConfig

from core import triggers
from operations.triggers import TRIGGERS


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
