from django.apps import AppConfig


class AssumptionsConfig(AppConfig):
    name = "planner.assumptions"
