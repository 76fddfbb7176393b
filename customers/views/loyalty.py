"""The loyalty of all customers, and studies of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import company
from core.refusals import Invalid
from customers import services
from customers.forms.studies import StudyForm
from customers.models import LoyaltyStudy, Segment
from customers.pages.overview import overview
from customers.queries.studies import standing
from customers.views.sections import address, tabs


def _draw(request: HttpRequest, form: StudyForm | None, status: int) -> HttpResponse:
    user = reader(request)
    found = standing(user)
    editable = allows(user, Act.EDIT_CUSTOMERS)
    context: dict[str, object] = {
        "standing": found,
        "study": found.study,
        "under_way": found.under_way,
        "editable": editable,
        "form": form or StudyForm.as_before(found.latest),
        "imports": address("customers:imports") if editable else "",
        "tabs": tabs(user, "customers:overview"),
        "found": None,
    }
    if found.study is not None:
        context["found"] = overview(
            found.study,
            names=dict(Segment.objects.values_list("code", "name")),
            currency=company().currency,
            listing=reverse("customers:list"),
        )
    return render(request, "customers/overview.html", context, status=status)


@require_safe
@page(Act.SEE_CUSTOMERS)
def show(request: HttpRequest) -> HttpResponseBase:
    """Show what the newest study found."""
    return _draw(request, None, 200)


@require_POST
@page(Act.EDIT_CUSTOMERS)
def ask(request: HttpRequest) -> HttpResponseBase:
    """Have the purchases studied again."""
    form = StudyForm(request.POST)
    if not form.is_valid():
        return _draw(request, form, 422)
    try:
        services.ask_study(
            actor=reader(request),
            value_weeks=form.cleaned_data["value_weeks"],
            discount=form.share,
            now=timezone.now(),
        )
    except Invalid as refusal:
        form.add_error(None, f"{refusal.message} {refusal.next_step}".strip())
        return _draw(request, form, 422)
    messages.success(request, "The worker studies the purchases now.")
    return redirect("customers:overview")


def _study(request: HttpRequest, pk: int) -> LoyaltyStudy:
    seen = LoyaltyStudy.objects.visible_to(reader(request)).light()
    return get_object_or_404(seen, pk=pk)


@require_safe
@page(Act.SEE_CUSTOMERS)
def progress(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer how far the worker is; when it is through, with the page itself."""
    job = _study(request, pk)
    if not job.is_under_way:
        if request.headers.get("HX-Request"):
            return HttpResponseClientRefresh()
        return redirect("customers:overview")
    editable = allows(reader(request), Act.EDIT_CUSTOMERS)
    context = {"job": job, "editable": editable}
    return render(request, "customers/_progress.html", context)


@require_POST
@page(Act.EDIT_CUSTOMERS)
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop a study."""
    services.cancel_study(
        actor=reader(request), job=_study(request, pk), now=timezone.now()
    )
    messages.success(request, "Cancelled. The figures stay those of the study before.")
    return redirect("customers:overview")
