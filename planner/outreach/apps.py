from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "planner.outreach"

    def ready(self) -> None:
        from core import triggers
        from customers import privacy
        from planner.outreach.services.privacy import (
            forget_customer,
            give_of_customer,
        )
        from planner.outreach.triggers import TRIGGERS

        triggers.keep(self, TRIGGERS)
        privacy.hold(
            privacy.Holding(
                name="people_we_know", give=give_of_customer, forget=forget_customer
            )
        )
