"""The planner: the project's wiring, and one app per activity."""

from planner.celery import app as celery_app

__all__ = ["celery_app"]
