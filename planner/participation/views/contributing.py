"""Bring facts and assumptions; take assumptions into the draft or decline them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Refusal
from planner.participation import queries, services
from planner.participation.forms import ContributionForm, ReplyForm
from planner.participation.models import Contribution
from planner.participation.views.showing import GET_OR_POST, put_into, show_people
from planner.plans.queries import plan_content
from planner.plans.views.finding import find_plan


@page(Act.TAKE_PART)
@require_POST
def contribute(request: HttpRequest, plan_id: int) -> HttpResponse:
    plan = find_plan(request, plan_id)
    named = queries.subjects(plan, plan_content(plan))
    form = ContributionForm(request.POST, choices=named.choices())
    status = 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.contribute(
                actor=reader(request),
                plan_id=plan.pk,
                subject=queries.read_key(data.pop("subject")),
                now=timezone.now(),
                **data,
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            messages.success(
                request, f"It stands with the plan; {plan.author.name} is told."
            )
            return redirect(f"{reverse('people:plan', args=[plan.pk])}#contributions")
    return show_people(request, plan, contribution=form, status=status)


@page(Act.DRAFT_PLANS)
@require_POST
def take(request: HttpRequest, contribution: int) -> HttpResponse:
    row = services.take(
        actor=reader(request), contribution_id=contribution, now=timezone.now()
    )
    messages.success(request, "The assumption is in the draft, as untested.")
    return redirect(f"{reverse('people:plan', args=[row.plan_id])}#contributions")


@page(Act.DRAFT_PLANS)
@require_http_methods(GET_OR_POST)
def decline(request: HttpRequest, contribution: int) -> HttpResponse:
    """Ask why it is left out, and leave it out."""
    seen = Contribution.objects.visible_to(reader(request))
    row = get_object_or_404(seen.select_related("plan__author", "by"), pk=contribution)
    services.require_host(plan=row.plan, actor=reader(request))
    form = ReplyForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            services.decline(
                actor=reader(request),
                contribution_id=row.pk,
                reply=form.cleaned_data["reply"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            messages.success(request, f"{row.by.name} is told why it is left out.")
            return redirect(
                f"{reverse('people:plan', args=[row.plan_id])}#contributions"
            )
    context = {"plan": row.plan, "row": row, "form": form}
    return render(request, "participation/decline.html", context, status=status)
