from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "planner.participation"

    def ready(self) -> None:
        from planner.participation.queries.hearing import gaps
        from planner.participation.services.answers import ask_again
        from planner.plans.changing import after_change
        from planner.plans.requirements import also_asked

        after_change(ask_again)
        also_asked(gaps)
