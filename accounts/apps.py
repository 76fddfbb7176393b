from django.apps import AppConfig

from accounts.triggers import TRIGGERS
from core import triggers


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.entrance import watch_second_steps

        triggers.keep(self, TRIGGERS)
        watch_second_steps()
