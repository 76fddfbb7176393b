"""The people we know: the list, one of them, and what may be done with each."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act, allows
from accounts.queries import local_day
from core.exports import Cell, download
from core.numbers import typed_whole
from core.refusals import Refusal
from planner.outreach import services
from planner.outreach.forms import (
    ConsentForm,
    KnowForm,
    NewPersonForm,
    PersonForm,
    WantedForm,
)
from planner.outreach.models import Acquaintance, Sending
from planner.outreach.queries import lists
from planner.outreach.queries.asking import occasion
from planner.outreach.queries.twins import twins_of
from planner.outreach.views.sections import tabs, the_person

PER_PAGE = 50
HEAD = (
    *("name", "organisation", "email", "phone", "kind", "closeness", "interests"),
    *("known by", "last contact", "consent", "do not contact", "in a line"),
)


@require_safe
@page(Act.SEE_OUTREACH)
def people(request: HttpRequest) -> HttpResponse:
    """List the people we know."""
    user = reader(request)
    form = WantedForm(request.GET)
    rows = lists.people(user, form.wanted())
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filtered": bool(form.changed_data),
        "tabs": tabs(user, "outreach:people"),
        "may_import": allows(user, Act.IMPORT_NAMES),
        "may_merge": allows(user, Act.MERGE_NAMES),
    }
    return render(request, "outreach/people.html", context)


@require_safe
@page(Act.SEE_OUTREACH)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the list, as it is narrowed, as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    rows = lists.people(reader(request), WantedForm(request.GET).wanted())
    return download(kind, HEAD, _cells(rows), name="people-we-know")


def _cells(rows: Any) -> Iterator[list[Cell]]:  # noqa: ANN401
    for row in rows.iterator(chunk_size=500):
        yield [
            row.name,
            row.organisation,
            row.email,
            row.phone,
            row.get_kind_display(),
            row.get_closeness_display(),
            "; ".join(interest.name for interest in row.interests.all()),
            "; ".join(known.person.name for known in row.known_by.all()),
            row.last_contact_on,
            row.get_consent_display(),
            row.why_not,
            row.line,
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.WORK_OUTREACH)
def new(request: HttpRequest) -> HttpResponse:
    """Write somebody down in seconds."""
    form = NewPersonForm(request.POST or None)
    twins: tuple[tuple[Acquaintance, str], ...] = ()
    if form.is_valid():
        try:
            row = services.add(
                actor=reader(request),
                facts=form.facts(),
                interests=form.interest_names(),
                anyway=form.cleaned_data["anyway"],
                now=timezone.now(),
            )
        except services.LooksKnown as refusal:
            twins = refusal.twins
            form.take(refusal)
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, f"{row} is written down.")
            return redirect("outreach:person", row.pk)
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "twins": twins,
        "row": None,
        "tabs": tabs(reader(request), "outreach:people"),
    }
    return render(request, "outreach/person_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.WORK_OUTREACH)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written of somebody."""
    row = the_person(reader(request), pk)
    start = {"interests": ", ".join(i.name for i in row.interests.all())}
    form = PersonForm(request.POST or None, instance=row, initial=start)
    revision: int | None = row.revision
    if form.is_bound:
        revision = typed_whole(request.POST.get("revision", ""))
    if form.is_valid():
        try:
            services.edit(
                actor=reader(request),
                pk=pk,
                revision=revision,
                facts=form.facts(),
                interests=form.interest_names(),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.take(refusal)
            # Saved again, it is on top of what stands on the page by then.
            revision = the_person(reader(request), pk).revision
        else:
            messages.success(request, "It is changed.")
            return redirect("outreach:person", pk)
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "twins": (),
        "row": row,
        "revision": revision,
        "tabs": tabs(reader(request), "outreach:people"),
    }
    return render(request, "outreach/person_form.html", context, status=status)


@require_safe
@page(Act.SEE_OUTREACH)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show somebody with all talks, promises and who brought whom."""
    user = reader(request)
    row = the_person(user, pk)
    context = {
        "row": row,
        "tabs": tabs(user, "outreach:people"),
        "occasion": occasion(row, today=local_day(timezone.now())),
        "contacts": row.contacts.select_related("by", "interest", "sending").order_by(
            "-on", "-pk"
        )[:PER_PAGE],
        "loose": set(
            Sending.objects.loose(timezone.now())
            .filter(contact__acquaintance=row, contact__by=user)
            .values_list("contact_id", flat=True)
        ),
        "follow_ups": row.follow_ups.select_related("owner").order_by("-due_at")[:20],
        "brought": row.referrals_made.select_related("brought").order_by("-on"),
        "brought_by": row.referrals_received.select_related("source").order_by("-on"),
        "twins": twins_of(row),
        "consent": ConsentForm(initial={"consent": row.consent}),
        "know": KnowForm(initial={"closeness": row.closeness}),
        "now": timezone.now(),
        "may_erase": allows(user, Act.KEEP_PRIVACY),
        "may_merge": allows(user, Act.MERGE_NAMES),
        "may_work": allows(user, Act.WORK_OUTREACH),
    }
    return render(request, "outreach/person.html", context)


@require_POST
@page(Act.WORK_OUTREACH)
def say(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Note what they let us do, or that one knows them."""
    actor, now = reader(request), timezone.now()
    if step == "consent":
        form = ConsentForm(request.POST)
        if form.is_valid():
            services.set_consent(actor=actor, pk=pk, now=now, **form.cleaned_data)
    elif step == "know":
        known = KnowForm(request.POST)
        if known.is_valid():
            services.know(actor=actor, pk=pk, now=now, **known.cleaned_data)
    elif step == "forbid":
        reason = request.POST.get("reason", "")
        services.forbid_contact(actor=actor, pk=pk, reason=reason, now=now)
    elif step == "allow":
        services.allow_contact(actor=actor, pk=pk, now=now)
    else:
        raise Http404
    messages.success(request, "It is noted.")
    return redirect("outreach:person", pk)


@require_POST
@page(Act.KEEP_PRIVACY)
def everything(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out all that is held about somebody, as a file."""
    found = services.give_everything(actor=reader(request), pk=pk, now=timezone.now())
    response = JsonResponse(found, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="person-{pk}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.KEEP_PRIVACY)
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then erase what is personal of somebody."""
    row = the_person(reader(request), pk)
    if request.method == "POST":
        services.erase(actor=reader(request), pk=pk, now=timezone.now())
        messages.success(request, "Everything personal is erased.")
        return redirect("outreach:people")
    context = {"row": row, "tabs": tabs(reader(request), "outreach:people")}
    return render(request, "outreach/erase.html", context)
