"""Show what a scenario would be as drafts, then make them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act
from core.refusals import Refusal
from planner.scenarios import services
from planner.scenarios.forms import PromoteForm
from planner.scenarios.views.finding import find


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.COMPARE_PLANS)
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    row, user = find(request, pk), reader(request)
    found = services.proposals(scenario=row, actor=user)
    form = PromoteForm(request.POST or None, found=found)
    form.initial["revision"] = row.revision
    if form.is_valid():
        try:
            made = services.promote(
                actor=user,
                scenario=row,
                revision=form.seen,
                ideas=form.ideas,
                now=timezone.now(),
            )
        except Refusal as refusal:
            row.refresh_from_db()
            form.refuse(refusal, revision=row.revision)
        else:
            count = f"{len(made)} draft{'' if len(made) == 1 else 's'}"
            messages.success(request, f"Made: {count}, listed below.")
            return redirect("scenarios:detail", row.pk)
    own = row.author_id == user.pk and row.is_open
    context = {"scenario": row, "found": found, "form": form, "may": own}
    return render(request, "scenarios/promote.html", context, status=form.status)
