"""Fetch a plan's schedule that was asked for; what is not the reader's is not found."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from planner.plans.views.finding import find_plan
from planner.scheduling.models import ScheduleRun


def find_run(request: HttpRequest, plan_id: int, run_id: int) -> ScheduleRun:
    plan = find_plan(request, plan_id)
    runs = ScheduleRun.objects.filter(plan=plan).select_related("plan__author")
    return get_object_or_404(runs, pk=run_id)
