"""Plan a test of an assumption, and change its card."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.guards import page, reader
from accounts.policy import Act
from accounts.queries import company
from core.refusals import Conflict, Invalid
from planner.assumptions import queries, services
from planner.assumptions.forms import CardForm, new_card
from planner.assumptions.services.rules import may_run
from planner.plans.models import AssumptionTest
from planner.plans.queries import believed
from planner.plans.views.finding import find_plan


def refused(form: CardForm, refusal: Invalid | Conflict) -> int:
    """Put what a service said beside the fields that it names."""
    for place, found in refusal.errors.items():
        form.add_error(place if place in form.fields else None, found)
    if not refusal.errors:
        form.add_error(None, f"{refusal.message} {refusal.next_step}".strip())
    return refusal.status if isinstance(refusal, Conflict) else 422


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.TEST_ASSUMPTIONS)
def new(request: HttpRequest, plan_id: int, code: str) -> HttpResponse:
    """Plan a test of one assumption."""
    user = reader(request)
    plan = find_plan(request, plan_id)
    statement = believed(plan).get(code)
    if statement is None or not services.may_plan(plan, user):
        raise Http404
    status = 200
    form = CardForm(request.POST or None, initial=new_card(user))
    form.units = {"cost": company().currency}  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            test = services.plan_test(
                plan=plan,
                assumption=code,
                actor=user,
                card=form.card(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "The test is planned.")
            return redirect("assumptions:test", test.pk)
    elif request.method == "POST":
        status = 422
    context = {"plan": plan, "statement": statement, "form": form, "test": None}
    return render(request, "assumptions/card.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.TEST_ASSUMPTIONS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the card of a test that is still open."""
    user = reader(request)
    test: AssumptionTest = get_object_or_404(queries.visible(user), pk=pk)
    if not may_run(test, user):
        raise Http404
    if not test.is_open:
        messages.info(request, "It is concluded: its card stays as it is.")
        return redirect("assumptions:test", test.pk)
    status = 200
    form = CardForm(request.POST or None, instance=test)
    form.units = {"cost": company().currency}  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            services.change_test(
                test_id=test.pk,
                actor=user,
                revision=form.cleaned_data["revision"] or 0,
                card=form.card(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            # What was typed stays, beside the card as it is now.
            test.refresh_from_db()
            form.data = request.POST.copy()
            form.data["revision"] = str(test.revision)
            status = refused(form, refusal)
        else:
            messages.success(request, "The card is saved.")
            return redirect("assumptions:test", test.pk)
    elif request.method == "POST":
        status = 422
    context = {
        "plan": test.plan,
        "statement": test.statement,
        "form": form,
        "test": test,
    }
    return render(request, "assumptions/card.html", context, status=status)
