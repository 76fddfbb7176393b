"""The page of what hangs together."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import page, reader
from accounts.models import User
from accounts.policy import Act, lacks_second_step
from core.refusals import Refusal
from planner.portfolio import queries, services
from planner.portfolio.forms import (
    ExclusionForm,
    MustHaveForm,
    PrerequisiteForm,
    ReasonedForm,
)

PREREQUISITE, EXCLUSION, MUST = "prerequisite", "exclusion", "must"


def _form(kind: str, user: User, data: Any = None) -> ReasonedForm:  # noqa: ANN401
    if kind == PREREQUISITE:
        own, others = queries.can_require(user), queries.can_be_required(user)
        return PrerequisiteForm(data, own=own, others=others, prefix=kind)
    offered = queries.can_be_shaped(user)
    if kind == EXCLUSION:
        return ExclusionForm(data, offered=offered, prefix=kind)
    return MustHaveForm(data, offered=offered, prefix=kind)


def _page(
    request: HttpRequest, kind: str = "", refused: ReasonedForm | None = None
) -> HttpResponse:
    user = reader(request)
    told = queries.relations_page(user)
    kinds = [PREREQUISITE] if told.may_relate else []
    kinds += [EXCLUSION, MUST] if told.may_shape else []
    forms = {
        each: _form(each, user) if each in kinds else None
        for each in (PREREQUISITE, EXCLUSION, MUST)
    }
    if refused is not None:
        forms[kind] = refused
    context = {
        "told": told,
        "forms": forms,
        "opened": kind,
        "barred": told.may_shape and lacks_second_step(user),
    }
    status = refused.status if refused is not None else 200
    return render(request, "portfolio/relations.html", context, status=status)


@require_safe
@page(Act.SEE_DECISIONS)
def relations(request: HttpRequest) -> HttpResponse:
    """Show what requires what, what excludes what, and what must be in."""
    return _page(request)


def _add(
    request: HttpRequest, kind: str, service: Callable[..., object], done: str
) -> HttpResponse:
    """Carry out what was typed, or show the form again with what is wrong."""
    user = reader(request)
    form = _form(kind, user, request.POST)
    if not form.is_valid():
        return _page(request, kind, form)
    facts = {k: v for k, v in form.cleaned_data.items() if k != "revision"}
    try:
        service(actor=user, now=timezone.now(), **facts)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, kind, form)
    messages.success(request, done)
    return redirect("portfolio:relations")


@require_POST
@page(Act.RELATE_PLANS)
def add_prerequisite(request: HttpRequest) -> HttpResponse:
    done = "The prerequisite holds from the next search on."
    return _add(request, PREREQUISITE, services.add_prerequisite, done)


@require_POST
@page(Act.SHAPE_CHOICE)
def add_exclusion(request: HttpRequest) -> HttpResponse:
    done = "From the next search on at most one of them is chosen."
    return _add(request, EXCLUSION, services.add_exclusion, done)


@require_POST
@page(Act.SHAPE_CHOICE)
def add_must_have(request: HttpRequest) -> HttpResponse:
    done = "From the next search on it is in every set."
    return _add(request, MUST, services.add_must_have, done)


def _removed(request: HttpRequest) -> HttpResponse:
    messages.success(request, "It is taken away, and holds no more.")
    return redirect("portfolio:relations")


@require_POST
@page(Act.RELATE_PLANS)
def remove_prerequisite(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_prerequisite(
        actor=reader(request), prerequisite_id=pk, now=timezone.now()
    )
    return _removed(request)


@require_POST
@page(Act.SHAPE_CHOICE)
def remove_exclusion(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_exclusion(
        actor=reader(request), exclusion_id=pk, now=timezone.now()
    )
    return _removed(request)


@require_POST
@page(Act.SHAPE_CHOICE)
def remove_must_have(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_must_have(
        actor=reader(request), must_have_id=pk, now=timezone.now()
    )
    return _removed(request)
