"""The verdicts of the plans in a list, sent after the list itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from core.numbers import KEY, typed_whole
from planner.scores.queries.verdicts import latest_scores

MOST = 100


@require_safe
@page(Act.SEE_PLANS)
def verdicts(request: HttpRequest) -> HttpResponse:
    """Answer with one fragment per plan asked for that the reader may see."""
    asked = [
        key
        for text in request.GET.getlist("plan")[:MOST]
        if (key := typed_whole(text, digits=KEY)) is not None
    ]
    rows = latest_scores(reader(request), asked)
    return render(request, "scores/_verdicts.html", {"rows": rows})
