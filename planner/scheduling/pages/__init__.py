"""Schedules as they are read: sentences, rows and charts."""

from planner.scheduling.pages.tab import SchedulePage, schedule_page

__all__ = ["SchedulePage", "schedule_page"]
