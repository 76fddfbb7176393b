"""Initiatives: what would let operations do more, and what the CEO funds of it."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows, require
from accounts.queries import company
from core import exports
from core.numbers import typed_whole
from core.pages import Link
from core.refusals import Conflict, Invalid
from core.templatetags.shares import money
from operations import services
from operations.filters import InitiativeFilter
from operations.forms.facts import InitiativeForm, stored_texts
from operations.models import Initiative
from operations.templatetags.estimates import amount
from operations.views.board import tabs, week_of

ROWS_A_PAGE = 50


def _get(request: HttpRequest, pk: int) -> Initiative:
    rows = Initiative.objects.visible_to(reader(request)).select_related(
        "capability", "funded_by"
    )
    return get_object_or_404(rows, pk=pk)


def _listed(request: HttpRequest) -> tuple[InitiativeFilter, QuerySet[Initiative]]:
    rows = (
        Initiative.objects.visible_to(reader(request))
        .select_related("capability", "funded_by")
        .order_by("available_from", "pk")
    )
    chosen = InitiativeFilter(request.GET, queryset=rows)
    return chosen, chosen.qs


@require_safe
@page(Act.SEE_OPERATIONS)
def show_all(request: HttpRequest) -> HttpResponseBase:
    """List what has been proposed, and what is funded."""
    chosen, rows = _listed(request)
    user = reader(request)
    context = {
        "filter": chosen,
        "filtered": bool(request.GET.get("state") or request.GET.get("capability")),
        "rows": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "currency": company().currency,
        "editable": allows(user, Act.EDIT_OPERATIONS),
        "may_fund": allows(user, Act.DECIDE),
        "tabs": tabs("initiatives", week_of("")),
    }
    return render(request, "operations/initiatives.html", context)


@require_safe
@page(Act.SEE_OPERATIONS)
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the listed initiatives as a file."""
    if kind not in {"csv", "xlsx"}:
        raise Http404
    head = ["initiative", "name", "capability", "unit", "adds", "cost"]
    head += ["currency", "helps from", "state", "funded by", "note"]
    currency = company().currency
    _, rows = _listed(request)
    cells: list[list[exports.Cell]] = [
        [
            row.code,
            row.name,
            row.capability.code,
            "people" if row.capability.is_staffed else row.capability.unit,
            row.adds,
            row.cost,
            currency,
            row.available_from,
            row.get_state_display(),
            row.funded_by.name if row.funded_by else "",
            row.note,
        ]
        for row in rows
    ]
    return exports.download(kind, head, cells, name="initiatives")


def _form_page(
    request: HttpRequest, form: InitiativeForm, *, title: str
) -> HttpResponse:
    back = reverse("operations:initiatives")
    context = {
        "form": form,
        "title": title,
        "back": back,
        "crumbs": [
            Link(title="Operations", url=reverse("operations:board")),
            Link(title="Initiatives", url=back),
        ],
    }
    return render(
        request, "operations/initiative_form.html", context, status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_OPERATIONS)
def create(request: HttpRequest) -> HttpResponseBase:
    """Propose an initiative."""
    form = InitiativeForm(
        request.POST or None,
        currency=company().currency,
        initial={"capability": request.GET.get("capability", "")[:20]},
    )
    if form.is_valid():
        try:
            initiative = services.create_initiative(
                actor=reader(request),
                code=form.cleaned_data["code"],
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{initiative} proposed.")
            return redirect("operations:initiatives")
    return _form_page(request, form, title="New initiative")


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_OPERATIONS)
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change an initiative."""
    initiative = _get(request, pk)
    form = InitiativeForm(
        request.POST or None, currency=company().currency, initiative=initiative
    )
    stored = stored_texts(form, form.initial)
    revision, name = initiative.revision, initiative.name
    if form.is_valid():
        try:
            services.edit_initiative(
                actor=reader(request),
                initiative=initiative,
                revision=form.seen,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal, revision=revision, stored=stored)
        else:
            messages.success(request, f"{initiative} saved.")
            return redirect("operations:initiatives")
    return _form_page(request, form, title=f"Change {name}")


class Step:
    """One way an initiative may go: who may, what is asked, and what is done."""

    def __init__(
        self,
        act: Act,
        command: Any,  # noqa: ANN401
        *,
        ask: str,
        text: str,
        submit: str,
        done: str,
    ) -> None:
        self.act, self.command = act, command
        self.ask, self.text, self.submit, self.done = ask, text, submit, done


STEPS: Final = {
    "fund": Step(
        Act.DECIDE,
        services.fund,
        ask="Fund {name}?",
        text="You grant {cost} for {adds} more a week of {capability}, from {day} "
        "on. Plans scored from now on count it.",
        submit="Fund it",
        done="{name} is funded.",
    ),
    "take-back": Step(
        Act.DECIDE,
        services.take_funding_back,
        ask="Take the funding of {name} back?",
        text="It becomes a candidate again, and plans scored from now on do without "
        "the {adds} more a week of {capability}.",
        submit="Take it back",
        done="{name} is a candidate again.",
    ),
    "drop": Step(
        Act.EDIT_OPERATIONS,
        services.drop_initiative,
        ask="Drop {name}?",
        text="It is offered to nobody any more. It stays on the list, and can be "
        "reconsidered.",
        submit="Drop it",
        done="{name} is dropped.",
    ),
    "reconsider": Step(
        Act.EDIT_OPERATIONS,
        services.reconsider_initiative,
        ask="Reconsider {name}?",
        text="It becomes a candidate for funding again: {cost} for {adds} more a week "
        "of {capability}.",
        submit="Make it a candidate",
        done="{name} is a candidate again.",
    ),
}


def _words(initiative: Initiative) -> dict[str, str]:
    capability = initiative.capability
    people = "person" if initiative.adds == 1 else "people"
    unit = people if capability.is_staffed else capability.units
    return {
        "name": initiative.name,
        "cost": money(initiative.cost, company().currency),
        "adds": f"{amount(initiative.adds)} {unit}",
        "capability": capability.name,
        "day": date_format(initiative.available_from),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_OPERATIONS)
def decide(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    """Ask before an initiative is funded, dropped or brought back; then do it."""
    way = STEPS.get(step)
    if way is None:
        raise Http404
    require(reader(request), way.act)
    initiative = _get(request, pk)
    words = _words(initiative)
    if request.method == "POST":
        options: dict[str, Any] = {}
        if step == "fund":
            options["revision"] = _seen(request.POST.get("revision", ""))
        way.command(
            initiative=initiative,
            actor=reader(request),
            now=timezone.now(),
            **options,
        )
        messages.success(request, way.done.format(**words))
        return redirect("operations:initiatives")
    context = {
        "initiative": initiative,
        "title": way.ask.format(**words),
        "text": way.text.format(**words),
        "submit": way.submit,
        "back": reverse("operations:initiatives"),
        "crumbs": [
            Link(title="Operations", url=reverse("operations:board")),
            Link(title="Initiatives", url=reverse("operations:initiatives")),
        ],
    }
    return render(request, "operations/initiative_move.html", context)


def _seen(text: str) -> int:
    return typed_whole(text) or 0
