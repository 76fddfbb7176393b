"""Fetch what a page is about; what is not the reader's to see is not found."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.guards import reader
from planner.plans.models import Plan


def find_plan(request: HttpRequest, plan_id: int) -> Plan:
    plans = Plan.objects.visible_to(reader(request)).select_related("author")
    return get_object_or_404(plans, pk=plan_id)
