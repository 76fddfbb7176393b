from django.apps import AppConfig

from core import triggers


class PromisesConfig(AppConfig):
    name = "promises"

    def ready(self) -> None:
        from customers import naming, privacy
        from promises.holding import LEDGER, statements
        from promises.triggers import TRIGGERS

        triggers.keep(self, TRIGGERS)
        privacy.hold(LEDGER)
        naming.tell(statements)
