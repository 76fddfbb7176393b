"""Names that come in: from a file, from the customer base; and those that are one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guards import page, reader
from accounts.policy import Act, allows, require
from accounts.queries import company
from core.numbers import typed_whole
from core.refusals import Refusal
from core.sheets import MEGABYTE
from customers.models import Rhythm
from planner.outreach import services
from planner.outreach.forms import MappingForm, RulesForm, UploadForm
from planner.outreach.incoming import MOST_FAULTS, head_of
from planner.outreach.models import Acquaintance, OutreachRules
from planner.outreach.queries import lists
from planner.outreach.queries.twins import pairs
from planner.outreach.services.merging import PICKED
from planner.outreach.services.rules import RULES
from planner.outreach.views.sections import tabs, the_person

MOST = 10 * MEGABYTE
SHOWN = 12
LABELS = {
    "email": "e-mail address",
    "line": "in a line",
    "ideal_days": "ideal interval, days",
    "maximum_days": "maximum interval, days",
}


@dataclass(frozen=True)
class Line:
    """One fact of two people, side by side."""

    name: str
    label: str
    one: str
    other: str
    takes_other: bool

    @property
    def same(self) -> bool:
        return self.one == self.other


def _shown(row: Acquaintance, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def side_by_side(one: Acquaintance, other: Acquaintance) -> list[Line]:
    """Return every fact of both; where one says nothing, the other is picked first."""
    found = []
    for name in PICKED:
        here, there = _shown(one, name), _shown(other, name)
        label = LABELS.get(name, name).capitalize()
        closer = name == "closeness" and other.closeness > one.closeness
        taken = bool(there) and not here
        found.append(Line(name, label, here, there, taken or closer))
    return found


@require_safe
@page(Act.MERGE_NAMES)
def duplicates(request: HttpRequest) -> HttpResponse:
    """List the pairs of names that may be one person."""
    user = reader(request)
    context = {"pairs": pairs(user), "tabs": tabs(user, "outreach:people")}
    return render(request, "outreach/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.MERGE_NAMES)
def pair(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Show two names side by side, and merge them as the reader picks."""
    user, now = reader(request), timezone.now()
    first, second = the_person(user, one), the_person(user, other)
    if request.method == "POST":
        if request.POST.get("step") == "two":
            services.are_two(actor=user, one=one, other=other, now=now)
            messages.success(request, "They are two people; nobody asks again.")
            return redirect("outreach:duplicates")
        found = services.merge(
            actor=user,
            keep=one,
            drop=other,
            picks={name: request.POST[name] for name in PICKED if name in request.POST},
            revisions=_revisions(request),
            now=now,
        )
        messages.success(request, f"{found} is one person now.")
        return redirect("outreach:person", found.pk)
    context = {
        "one": first,
        "other": second,
        "lines": side_by_side(first, second),
        "tabs": tabs(user, "outreach:people"),
    }
    return render(request, "outreach/pair.html", context)


def _revisions(request: HttpRequest) -> tuple[int, int]:
    """Return what was seen; what cannot be read is nothing that is stored."""
    seen = [request.POST.get(name, "") for name in ("seen_one", "seen_other")]
    one, other = (typed_whole(text) or 0 for text in seen)
    return one, other


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.IMPORT_NAMES)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a table of names; say where else they can come from."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = services.upload(
                actor=reader(request),
                name=str(file.name),
                content=file.read(MOST + 1),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            return redirect("outreach:file", row.pk)
    context = {"form": form, "tabs": tabs(reader(request), "outreach:import")}
    status = 422 if form.is_bound else 200
    return render(request, "outreach/import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.IMPORT_NAMES)
def names_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Match columns, look at what would come in, and bring it in."""
    actor, now = reader(request), timezone.now()
    file = services.own_file(actor, pk)
    step = request.POST.get("step", "")
    if step == "forget":
        services.throw_away(actor=actor, pk=pk)
        return redirect("outreach:import")
    if step == "commit":
        found = services.commit(actor=actor, pk=pk, now=now)
        messages.success(request, f"{len(found.people)} names are in.")
        return redirect("outreach:people")
    if file.committed_at is not None:
        return redirect("outreach:people")
    head, rows = head_of(bytes(file.content))
    form = MappingForm(request.POST if step else None, head=head, initial=file.mapping)
    if step and form.is_valid():
        services.map_columns(actor=actor, pk=pk, mapping=form.cleaned_data)
        return redirect("outreach:file", pk)
    found = services.check(actor=actor, pk=pk, now=now)
    context = {
        "file": file,
        "tabs": tabs(actor, "outreach:import"),
        "form": form,
        "head": head,
        "rows": rows,
        "found": found,
        "faults": found.faults[:MOST_FAULTS],
        "shown": found.people[:SHOWN],
        "known": found.known[:MOST_FAULTS],
    }
    status = 422 if form.is_bound else 200
    return render(request, "outreach/names_file.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.IMPORT_NAMES)
def customers(request: HttpRequest) -> HttpResponse:
    """Show customers whose silence is worst, and take the chosen ones among us."""
    user = reader(request)
    if request.method == "POST":
        codes = request.POST.getlist("customer")
        added = services.bring_customers(actor=user, codes=codes, now=timezone.now())
        messages.success(request, f"{len(added)} customers are among the people now.")
        return redirect("outreach:customers")
    state = request.GET.get("state", "")
    chosen = state if state in lists.SHOWN else Rhythm.SILENT
    context = {
        "rows": lists.customers_to_bring(user, state),
        "state": str(chosen),
        "tabs": tabs(user, "outreach:people"),
        "states": [(s, Rhythm(s).label) for s in lists.SHOWN],
        "currency": company().currency,
    }
    return render(request, "outreach/customers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_OUTREACH)
def rules(request: HttpRequest) -> HttpResponse:
    """Show what the firm assumes, to be changed by those who may."""
    user = reader(request)
    if request.method == "POST":
        require(user, Act.RULE_OUTREACH)
    row = OutreachRules.objects.current()
    form = RulesForm(
        request.POST or None, instance=row, initial={"revision": row.revision}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_rules(
                actor=user,
                facts={name: data[name] for name in RULES},
                revision=data["revision"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.take(refusal, revision=OutreachRules.objects.current().revision)
        else:
            messages.success(request, "Lists made from now on follow it.")
            return redirect("outreach:rules")
    context = {
        "form": form,
        "row": row,
        "may_set": allows(user, Act.RULE_OUTREACH),
        "tabs": tabs(user, "outreach:rules"),
        "currency": company().currency,
    }
    status = 422 if form.is_bound else 200
    return render(request, "outreach/rules.html", context, status=status)
