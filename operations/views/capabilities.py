"""A capability's page, and the forms that enter, change and delete it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.models import AuditEvent
from accounts.policy import Act
from accounts.queries import company
from core import editing
from core.charts import Load, LoadProfile, load_profile
from core.pages import Figure, Link, Phrase
from core.refusals import Conflict, Invalid
from core.templatetags.shares import percent
from core.weeks import monday_of
from operations import services
from operations.forms.facts import CapabilityForm, initial_of, stored_texts
from operations.models import Capability
from operations.queries import CapabilityPage, capability_page
from operations.templatetags.estimates import amount, estimate

WEEKS = 26
ENTERED = "entered a capability"  # its facts stand on the page
GAP = "\N{NO-BREAK SPACE}"


def _get(request: HttpRequest, pk: int) -> Capability:
    return get_object_or_404(Capability.objects.visible_to(reader(request)), pk=pk)


def _crumbs(*more: Link) -> list[Link]:
    return [Link(title="Operations", url=reverse("operations:board")), *more]


def _week(day: date) -> str:
    return date_format(day, "j F")


def _verdict(capability: Capability, found: CapabilityPage) -> list[Phrase]:
    """Say whether what is committed fits, and where it is fullest."""
    name = capability.name
    if found.over:
        first = found.over[0]
        short = amount(round(found.committed[first] - found.capacity[first], 1))
        return [
            Phrase(f"{name} is "),
            Phrase(
                f"promised more than it can do in {len(found.over)}", tone="not-kept"
            ),
            Phrase(
                f" of the next {WEEKS} weeks: from the week of "
                f"{_week(found.weeks[first])} it is {short}{GAP}{capability.units} short."
            ),
        ]
    number, share = found.fullest
    if not share:
        return [
            Phrase(f"{name} has no load of its own in the next {WEEKS} weeks; "),
            Phrase("the load ahead", url=reverse("scores:load")),
            Phrase(" adds up what is promised."),
        ]
    return [
        Phrase(f"{name} can do what is committed in all of the next {WEEKS} weeks; "),
        Phrase(f"at its fullest, in the week of {_week(found.weeks[number])}, "),
        Phrase(percent(share), tone="at-risk" if share > 0.85 else ""),
        Phrase(" is taken."),
    ]


def _figures(capability: Capability, found: CapabilityPage) -> list[Figure]:
    units = capability.units
    figures = [
        Figure(
            label="Can do",
            value=amount(round(found.capacity[0], 1)),
            meaning=f"{units} this week{_spread(capability)}",
        ),
        Figure(
            label="Taken",
            value=amount(round(found.committed[0], 1)),
            meaning=f"{units} this week, beside promises and plans",
        ),
        Figure(
            label="Waiting",
            value=amount(capability.backlog),
            meaning=f"{units}, served before anything new",
        ),
    ]
    if capability.is_staffed:
        people = Figure(
            label="People",
            value=amount(capability.servers),
            meaning=f"{amount(capability.handle_minutes)} minutes each, "
            f"{amount(capability.open_minutes)} minutes open a week",
        )
        figures.append(people)
    return figures


def _spread(capability: Capability) -> str:
    usual = capability.capacity
    if usual is None or usual.is_exact:
        return ""
    return f"; usually {estimate(usual)}"


def _chart(capability: Capability, found: CapabilityPage) -> LoadProfile:
    nothing = (0.0,) * len(found.weeks)
    return load_profile(
        Load(
            label=capability.name,
            unit=f"{capability.units}",
            committed=found.committed,
            reserved=nothing,
            plan=nothing,
            capacity=found.capacity,
        ),
        weeks=[date_format(week, "j M") for week in found.weeks],
        title="Load against capacity",
        note="What is taken beside promises and plans, against the likely capacity with "
        "what funded initiatives add. The load ahead adds promises and plans.",
    )


def _changes(changes: Mapping[str, Any]) -> str:
    """Write an audit event's changes as words."""
    parts = []
    for name, pair in list(changes.items())[:12]:
        if isinstance(pair, list) and len(pair) == 2:
            before, after = ("–" if side in (None, "") else side for side in pair)
            parts.append(f"{_named(name)}: {before} → {after}")
    more = len(changes) - len(parts)
    return "; ".join(parts) + (f"; and {more} more" if parts and more > 0 else "")


def _named(name: str) -> str:
    """Name what changed: "2027-07-26 capacity" is the capacity of a week."""
    day, _, measure = name.partition(" ")
    try:
        week = date.fromisoformat(day)
    except ValueError:
        return name.replace("_", " ")
    return f"{measure} of the week of {date_format(week)}"


def _events(events: tuple[AuditEvent, ...]) -> list[dict[str, Any]]:
    return [
        {
            "title": event.action.capitalize(),
            "at": event.at,
            "who": event.actor_name,
            "text": "" if event.action == ENTERED else _changes(event.changes),
            "url": "",
            "tone": "",
        }
        for event in events
    ]


@require_safe
@page(Act.SEE_OPERATIONS)
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what a capability can do, what is taken of it, and what would lift it."""
    capability = _get(request, pk)
    found = capability_page(
        user=reader(request),
        capability=capability,
        weeks_from=monday_of(timezone.localdate()),
        weeks=WEEKS,
    )
    context = {
        "capability": capability,
        "found": found,
        "crumbs": _crumbs(),
        "phrases": _verdict(capability, found),
        "figures": _figures(capability, found),
        "chart": _chart(capability, found),
        "events": _events(found.events),
        "currency": company().currency,
    }
    return render(request, "operations/capability.html", context)


def _form_page(
    request: HttpRequest, form: CapabilityForm, *, title: str, back: str
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "crumbs": _crumbs()}
    return render(
        request, "operations/capability_form.html", context, status=form.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_OPERATIONS)
def create(request: HttpRequest) -> HttpResponseBase:
    """Enter a capability."""
    form = CapabilityForm(request.POST or None)
    if form.is_valid():
        try:
            capability = services.create_capability(
                actor=reader(request),
                code=form.cleaned_data["code"],
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{capability} entered.")
            return redirect("operations:capability", capability.pk)
    back = reverse("operations:board")
    return _form_page(request, form, title="New capability", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_OPERATIONS)
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a capability."""
    capability = _get(request, pk)
    form = CapabilityForm(request.POST or None, capability=capability)
    stored = initial_of(capability)
    name = capability.name
    if form.is_valid():
        try:
            services.edit_capability(
                actor=reader(request),
                capability=capability,
                revision=form.seen,
                facts=form.facts(),
                now=timezone.now(),
            )
        except (Invalid, Conflict) as refusal:
            form.refuse(
                refusal, revision=stored["revision"], stored=stored_texts(form, stored)
            )
        else:
            messages.success(request, f"{capability} saved.")
            return redirect("operations:capability", pk)
    back = reverse("operations:capability", args=[pk])
    return _form_page(request, form, title=f"Change {name}", back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.EDIT_OPERATIONS)
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then delete; what leans on it is said before and after asking."""
    capability = _get(request, pk)
    if request.method == "POST":
        services.delete_capability(
            actor=reader(request), capability=capability, now=timezone.now()
        )
        messages.success(request, f"{capability} deleted.")
        return redirect("operations:board")
    back = reverse("operations:capability", args=[pk])
    context = {
        "capability": capability,
        "reasons": editing.leaning_on(capability),
        "back": back,
        "crumbs": _crumbs(Link(title=capability.name, url=back)),
    }
    return render(request, "operations/capability_delete.html", context)
