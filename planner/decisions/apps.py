from django.apps import AppConfig

from core import triggers
from planner.decisions.triggers import TRIGGERS


class DecisionsConfig(AppConfig):
    name = "planner.decisions"

    def ready(self) -> None:
        from planner.decisions.services.carrying import carry_answers
        from planner.scores.submitted import after_submission

        triggers.keep(self, TRIGGERS)
        after_submission(carry_answers)
