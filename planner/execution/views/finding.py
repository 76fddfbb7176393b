"""Fetch what a page is about; what is not the reader's to see is not found."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.guards import reader
from planner.execution.models import Task
from planner.execution.queries.detail import find_task
from planner.plans.models import Plan


def the_plan(request: HttpRequest, plan_id: int) -> Plan:
    plans = Plan.objects.visible_to(reader(request)).select_related("author")
    return get_object_or_404(plans, pk=plan_id)


def the_task(request: HttpRequest, plan_id: int, task_id: int) -> Task:
    task = find_task(reader(request), None, task_id)
    if task is None or task.plan_id != plan_id:
        raise Http404
    return task
