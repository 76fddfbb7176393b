"""Fetch the session that a page is about."""

from django.http import Http404, HttpRequest

from accounts.guards import reader
from planner.plans.models import Plan
from planner.plans.views.finding import find_plan
from planner.workshop.models import Workshop


def open_session(plan: Plan) -> Workshop | None:
    rows = plan.workshops.select_related("plan", "facilitator")
    return rows.under_way().first()


def find_open(request: HttpRequest, plan_id: int) -> Workshop:
    """Return the session under way on this plan; not found where there is none."""
    found = open_session(find_plan(request, plan_id))
    if found is None or not _is_seen(request, found):
        msg = "No session is under way."
        raise Http404(msg)
    return found


def find_latest(request: HttpRequest, plan_id: int) -> Workshop:
    """Return the session under way, or the one that ended last."""
    plan = find_plan(request, plan_id)
    rows = plan.workshops.select_related("plan", "facilitator").order_by("-pk")
    found = open_session(plan) or rows.first()
    if found is None or not _is_seen(request, found):
        msg = "There was no session yet."
        raise Http404(msg)
    return found


def _is_seen(request: HttpRequest, found: Workshop) -> bool:
    seen = Workshop.objects.visible_to(reader(request))
    return seen.filter(pk=found.pk).exists()


def may_work(request: HttpRequest, plan: Plan) -> bool:
    return plan.is_editable and plan.is_workable_by(reader(request))
