"""The people of the company: who they are and what they may do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import queries
from accounts.forms import InvitationForm, RoleForm
from accounts.guards import page, reader
from accounts.models import Role
from accounts.policy import Act
from accounts.services import people as services
from accounts.services import second_step
from accounts.views.sections import put_into, show
from core.pages import Link
from core.refusals import Refusal

PEOPLE_ON_A_PAGE = 50


def _crumbs() -> list[Link]:
    return [
        Link(title="Settings", url=reverse("accounts:settings")),
        Link(title="People", url=reverse("accounts:people")),
    ]


@page(Act.MANAGE_PEOPLE)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = queries.colleagues()
    if words:
        found = found.filter(name__icontains=words) | found.filter(
            email__icontains=words
        )
    pages = Paginator(found, PEOPLE_ON_A_PAGE)
    return show(
        request,
        "people",
        section="people",
        page=pages.get_page(request.GET.get("page")),
        words=words,
    )


@page(Act.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, initial={"role": Role.FRONTLINE})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            person = services.invite(
                actor=reader(request), now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            return _show_link(request, person.pk, status=201)
    return show(
        request, "invite", section="people", status=status, form=form, crumbs=_crumbs()
    )


def _show_link(request: HttpRequest, person: int, *, status: int = 200) -> HttpResponse:
    """Make a link, send it, and show it: the only time it is seen."""
    found = get_object_or_404(queries.colleagues(), pk=person)
    actor = reader(request)
    path = services.invitation(actor=actor, person=found)
    link = request.build_absolute_uri(path)
    sent = services.mail_invitation(actor=actor, person=found, link=link)
    return show(
        request,
        "invited",
        section="people",
        status=status,
        person=found,
        link=link,
        sent=sent,
        crumbs=_crumbs(),
    )


@page(Act.MANAGE_PEOPLE)
@require_POST
def link(request: HttpRequest, person: int) -> HttpResponse:
    return _show_link(request, person)


@page(Act.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person: int) -> HttpResponse:
    found = get_object_or_404(queries.colleagues(), pk=person)
    initial = {"role": found.role, "department": found.department}
    form = RoleForm(request.POST or None, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            services.change_role(
                actor=reader(request),
                person=found,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            status = put_into(form, refusal)
        else:
            return _role_saved(request, found.pk)
    return show(
        request,
        "person",
        section="people",
        status=status,
        form=form,
        person=found,
        oneself=found.pk == reader(request).pk,
        second_step=queries.has_second_step(found),
        events=queries.audit_events().filter(
            subject_type="user", subject_id=str(found.pk)
        )[:20],
        crumbs=_crumbs(),
    )


def _role_saved(request: HttpRequest, person: int) -> HttpResponse:
    """Go back to the list; a new CEO has a password to choose first."""
    found = get_object_or_404(queries.colleagues(), pk=person)
    if found.is_ceo and not found.has_usable_password():
        return _show_link(request, person)
    messages.success(request, f"The role of {found.name} is saved.")
    return redirect("accounts:people")


@page(Act.MANAGE_PEOPLE)
@require_POST
def reset_second_step(request: HttpRequest, person: int) -> HttpResponse:
    """Help a colleague who has lost the device that gives their codes."""
    found = get_object_or_404(queries.colleagues(), pk=person)
    second_step.reset_second_step(
        actor=reader(request), person=found, now=timezone.now()
    )
    messages.success(
        request,
        f"{found.name} signs in with the password alone until a new second step is "
        "set up. All sessions have ended.",
    )
    return redirect("accounts:person", person=person)


@page(Act.MANAGE_PEOPLE)
@require_POST
def access(request: HttpRequest, person: int, change: str) -> HttpResponse:
    """Shut a colleague out, or let them in again."""
    found = get_object_or_404(queries.colleagues(), pk=person)
    command = services.deactivate if change == "end" else services.reactivate
    command(actor=reader(request), person=found, now=timezone.now())
    done = "can no longer sign in" if change == "end" else "can sign in again"
    messages.success(request, f"{found.name} {done}.")
    return redirect("accounts:person", person=person)
