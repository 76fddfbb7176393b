"""Both funnels, side by side, and what the first is computed with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import local_day
from core.charts import percent
from core.numbers import typed_whole
from core.pages import Link
from core.refusals import Refusal
from planner.outreach.models import InvolvementRules
from planner.outreach.queries.involving import Step, funnels
from planner.outreach.services.involvement import restore_involvement, set_involvement
from planner.outreach.storytelling.forms import InvolvementForm
from planner.outreach.views.sections import tabs


def _row(step: Step) -> dict[str, object]:
    return {
        "step": step,
        "share": percent(step.share),
        "rose": "" if step.rose is None else percent(step.rose),
        "fell": "" if step.fell is None else percent(step.fell),
    }


@page(Act.SEE_OUTREACH)
@require_safe
def involvement(request: HttpRequest) -> HttpResponse:
    """Show how involved people are, and how far talks have come."""
    user = reader(request)
    found = funnels(user, today=local_day(timezone.now()))
    context = {
        "tabs": tabs(user, "stories:involvement"),
        "found": found,
        "involvement": [_row(step) for step in found.involvement],
        "sales": [_row(step) for step in found.sales],
        "rules": found.rules,
        "kinds": found.rules.in_force(),
        "may_rule": allows(user, Act.RULE_OUTREACH),
    }
    return render(request, "outreach/involvement.html", context)


@page(Act.RULE_OUTREACH)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Set weights, half-lives and bounds, with what every firm begins with beside."""
    user, stored = reader(request), InvolvementRules.objects.current()
    form = InvolvementForm(request.POST or None, rules=stored)
    if request.method == "POST" and form.is_valid():
        try:
            set_involvement(
                actor=user, revision=form.seen, now=timezone.now(), **form.facts()
            )
        except Refusal as refusal:
            form.refuse(refusal, revision=stored.revision)
        else:
            messages.success(request, "Both funnels follow it from now on.")
            return redirect("stories:involvement")
    context = {
        "form": form,
        "rules": stored,
        "tabs": tabs(user, "stories:involvement"),
        "crumbs": [Link(title="Involvement", url=reverse("stories:involvement"))],
    }
    template = "outreach/involvement_rules.html"
    return render(request, template, context, status=form.status)


@page(Act.RULE_OUTREACH)
@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Put back what every firm begins with."""
    seen = typed_whole(request.POST.get("revision", ""))
    restore_involvement(actor=reader(request), revision=seen, now=timezone.now())
    messages.success(request, "Weights, half-lives and bounds are as at first.")
    return redirect("stories:involvement")
