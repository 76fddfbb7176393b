from django.apps import AppConfig

from accounts.triggers import TRIGGERS
from core import triggers


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        triggers.keep(self, TRIGGERS)
