from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "planner.scores"

    def ready(self) -> None:
        from planner.scores.services import hear_the_frontline
        from promises import objecting

        objecting.hear(hear_the_frontline)
