"""Look at what could be retired, and read what was found."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.guards import page, reader
from accounts.policy import Act, allows, may_decide
from core.exports import Cell, download
from core.pages import Link
from planner.pruning import queries, services
from planner.pruning.forms import ProposalForm, ShowForm, WordForm
from planner.pruning.models import Pruning
from planner.pruning.pages import finding_page, prune_page
from planner.pruning.pages.rows import tables


def crumbs(*, inside: bool = False) -> list[Link]:
    """Return the way here: the desk, and the list on all but its own page."""
    desk = Link(title="Decide", url=reverse("decisions:board"))
    home_link = Link(title="Prune", url=reverse("pruning:home"))
    return [desk, home_link] if inside else [desk]


EXPORT_HEAD = (
    "thing",
    "kind",
    "name",
    "of",
    "ground",
    "surely",
    "why",
    "would free",
    "money",
    "becomes keepable",
    "proposed",
)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Act.SEE_DECISIONS)
def home(request: HttpRequest) -> HttpResponse:
    """Show what could be retired; a POST looks again."""
    user, now = reader(request), timezone.now()
    if request.method == "POST":
        services.look(actor=user, now=now)
        return redirect("pruning:home")
    stands = queries.newest(user, now)
    form = ShowForm(request.GET)
    chosen = form.chosen()
    context = {
        "crumbs": crumbs(),
        "stands": stands,
        "form": form,
        "filtered": any(chosen.values()),
        "page": prune_page(stands, **chosen) if stands.done else None,
        "proposed": list(stands.proposed.values()),
        "kept": list(stands.kept.values()),
        "may_look": allows(user, Act.COMPARE_PLANS),
    }
    return render(request, "pruning/home.html", context)


def _run(request: HttpRequest, pk: int) -> Pruning:
    return get_object_or_404(Pruning.objects.visible_to(reader(request)), pk=pk)


@require_safe
@page(Act.SEE_DECISIONS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far it is, and send to the whole page as soon as it is over."""
    run = _run(request, pk)
    if "HX-Request" not in request.headers:
        return redirect("pruning:home")
    response = render(request, "pruning/_progress.html", {"run": run})
    if run.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@page(Act.COMPARE_PLANS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    services.cancel(
        actor=reader(request), pruning=_run(request, pk), now=timezone.now()
    )
    messages.success(request, "The look is cancelled. What was found before stands.")
    return redirect("pruning:home")


@require_safe
@page(Act.SEE_DECISIONS)
def finding(request: HttpRequest, key: str) -> HttpResponse:
    """Show one thing that could be retired, with all its figures."""
    return finding_response(request, key)


BALLOT = ("Retire", "Keep on, and look again on the day below")


def finding_response(
    request: HttpRequest,
    key: str,
    form: ProposalForm | WordForm | None = None,
) -> HttpResponse:
    """Show a finding, with a form that was refused or a fresh one."""
    user, now = reader(request), timezone.now()
    stands = queries.newest(user, now)
    found = [row for row in stands.subjects() if row["key"] == key]
    if not found or stands.done is None or stands.done.result is None:
        raise Http404
    proposal = stands.proposed.get(key)
    # A CEO who proposes, and was refused, goes on proposing.
    decides = may_decide(user, now) and not isinstance(form, ProposalForm)
    context = {
        "crumbs": crumbs(inside=True),
        "run": stands.done,
        "key": key,
        "finding": finding_page(found[0], stands.done.result["currency"]),
        "proposal": proposal,
        "voices": queries.objection_voices(proposal) if proposal else [],
        "decides": decides,
        "ballot": BALLOT,
        "may_propose": allows(user, Act.COMPARE_PLANS),
        "form": form or (WordForm() if decides else ProposalForm()),
    }
    status = form.status if form else 200
    return render(request, "pruning/finding.html", context, status=status)


@require_safe
@page(Act.SEE_DECISIONS)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give all that was found as a file: a row for each ground."""
    stands = queries.newest(reader(request), timezone.now())
    return download(kind, EXPORT_HEAD, _lines(stands), name="worth-retiring")


def _lines(stands: queries.Newest) -> Iterator[tuple[Cell, ...]]:
    if stands.done is None or stands.done.result is None:
        return
    subjects = {row["key"]: row for row in stands.subjects()}
    currency = stands.done.result["currency"]
    for table in tables(list(subjects.values()), stands.proposed, currency):
        for row in table.rows:
            becoming = [
                entry["title"]
                for entry in subjects[row.key]["waiting"]
                if entry["becomes"]
            ]
            yield (
                row.key,
                row.kind,
                row.name,
                row.about,
                table.title,
                row.sure,
                row.sentence,
                row.freed,
                subjects[row.key]["money"],
                ", ".join(becoming),
                row.proposal is not None,
            )
