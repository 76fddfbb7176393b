"""Propose, decide, and tell: what becomes of what was found."""

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import deciding, page, reader
from accounts.policy import Act, allows, may_decide
from accounts.queries import local_day
from core.exports import Cell, download
from core.refusals import Conflict, Refusal
from planner.pruning import queries, services
from planner.pruning.forms import ProposalForm, ToldForm, WordForm
from planner.pruning.models import Pruning, Retirement, Telling
from planner.pruning.pages import finding_page
from planner.pruning.views.looking import BALLOT, crumbs, finding_response

PAGE_SIZE = 50
EXPORT_HEAD = (
    "retirement",
    "thing",
    "kind",
    "name",
    "state",
    "proposed by",
    "proposed at",
    "proposed because",
    "decided by",
    "decided at",
    "decided because",
    "look again on",
    "to tell",
    "left to tell",
    "dissents",
)


def _row(request: HttpRequest, pk: int) -> Retirement:
    found = queries.retirements(reader(request))
    return get_object_or_404(queries.with_tellings(found), pk=pk)


def _newest_run(request: HttpRequest) -> Pruning:
    runs = Pruning.objects.visible_to(reader(request)).done().order_by("-pk")
    return get_object_or_404(runs[:1])


Form = ProposalForm | WordForm


def _try(form: Form, command: Callable[[], Retirement]) -> Retirement | None:
    """Carry a command out if the form is valid; what is refused stands in the form."""
    if not form.is_valid():
        return None
    try:
        return command()
    except Conflict:
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return None


@require_POST
@page(Act.COMPARE_PLANS)
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Put something before the CEO."""
    form, run = ProposalForm(request.POST), _newest_run(request)
    row = _try(
        form,
        lambda: services.propose(
            actor=reader(request),
            pruning=run,
            key=key,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
    )
    if row is None:
        return finding_response(request, key, form)
    messages.success(request, "It waits for the CEO now.")
    return redirect("pruning:retirement", row.pk)


@require_POST
@deciding
def settle(request: HttpRequest, key: str) -> HttpResponse:
    """Decide on something that nobody has proposed."""
    form, run = WordForm(request.POST), _newest_run(request)
    row = _try(
        form,
        lambda: services.settle(
            actor=reader(request),
            pruning=run,
            key=key,
            word=form.word(),
            now=timezone.now(),
        ),
    )
    if row is None:
        return finding_response(request, key, form)
    return _decided(request, row)


@require_POST
@deciding
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on a proposal."""
    form, asked = WordForm(request.POST), _row(request, pk)
    row = _try(
        form,
        lambda: services.decide(
            actor=reader(request),
            retirement=asked,
            word=form.word(),
            now=timezone.now(),
        ),
    )
    if row is None:
        return _show(request, asked, form)
    return _decided(request, row)


def _decided(request: HttpRequest, row: Retirement) -> HttpResponse:
    done = "It is retired. Below stands who has to be told what."
    if row.state == Retirement.State.KEPT:
        done = "It is kept on, and comes back on its day."
    messages.success(request, done)
    return redirect("pruning:retirement", row.pk)


@require_safe
@page(Act.SEE_DECISIONS)
def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal, what was said to it, and who has to be told."""
    return _show(request, _row(request, pk))


def _show(
    request: HttpRequest, row: Retirement, form: WordForm | None = None
) -> HttpResponse:
    user, now = reader(request), timezone.now()
    today = local_day(now)
    result = row.pruning.result or {}
    context = {
        "crumbs": crumbs(inside=True),
        "row": row,
        "finding": finding_page(row.finding, result.get("currency", "")),
        "tellings": [(line, line.tone_on(today)) for line in row.tellings.all()],
        "left": sum(line.done_at is None for line in row.tellings.all()),
        "decides": row.is_open and may_decide(user, now),
        "may_withdraw": row.is_open and (row.proposed_by_id == user.pk or user.is_ceo),
        "may_tell": allows(user, Act.COMPARE_PLANS),
        "reader": user,
        "voices": queries.objection_voices(row),
        "dissents": allows(user, Act.DISSENT) and services.may_dissent(row, user, now),
        "closes": services.closes_on(row),
        "form": form or WordForm(),
        "told": ToldForm(),
        "ballot": BALLOT,
    }
    status = form.status if form else 200
    return render(request, "pruning/retirement.html", context, status=status)


@require_POST
@page(Act.COMPARE_PLANS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    services.withdraw(
        actor=reader(request), retirement=_row(request, pk), now=timezone.now()
    )
    messages.success(request, "The proposal is taken back.")
    return redirect("pruning:home")


def _telling(request: HttpRequest, pk: int) -> Telling:
    return get_object_or_404(Telling.objects.visible_to(reader(request)), pk=pk)


@require_POST
@page(Act.COMPARE_PLANS)
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick somebody off who was told."""
    line, form = _telling(request, pk), ToldForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        services.tell(
            actor=reader(request), telling=line, note=note, now=timezone.now()
        )
    else:
        messages.error(request, "Use at most 300 characters of plain text.")
    return redirect("pruning:retirement", line.retirement_id)


@require_POST
@page(Act.COMPARE_PLANS)
def untell(request: HttpRequest, pk: int) -> HttpResponse:
    line = _telling(request, pk)
    services.untell(actor=reader(request), telling=line, now=timezone.now())
    return redirect("pruning:retirement", line.retirement_id)


@require_safe
@page(Act.SEE_DECISIONS)
def past(request: HttpRequest) -> HttpResponse:
    """List all that was proposed, retired and kept on."""
    rows = queries.retirements(reader(request)).defer("finding")
    state = request.GET.get("state", "")
    if state in Retirement.State.values:
        rows = rows.filter(state=state)
    context = {
        "crumbs": crumbs(inside=True),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": Retirement.State.choices,
        "state": state,
    }
    return render(request, "pruning/past.html", context)


@require_safe
@page(Act.SEE_DECISIONS)
def past_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give every retirement as a file."""
    rows = queries.retirements(reader(request)).defer("finding")
    return download(kind, EXPORT_HEAD, _lines(rows), name="retirements")


def _lines(rows: QuerySet[Retirement]) -> Iterator[tuple[Cell, ...]]:
    for row in rows.iterator(chunk_size=500):
        yield (
            row.pk,
            row.key,
            row.kind,
            row.name,
            row.get_state_display(),
            row.proposed_by.name,
            row.proposed_at,
            row.reason,
            row.decider,
            row.decided_at,
            row.decided_why,
            row.review_on,
            row.to_tell,  # type: ignore[attr-defined]
            row.left_to_tell,  # type: ignore[attr-defined]
            row.dissents,  # type: ignore[attr-defined]
        )
