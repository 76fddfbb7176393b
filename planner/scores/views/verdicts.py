"""The verdicts of the plans in a list, sent after the list itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guards import page, reader
from accounts.policy import Act
from planner.scores.queries.verdicts import latest_scores

MOST = 100
LONGEST_NUMBER = 18


@require_safe
@page(Act.SEE_PLANS)
def verdicts(request: HttpRequest) -> HttpResponse:
    """Answer with one fragment per plan asked for that the reader may see."""
    asked = [
        int(text)
        for text in request.GET.getlist("plan")[:MOST]
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    ]
    rows = latest_scores(reader(request), asked)
    return render(request, "scores/_verdicts.html", {"rows": rows})
