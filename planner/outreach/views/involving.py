"""Both funnels, side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import local_day
from core.charts import percent
from planner.outreach.queries.involving import ADVOCATE, KINDS, LIMITS, Step, funnels
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
        "kinds": KINDS,
        "limits": LIMITS,
        "advocate": ADVOCATE,
    }
    return render(request, "outreach/involvement.html", context)
