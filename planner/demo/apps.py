from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "planner.demo"
