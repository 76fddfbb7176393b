"""Ask people, remind them, and ask them no more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act
from core.numbers import KEY, typed_whole
from core.refusals import Refusal
from planner.participation import queries, services
from planner.participation.forms import InviteForm
from planner.participation.views.showing import GET_OR_POST, put_into
from planner.plans.models import Plan
from planner.plans.views.finding import find_plan


def _proposed(request: HttpRequest, plan: Plan) -> User | None:
    """Return the person a link proposes: one of a department, or by their key."""
    guests = queries.guests(plan)
    asked = typed_whole(request.GET.get("person", ""), digits=KEY)
    if asked is not None:
        return guests.filter(pk=asked).first()
    side = request.GET.get("side", "")[:20]
    return next((p for p in guests if queries.side_of(p) == side), None)


@page(Act.DRAFT_PLANS)
@require_http_methods(GET_OR_POST)
def invite(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    services.require_host(plan=plan, actor=reader(request))
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        people=queries.guests(plan),
        initial={"person": _proposed(request, plan)},
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.invite(
                actor=reader(request),
                plan_id=plan.pk,
                person_id=data["person"].pk,
                question=data["question"],
                may_edit=data["may_edit"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            messages.success(request, f"{made.person.name} is asked, here and by mail.")
            return redirect("people:plan", plan.pk)
    context = {"plan": plan, "form": form}
    return render(request, "participation/invite.html", context, status=status)


@page(Act.DRAFT_PLANS)
@require_POST
def remind(request: HttpRequest, invitation: int) -> HttpResponse:
    row = services.remind(
        actor=reader(request), invitation_id=invitation, now=timezone.now()
    )
    messages.success(request, f"{row.person.name} is asked once more.")
    return redirect("people:plan", row.plan_id)


@page(Act.DRAFT_PLANS)
@require_POST
def withdraw(request: HttpRequest, invitation: int) -> HttpResponse:
    plan = services.withdraw(
        actor=reader(request), invitation_id=invitation, now=timezone.now()
    )
    messages.success(request, "They are not asked any more; what they said stays.")
    return redirect("people:plan", plan.pk)
