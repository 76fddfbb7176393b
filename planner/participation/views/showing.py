"""What several pages of the tab People share."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.guards import reader
from core.refusals import Refusal
from planner.participation import queries
from planner.participation.forms import AnswerForm, ContributionForm
from planner.plans.models import Plan

GET_OR_POST = ["GET", "HEAD", "POST"]


def put_into(form: Form, refusal: Refusal) -> int:
    """Show a refusal at the fields it names; return the status to answer."""
    for place, words in refusal.errors.items():
        named = "subject" if place == "about" else place
        form.add_error(named if named in form.fields else None, words)
    if not refusal.errors:
        form.add_error(None, f"{refusal.message} {refusal.next_step}".strip())
    return 422 if refusal.status == 400 else refusal.status


def show_people(
    request: HttpRequest,
    plan: Plan,
    *,
    answer: AnswerForm | None = None,
    contribution: ContributionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the tab, with a form that was refused where it stood."""
    found = queries.people_page(plan, reader(request), timezone.now())
    choices = found.subjects.choices()
    context = {
        "plan": plan,
        "page": found,
        "answer": answer or AnswerForm(initial={"revision": plan.revision}),
        "contribution": contribution or ContributionForm(None, choices=choices),
        "contributes": contribution is not None,
    }
    return render(request, "participation/people.html", context, status=status)
